/** Vectors in memory, searched from end to end: exact, and quick enough for tens of thousands. */
import type { Neighbour, NearestQuery, VectorEntry } from '../ports/vector-index.ts';

export interface FlatVectors {
  /** `now` in ms, on the caller's clock. Keeps the vector itself. A vector that alone is too large is not kept. */
  put(entry: VectorEntry, now: number): void;
  /** Best first. Drops the expired entries that it meets. */
  nearest(query: NearestQuery, now: number): Neighbour[];
  remove(partition: string, ids: readonly string[]): void;
  readonly size: number;
}

/** Of all partitions together. */
export interface FlatVectorBounds {
  maxEntries: number;
  /** Of the vectors alone, whose lengths differ from model to model. */
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
  /** The oldest first. */
  const stored = new Set<Stored>();
  const partitions = new Map<string, Map<string, Stored>>();
  let bytes = 0;

  function free(entry: Stored | undefined): void {
    if (entry === undefined || !stored.delete(entry)) return;
    bytes -= entry.vector.byteLength;
    const partition = partitions.get(entry.partition);
    partition?.delete(entry.id);
    if (partition?.size === 0) partitions.delete(entry.partition);
  }

  return {
    put({ partition, id, text, vector, ttlMs }, now) {
      free(partitions.get(partition)?.get(id));
      if (vector.byteLength > maxBytes) return;
      while (stored.size === maxEntries || bytes + vector.byteLength > maxBytes) free(stored.values().next().value);
      const entry = { partition, id, text, vector, expiresAt: now + ttlMs };
      stored.add(entry);
      bytes += vector.byteLength;
      const entries = partitions.get(partition) ?? new Map<string, Stored>();
      partitions.set(partition, entries.set(id, entry));
    },
    nearest({ partition, vector, atLeast, limit }, now) {
      const best: Neighbour[] = [];
      let least = atLeast;
      for (const entry of partitions.get(partition)?.values() ?? []) {
        if (entry.expiresAt <= now) free(entry);
        else if (entry.vector.length === vector.length) {
          const score = cosine(entry.vector, vector);
          if (score < least) continue;
          rank(best, { id: entry.id, text: entry.text, score }, limit);
          if (best.length === limit) least = best.at(-1)?.score ?? least;
        }
      }
      return best;
    },
    remove(partition, ids) {
      for (const id of ids) free(partitions.get(partition)?.get(id));
    },
    get size() {
      return stored.size;
    },
  };
}

/** Of two unit vectors of one length. Four sums at once, for the processor need not wait for one. */
function cosine(one: Float32Array, other: Float32Array): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let at = 0; at < one.length; at += 4) {
    first += (one[at] ?? 0) * (other[at] ?? 0);
    second += (one[at + 1] ?? 0) * (other[at + 1] ?? 0);
    third += (one[at + 2] ?? 0) * (other[at + 2] ?? 0);
    fourth += (one[at + 3] ?? 0) * (other[at + 3] ?? 0);
  }
  return first + second + third + fourth;
}

/** Keeps the best few in order. */
function rank(best: Neighbour[], found: Neighbour, limit: number): void {
  const at = best.findIndex((other) => other.score < found.score);
  best.splice(at === -1 ? best.length : at, 0, found);
  if (best.length > limit) best.pop();
}
