/** What every vector index must do, as one suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VectorEntry, VectorIndex } from './vector-index.ts';

/** A unit vector that leans from the first axis towards the second: the smaller the angle, the nearer to `at(0)`. */
function at(degrees: number): Float32Array {
  const vector = new Float32Array(8);
  vector[0] = Math.cos((degrees * Math.PI) / 180);
  vector[1] = Math.sin((degrees * Math.PI) / 180);
  return vector;
}

export interface VectorIndexSuite {
  /** An empty index with room for 4 entries, and for 4 vectors of 8 numbers. */
  open: () => VectorIndex;
  /** Lets so many ms pass for it. */
  pass: (ms: number) => void;
}

export function describeVectorIndex({ open, pass }: VectorIndexSuite): void {
  describe('the vector index', () => {
    let index: VectorIndex;
    beforeEach(() => {
      index = open();
    });
    afterEach(() => index.close());

    const put = (id: string, degrees: number, changes: Partial<VectorEntry> = {}) =>
      index.put({ partition: 'p', id, text: `text of ${id}`, vector: at(degrees), ttlMs: 1_000, ...changes });
    const nearest = async (changes: Partial<{ partition: string; atLeast: number; limit: number }> = {}) => {
      const found = await index.nearest({ partition: 'p', vector: at(0), atLeast: 0.5, limit: 10, ...changes });
      return found.map(({ id }) => id);
    };

    it('is empty at first', async () => {
      expect(await nearest()).toEqual([]);
    });

    it('gives the nearest first, with text and cosine', async () => {
      await put('far', 50);
      await put('near', 10);
      await put('middle', 30);
      expect(await nearest()).toEqual(['near', 'middle', 'far']);
      const [first] = await index.nearest({ partition: 'p', vector: at(0), atLeast: 0.5, limit: 1 });
      expect(first).toEqual({ id: 'near', text: 'text of near', score: expect.closeTo(Math.cos(Math.PI / 18), 5) });
    });

    it('gives no more than asked for, and nothing that is farther away', async () => {
      await put('far', 70);
      await put('near', 10);
      await put('middle', 30);
      expect(await nearest()).toEqual(['near', 'middle']);
      expect(await nearest({ limit: 1 })).toEqual(['near']);
    });

    it('never shows an entry to another partition', async () => {
      await put('a', 0);
      expect(await nearest({ partition: 'q' })).toEqual([]);
      await index.remove('q', ['a']);
      expect(await nearest()).toEqual(['a']);
    });

    it('keeps entries of one id apart by their partition', async () => {
      await put('a', 0);
      await put('a', 0, { partition: 'q' });
      await index.remove('p', ['a']);
      expect(await nearest()).toEqual([]);
      expect(await nearest({ partition: 'q' })).toEqual(['a']);
    });

    it('puts a second entry of an id in the place of the first', async () => {
      await put('a', 80);
      await put('a', 0);
      expect(await nearest({ atLeast: -1 })).toEqual(['a']);
    });

    it('forgets an entry when its time is over', async () => {
      await put('short', 0, { ttlMs: 100 });
      await put('long', 10);
      pass(99);
      expect(await nearest()).toEqual(['short', 'long']);
      pass(1);
      expect(await nearest()).toEqual(['long']);
    });

    it('gives up the oldest entry when it is full, whatever its partition', async () => {
      for (const [n, id] of ['a', 'b', 'c', 'd', 'e'].entries()) await put(id, n, { partition: n === 0 ? 'q' : 'p' });
      expect(await nearest({ partition: 'q' })).toEqual([]);
      expect(await nearest()).toEqual(['b', 'c', 'd', 'e']);
    });

    it('has room again for what was removed', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await put(id, 1);
      await index.remove('p', ['b', 'unknown']);
      await put('e', 0);
      expect((await nearest()).toSorted()).toEqual(['a', 'c', 'd', 'e']);
    });

    it('never compares vectors of different lengths', async () => {
      const long = new Float32Array(16);
      long[0] = 1;
      await put('long', 0, { vector: long });
      await put('short', 0);
      expect(await nearest({ atLeast: -1 })).toEqual(['short']);
      const [found] = await index.nearest({ partition: 'p', vector: long, atLeast: -1, limit: 10 });
      expect(found).toMatchObject({ id: 'long', score: 1 });
    });

    it.each([Number.NaN, Infinity, -Infinity])(
      'lets no vector with a %f in it match, or hide others',
      async (broken) => {
        await put('a', 40);
        await put('broken', 0, { vector: at(0).fill(broken, 0, 1) });
        await put('wholly broken', 0, { vector: at(0).fill(broken) });
        await put('b', 20);
        expect(await nearest({ atLeast: -1 })).toEqual(['b', 'a']);
        expect(await nearest({ limit: 1 })).toEqual(['b']);
        const query = { partition: 'p', vector: at(0).fill(broken, 0, 1), atLeast: -1, limit: 10 };
        expect(await index.nearest(query)).toEqual([]);
      },
    );

    it('gives up as many of the oldest as a long vector needs, and keeps none that has no room at all', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await put(id, 1);
      await put('long', 0, { vector: new Float32Array(24) });
      expect(await nearest()).toEqual(['d']);
      await put('endless', 0, { vector: new Float32Array(33) });
      expect(await nearest()).toEqual(['d']);
    });

    it('answers nobody after it was closed', async () => {
      await put('a', 0);
      await index.close();
      await expect(nearest()).rejects.toThrow('closed');
    });
  });
}
