;; The dot products of many vectors with one, four numbers at a time. vector-rows.ts uses it; after a change,
;; `npm run wat` writes dot-products.gen.ts anew.
(module
  (memory (import "rows" "memory") 1)

  ;; $addresses: of $count rows, as 32-bit numbers, in any order. Each row, and the query, has $bytes bytes of 32-bit
  ;; floats; $bytes is a multiple of 32, so that no row ends in the middle of a step. $products: room for $count floats.
  (func (export "dotProducts")
    (param $addresses i32) (param $count i32) (param $query i32) (param $bytes i32) (param $products i32)
    (local $productsEnd i32) (local $queryEnd i32) (local $row i32) (local $at i32)
    ;; Two sums of four lanes each: one alone would wait for its own last addition.
    (local $even v128) (local $odd v128)

    (local.set $productsEnd (i32.add (local.get $products) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $queryEnd (i32.add (local.get $query) (local.get $bytes)))

    (block $done
      (loop $nextRow
        (br_if $done (i32.eq (local.get $products) (local.get $productsEnd)))
        (local.set $row (i32.load (local.get $addresses)))
        (local.set $at (local.get $query))
        (local.set $even (v128.const f32x4 0 0 0 0))
        (local.set $odd (v128.const f32x4 0 0 0 0))

        (block $rowDone
          (loop $nextStep
            (br_if $rowDone (i32.eq (local.get $at) (local.get $queryEnd)))
            (local.set $even
              (f32x4.add
                (local.get $even)
                (f32x4.mul (v128.load (local.get $row)) (v128.load (local.get $at)))))
            (local.set $odd
              (f32x4.add
                (local.get $odd)
                (f32x4.mul (v128.load offset=16 (local.get $row)) (v128.load offset=16 (local.get $at)))))
            (local.set $row (i32.add (local.get $row) (i32.const 32)))
            (local.set $at (i32.add (local.get $at) (i32.const 32)))
            (br $nextStep)))

        (local.set $even (f32x4.add (local.get $even) (local.get $odd)))
        (f32.store
          (local.get $products)
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $even)) (f32x4.extract_lane 1 (local.get $even)))
            (f32.add (f32x4.extract_lane 2 (local.get $even)) (f32x4.extract_lane 3 (local.get $even)))))
        (local.set $addresses (i32.add (local.get $addresses) (i32.const 4)))
        (local.set $products (i32.add (local.get $products) (i32.const 4)))
        (br $nextRow)))))
