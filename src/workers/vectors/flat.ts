/** Vectors in memory, searched from end to end: exact, and quick enough for tens of thousands. */
import type { Neighbour, NearestQuery, VectorEntry } from '../ports/vector-index.ts';
import { dotProduct } from './dot-product.ts';

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
  /** Of the vectors alone, whose lengths differ from model to model: four bytes for each number. */
  maxBytes: number;
}

interface Stored {
  partition: string;
  id: string;
  text: string;
  vector: Float32Array;
  expiresAt: number;
}

/** When it is full, the entry that was put first gives way. */
export function createFlatVectors({ maxEntries, maxBytes }: FlatVectorBounds): FlatVectors {
  /** Of all vectors. */
  let bytes = 0;
  /** The oldest first. */
  const stored = new Set<Stored>();
  const partitions = new Map<string, Map<string, Stored>>();

  function free(entry: Stored | undefined): void {
    if (entry === undefined || !stored.delete(entry)) return;
    const partition = partitions.get(entry.partition);
    partition?.delete(entry.id);
    if (partition?.size === 0) partitions.delete(entry.partition);
    bytes -= entry.vector.byteLength;
  }

  return {
    put({ partition, id, text, vector, ttlMs }, now) {
      free(partitions.get(partition)?.get(id));
      const { byteLength } = vector;
      if (byteLength > maxBytes) return;
      while (stored.size === maxEntries || bytes + byteLength > maxBytes) free(stored.values().next().value);
      const entry = { partition, id, text, vector: vector.slice(), expiresAt: now + ttlMs };
      stored.add(entry);
      bytes += byteLength;
      const entries = partitions.get(partition) ?? new Map<string, Stored>();
      partitions.set(partition, entries.set(id, entry));
    },
    nearest({ partition, vector, atLeast, limit }, now) {
      const best: Neighbour[] = [];
      let least = atLeast;
      for (const entry of partitions.get(partition)?.values() ?? []) {
        if (entry.expiresAt <= now) free(entry);
        else if (entry.vector.length === vector.length) {
          const score = dotProduct(entry.vector, vector);
          // A score that is not finite comes from numbers that are not: such a vector is near to nothing.
          if (!(score >= least && score < Infinity)) continue;
          rank(best, { id: entry.id, text: entry.text, score }, limit);
          if (best.length === limit) least = best.at(-1)?.score ?? least;
        }
      }
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
