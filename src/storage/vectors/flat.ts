/** Vectors in memory, searched from end to end: exact, and quick enough for tens of thousands. */
import type { Neighbour, NearestQuery, VectorEntry } from '../ports/vector-index.ts';
import { rowBytes } from './dot-products.ts';
import { createVectorRows, type VectorRow } from './vector-rows.ts';

export interface FlatVectors {
  /** `now` in ms, on the caller's clock. Copies the vector. A vector that alone is too large is not kept. */
  put(entry: VectorEntry, now: number): void;
  /** Best first, of equals the one that was put first. Drops the expired entries of the partition. */
  nearest(query: NearestQuery, now: number): Neighbour[];
  remove(partition: string, ids: readonly string[]): void;
}

/** Of all partitions together. */
export interface FlatVectorBounds {
  maxEntries: number;
  /** Of the vectors alone, whose lengths differ from model to model; each counts as much as it takes (`rowBytes`). */
  maxBytes: number;
}

interface Stored {
  partition: string;
  id: string;
  text: string;
  /** Of the vector. */
  length: number;
  row: VectorRow;
  expiresAt: number;
}

/** When it is full, the entry that was put first gives way. */
export function createFlatVectors({ maxEntries, maxBytes }: FlatVectorBounds): FlatVectors {
  const rows = createVectorRows();
  /** The oldest first. */
  const stored = new Set<Stored>();
  const partitions = new Map<string, Map<string, Stored>>();

  function free(entry: Stored | undefined): void {
    if (entry === undefined || !stored.delete(entry)) return;
    const partition = partitions.get(entry.partition);
    partition?.delete(entry.id);
    if (partition?.size === 0) partitions.delete(entry.partition);
    rows.remove(entry.row);
  }

  return {
    put({ partition, id, text, vector, ttlMs }, now) {
      free(partitions.get(partition)?.get(id));
      const bytes = rowBytes(vector.length);
      if (bytes > maxBytes) return;
      while (stored.size === maxEntries || rows.bytes + bytes > maxBytes) free(stored.values().next().value);
      const { length } = vector;
      const entry = { partition, id, text, length, row: rows.add(vector), expiresAt: now + ttlMs };
      stored.add(entry);
      const entries = partitions.get(partition) ?? new Map<string, Stored>();
      partitions.set(partition, entries.set(id, entry));
    },
    nearest({ partition, vector, atLeast, limit }, now) {
      const comparable: Stored[] = [];
      for (const entry of partitions.get(partition)?.values() ?? []) {
        if (entry.expiresAt <= now) free(entry);
        else if (entry.length === vector.length) comparable.push(entry);
      }
      if (comparable.length === 0) return [];
      const scores = rows.products(
        comparable.map(({ row }) => row),
        vector,
      );
      const best: Neighbour[] = [];
      let least = atLeast;
      comparable.forEach(({ id, text }, n) => {
        const score = scores[n] ?? Number.NaN;
        // A score that is not finite comes of numbers that are not: they are near to nothing.
        if (!(score >= least && score < Infinity)) return;
        rank(best, { id, text, score }, limit);
        if (best.length === limit) least = best.at(-1)?.score ?? least;
      });
      return best;
    },
    remove(partition, ids) {
      for (const id of ids) free(partitions.get(partition)?.get(id));
    },
  };
}

/** Keeps the best few in order. */
function rank(best: Neighbour[], found: Neighbour, limit: number): void {
  const at = best.findIndex((other) => other.score < found.score);
  best.splice(at === -1 ? best.length : at, 0, found);
  if (best.length > limit) best.pop();
}
