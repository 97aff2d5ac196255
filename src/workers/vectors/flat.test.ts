/** The index against a plain list of everything that was put. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Neighbour, NearestQuery, VectorEntry } from '../ports/vector-index.ts';
import { createFlatVectors, type FlatVectorBounds, type FlatVectors } from './flat.ts';

type Call =
  | { kind: 'put'; entry: VectorEntry }
  | { kind: 'nearest'; query: NearestQuery }
  | { kind: 'remove'; partition: string; id: string }
  | { kind: 'pass'; ms: number };

/** The slow way: the oldest first. */
function plainVectors({ maxEntries, maxBytes }: FlatVectorBounds): FlatVectors {
  let all: (VectorEntry & { expiresAt: number })[] = [];
  const bytesOf = (length: number) => length * 4;
  const bytes = () => all.reduce((sum, { vector }) => sum + bytesOf(vector.length), 0);
  const isOf = (partition: string, id: string) => (entry: VectorEntry) =>
    entry.partition === partition && entry.id === id;
  return {
    put(entry, now) {
      all = all.filter((other) => !isOf(entry.partition, entry.id)(other));
      const needed = bytesOf(entry.vector.length);
      if (needed > maxBytes) return;
      while (all.length === maxEntries || bytes() + needed > maxBytes) all.shift();
      all.push({ ...entry, expiresAt: now + entry.ttlMs });
    },
    nearest({ partition, vector, atLeast, limit }, now): Neighbour[] {
      all = all.filter((entry) => entry.partition !== partition || entry.expiresAt > now);
      return all
        .filter((entry) => entry.partition === partition && entry.vector.length === vector.length)
        .map(({ id, text, vector: other }) => {
          return { id, text, score: other.reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0) };
        })
        .filter(({ score }) => Number.isFinite(score) && score >= atLeast)
        .toSorted((one, other) => other.score - one.score)
        .slice(0, limit);
    },
    remove(partition, ids) {
      all = all.filter((entry) => !ids.some((id) => isOf(partition, id)(entry)));
    },
  };
}

describe('the index answers as a plain list does', () => {
  const partition = fc.constantFrom('p', 'q');
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  /** Small whole numbers, whose sums are exact in any order, so that equals are equal; and a few that break a vector. */
  const number = fc.oneof(
    { weight: 60, arbitrary: fc.integer({ min: -2, max: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
  );
  const vector = fc
    .constantFrom(0, 1, 3, 8, 9, 9, 9, 40, 100)
    .chain((length) => fc.array(number, { minLength: length, maxLength: length }))
    .map((numbers) => Float32Array.from(numbers));
  const put: fc.Arbitrary<Call> = fc
    .record({ partition, id, vector, text: fc.string(), ttlMs: fc.integer({ min: 1, max: 50 }) })
    .map((entry) => ({ kind: 'put', entry }));
  const nearest: fc.Arbitrary<Call> = fc
    .record({ partition, vector, atLeast: fc.integer({ min: -4, max: 4 }), limit: fc.integer({ min: 1, max: 5 }) })
    .map((query) => ({ kind: 'nearest', query }));
  const remove: fc.Arbitrary<Call> = fc.record({ kind: fc.constant('remove'), partition, id });
  const pass: fc.Arbitrary<Call> = fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 1, max: 20 }) });
  const call = fc.oneof({ weight: 6, arbitrary: put }, { weight: 4, arbitrary: nearest }, remove, pass);

  it.each([
    ['with room for all', { maxEntries: 100, maxBytes: 1_000_000 }],
    ['full of entries', { maxEntries: 5, maxBytes: 1_000_000 }],
    ['full of bytes', { maxEntries: 100, maxBytes: 300 }],
  ])('%s', (_, bounds) => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 80 }), (calls) => {
        const [index, plain] = [createFlatVectors(bounds), plainVectors(bounds)];
        let now = 1_000;
        for (const step of calls) {
          if (step.kind === 'pass') now += step.ms;
          for (const vectors of [index, plain]) {
            if (step.kind === 'put') vectors.put(step.entry, now);
            if (step.kind === 'remove') vectors.remove(step.partition, [step.id]);
          }
          if (step.kind === 'nearest') expect(index.nearest(step.query, now)).toEqual(plain.nearest(step.query, now));
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('a search for a vector longer than all that are kept takes no memory for it', () => {
  const index = createFlatVectors({ maxEntries: 4, maxBytes: 1_000 });
  // More than fits into memory.
  const endless = { length: 2 ** 31 } as Float32Array;
  expect(index.nearest({ partition: 'p', vector: endless, atLeast: 0, limit: 1 }, 0)).toEqual([]);
});

it('a vector that is changed after it was put is kept as it was', () => {
  const index = createFlatVectors({ maxEntries: 4, maxBytes: 1_000 });
  const vector = Float32Array.of(1, 0);
  index.put({ partition: 'p', id: 'a', text: 'A', vector, ttlMs: 10 }, 0);
  vector.fill(0);
  const query = { partition: 'p', vector: Float32Array.of(1, 0), atLeast: 0.5, limit: 1 };
  expect(index.nearest(query, 0)).toEqual([{ id: 'a', text: 'A', score: 1 }]);
});

it('vectors that are put and replaced for long count only while they are kept', () => {
  const index = createFlatVectors({ maxEntries: 1_000, maxBytes: 400 });
  const put = (id: string): void =>
    index.put({ partition: 'p', id, text: id, vector: new Float32Array(10).fill(1), ttlMs: 10 }, 0);
  for (let n = 0; n < 500; n += 1) put(`id-${n % 10}`);
  const found = index.nearest({ partition: 'p', vector: new Float32Array(10).fill(1), atLeast: 0, limit: 100 }, 0);
  expect(found).toHaveLength(10);
});
