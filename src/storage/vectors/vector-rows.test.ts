/** The numbers of the vectors against a plain loop, and the memory that they take. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowBytes } from './dot-products.ts';
import { createVectorRows, type VectorRow } from './vector-rows.ts';

interface Memory {
  buffer: ArrayBuffer;
}
declare const WebAssembly: { Memory: new (size: { initial: number }) => Memory };

const MEGABYTE = 1024 * 1024;

function product(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

/** Small whole numbers, whose sums are exact in 32 bits, in any order. */
function wholeNumbers(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => ((at * 7 + seed * 13 + ((at * seed) % 11)) % 9) - 4);
}

describe('the products', () => {
  it.each([0, 1, 7, 8, 9, 31, 512, 3_072])('of vectors of %i numbers are those of a plain loop', (length) => {
    const rows = createVectorRows();
    const vectors = [1, 2, 3, 4, 5].map((seed) => wholeNumbers(length, seed));
    const added = vectors.map((vector) => rows.add(vector));
    const query = wholeNumbers(length, 6);
    expect([...rows.products(added, query)]).toEqual(vectors.map((vector) => product(vector, query)));
    expect(rows.bytes).toBe(5 * rowBytes(length));
  });

  it('come in the order that was asked for, one for each row that was named', () => {
    const rows = createVectorRows();
    const [one, two] = [rows.add(Float32Array.of(1)), rows.add(Float32Array.of(2))];
    expect([...rows.products([two, one, two], Float32Array.of(10))]).toEqual([20, 10, 20]);
    expect([...rows.products([], Float32Array.of(10))]).toEqual([]);
  });

  it('are right to six digits where numbers are not whole', () => {
    const rows = createVectorRows();
    const wave = (shift: number) => Float32Array.from({ length: 3_072 }, (_, at) => Math.sin(at + shift) / 40);
    const [row, query] = [wave(0), wave(0.5)];
    expect(rows.products([rows.add(row)], query)[0]).toBeCloseTo(product(row, query), 6);
  });

  it('are not finite for a row that is not, and right for the rows around it and those that come to lie there', () => {
    const rows = createVectorRows();
    const ones = new Float32Array(12).fill(1);
    const [first, broken, last] = [ones, ones.map(() => Number.NaN), ones].map((vector) => rows.add(vector));
    if (first === undefined || broken === undefined || last === undefined) throw new Error('A row is missing.');
    expect([...rows.products([first, broken, last], ones)]).toEqual([12, Number.NaN, 12]);
    rows.remove(broken);
    // 600 KB each, of 1 MB: the second lot comes to lie where the first was.
    const many = Array.from({ length: 10_000 }, () => rows.add(ones.map(() => Number.NaN)));
    for (const row of many) rows.remove(row);
    const shorter = ones.subarray(3);
    const short = Array.from({ length: 10_000 }, () => rows.add(shorter));
    expect(new Set(rows.products(short, shorter))).toEqual(new Set([9]));
    expect([...rows.products([first, last], ones)]).toEqual([12, 12]);
  });

  it('stay those of a plain loop whatever was added and removed before', () => {
    const change = fc.record({
      kind: fc.constantFrom('add', 'add', 'remove', 'remove'),
      // Of 32 bytes to 400 KB, in a memory that grows by 1 MB.
      length: fc.constantFrom(5, 8_000, 8_003, 50_000, 100_000),
      pick: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const rows = createVectorRows();
        let held: { row: VectorRow; seed: number; length: number }[] = [];
        for (const { kind, length, pick } of changes) {
          if (kind === 'add') held.push({ row: rows.add(sparse(length, pick)), seed: pick, length });
          const picked = held[pick % held.length];
          if (kind === 'add' || picked === undefined) continue;
          rows.remove(picked.row);
          held = held.filter((other) => other !== picked);
        }
        for (const asked of new Set(held.map(({ length }) => length))) {
          const same = held.filter(({ length }) => length === asked);
          const products = rows.products(
            same.map(({ row }) => row),
            sparse(asked, 1_001),
          );
          expect([...products]).toEqual(same.map(({ seed }) => sparseProduct(asked, seed)));
        }
        expect(rows.bytes).toBe(held.reduce((sum, { length }) => sum + rowBytes(length), 0));
      }),
      { numRuns: 60 },
    );
  });
});

/** Zeros, but for its first and its last number: a property need not multiply millions of them. */
function sparse(length: number, seed: number): Float32Array {
  const vector = new Float32Array(length);
  vector[0] = seed;
  vector[length - 1] = seed + 1;
  return vector;
}

/** Of `sparse(length, seed)` and `sparse(length, 1_001)`. */
function sparseProduct(_length: number, seed: number): number {
  return seed * 1_001 + (seed + 1) * 1_002;
}

describe('the memory', () => {
  const Original = WebAssembly.Memory;
  let memories: Memory[];
  beforeEach(() => {
    memories = [];
    WebAssembly.Memory = class extends Original {
      constructor(size: { initial: number }) {
        super(size);
        memories.push(this);
      }
    };
  });
  afterEach(() => {
    WebAssembly.Memory = Original;
  });
  const size = (): number => memories.at(-1)?.buffer.byteLength ?? 0;

  const VECTOR = new Float32Array(25_600).fill(1);
  const add = (rows: ReturnType<typeof createVectorRows>, count: number): VectorRow[] =>
    Array.from({ length: count }, () => rows.add(VECTOR));

  it('is hardly larger than what it holds, for as long as rows come and go', () => {
    const rows = createVectorRows();
    const held = add(rows, 100);
    for (let n = 0; n < 1_000; n += 1) {
      const [oldest] = held.splice(0, 1);
      if (oldest !== undefined) rows.remove(oldest);
      held.push(...add(rows, 1));
      rows.products(held, VECTOR);
    }
    expect(rows.bytes).toBe(100 * 100 * 1_024);
    expect(size()).toBeLessThan((rows.bytes * 8) / 7 + 2 * MEGABYTE);
    expect(memories).toHaveLength(1);
  });

  it('becomes a small one again when most of its rows are gone, and the rest are where they were asked for', () => {
    const rows = createVectorRows();
    const held = add(rows, 100);
    expect(size()).toBeGreaterThan(9 * MEGABYTE);
    const kept = held.splice(50, 5);
    for (const row of held) rows.remove(row);
    expect(size()).toBe(MEGABYTE);
    expect([...rows.products(kept, VECTOR)]).toEqual(kept.map(() => VECTOR.length));
  });

  it('is not freed of a row twice', () => {
    const rows = createVectorRows();
    const [one] = add(rows, 2);
    if (one === undefined) throw new Error('A row is missing.');
    rows.remove(one);
    rows.remove(one);
    expect(rows.bytes).toBe(rowBytes(VECTOR.length));
  });
});
