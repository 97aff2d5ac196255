;; Where does a JSON value end? json-skip.ts uses it; after a change, `npm run wat` writes json-skip.gen.ts anew.
;;
;; The memory, in bytes:
;;     0  a filter of 2048 bits: which short strings the walk came past (short-strings.ts reads it)
;;   256  1 once one of them may be written with \u or \/, and so be another than its bytes say
;;   512  the text, with room for one step behind its end
(module
  (memory (export "memory") 1)

  ;; Length and three letters of the string between two quotes choose its bit: see `bitOf` in short-strings.ts.
  (func $note (param $open i32) (param $close i32)
    (local $bit i32) (local $word i32)
    (local.set $bit
      (i32.and
        (i32.const 2047)
        (i32.add
          (i32.add
            (i32.mul (i32.load8_u offset=1 (local.get $open)) (i32.const 5))
            (i32.mul
              (i32.load8_u (i32.shr_u (i32.add (local.get $open) (local.get $close)) (i32.const 1)))
              (i32.const 37)))
          (i32.add
            (i32.mul (i32.load8_u (i32.sub (local.get $close) (i32.const 1))) (i32.const 211))
            (i32.mul (i32.sub (local.get $close) (local.get $open)) (i32.const 1009))))))
    (local.set $word (i32.shl (i32.shr_u (local.get $bit) (i32.const 5)) (i32.const 2)))
    (i32.store
      (local.get $word)
      (i32.or (i32.load (local.get $word)) (i32.shl (i32.const 1) (i32.and (local.get $bit) (i32.const 31))))))

  ;; From the opening quote to the byte after the closing one; -1 where the text ends before. Sixteen bytes at a time.
  (func $skipString (param $open i32) (param $end i32) (param $longest i32) (result i32)
    (local $at i32) (local $bytes v128) (local $found i32)
    (local.set $at (i32.add (local.get $open) (i32.const 1)))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $bytes (v128.load (local.get $at)))
      (local.set $found
        (i8x16.bitmask
          (v128.or
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))))
      (if (i32.eqz (local.get $found))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $next)))
      (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x22))
        (then
          (if (i32.lt_u (i32.sub (local.get $at) (local.get $open)) (local.get $longest))
            (then (call $note (local.get $open) (local.get $at))))
          (return (i32.add (local.get $at) (i32.const 1)))))
      ;; A backslash and the letter behind it: u and / are those that stand for what needs no backslash. A string that
      ;; is short once they are read has one near its beginning.
      (if (i32.lt_u (i32.sub (local.get $at) (local.get $open)) (local.get $longest))
        (then
          (if
            (i32.or
              (i32.eq (i32.load8_u offset=1 (local.get $at)) (i32.const 0x75))
              (i32.eq (i32.load8_u offset=1 (local.get $at)) (i32.const 0x2f)))
            (then (i32.store (i32.const 256) (i32.const 1))))))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (br $next))
    (unreachable))

  ;; From the first byte of a string, an object or an array to the byte after it; -1 where the text ends before.
  ;; Brackets are matched by their number, whatever their kind. Strings of up to $longest bytes, quotes included, are noted.
  (func (export "skip") (param $at i32) (param $end i32) (param $longest i32) (result i32)
    (local $byte i32) (local $depth i32)
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x22))
        (then
          (local.set $at (call $skipString (local.get $at) (local.get $end) (local.get $longest)))
          (br_if $next (local.get $depth))
          (return (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      ;; One bit makes [ of { and ] of }, and no bracket of anything else.
      (local.set $byte (i32.and (local.get $byte) (i32.const 0xdf)))
      (if (i32.eq (local.get $byte) (i32.const 0x5b))
        (then
          (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
          (br $next)))
      (br_if $next (i32.ne (local.get $byte) (i32.const 0x5d)))
      (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
      (br_if $next (local.get $depth))
      (return (local.get $at)))
    (unreachable)))
