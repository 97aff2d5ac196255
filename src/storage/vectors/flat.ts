/** Vectors in one block of memory, searched from end to end: exact, and quick enough for tens of thousands. */
import type { Neighbour, NearestQuery, VectorEntry } from '../ports/vector-index.ts';

export interface FlatVectors {
  /** `now` in ms, on the caller's clock. Throws when the vector's length is another. */
  put(entry: VectorEntry, now: number): void;
  /** Best first. Drops the expired entries that it meets. */
  nearest(query: NearestQuery, now: number): Neighbour[];
  remove(partition: string, ids: readonly string[]): void;
  readonly size: number;
}

interface Stored {
  partition: string;
  id: string;
  text: string;
  expiresAt: number;
}

/** Holds `maxEntries` in all; then the entry that was put first gives way. */
export function createFlatVectors({ dimensions, maxEntries }: { dimensions: number; maxEntries: number }): FlatVectors {
  const block = new Float32Array(dimensions * maxEntries);
  /** By place in the block, the oldest first. */
  const stored = new Map<number, Stored>();
  const partitions = new Map<string, Map<string, number>>();
  const freed: number[] = [];

  function free(slot: number | undefined): void {
    const entry = slot === undefined ? undefined : stored.get(slot);
    if (slot === undefined || entry === undefined) return;
    stored.delete(slot);
    freed.push(slot);
    const partition = partitions.get(entry.partition);
    partition?.delete(entry.id);
    if (partition?.size === 0) partitions.delete(entry.partition);
  }

  return {
    put({ partition, id, text, vector, ttlMs }, now) {
      if (vector.length !== dimensions) throw new Error(`A vector of ${vector.length} does not fit ${dimensions}.`);
      free(partitions.get(partition)?.get(id));
      if (stored.size === maxEntries) free(stored.keys().next().value);
      const slot = freed.pop() ?? stored.size;
      block.set(vector, slot * dimensions);
      stored.set(slot, { partition, id, text, expiresAt: now + ttlMs });
      const slots = partitions.get(partition) ?? new Map<string, number>();
      partitions.set(partition, slots.set(id, slot));
    },
    nearest({ partition, vector, atLeast, limit }, now) {
      const best: Neighbour[] = [];
      let least = atLeast;
      for (const slot of partitions.get(partition)?.values() ?? []) {
        const entry = stored.get(slot);
        if (entry === undefined || entry.expiresAt <= now) free(slot);
        else {
          const score = cosine(block, slot * dimensions, vector);
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

/** Of two unit vectors, one of them in the block. Four sums at once, for the processor need not wait for one. */
function cosine(block: Float32Array, from: number, vector: Float32Array): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let at = 0; at < vector.length; at += 4) {
    first += (block[from + at] ?? 0) * (vector[at] ?? 0);
    second += (block[from + at + 1] ?? 0) * (vector[at + 1] ?? 0);
    third += (block[from + at + 2] ?? 0) * (vector[at + 2] ?? 0);
    fourth += (block[from + at + 3] ?? 0) * (vector[at + 3] ?? 0);
  }
  return first + second + third + fourth;
}

/** Keeps the best few in order. */
function rank(best: Neighbour[], found: Neighbour, limit: number): void {
  const at = best.findIndex((other) => other.score < found.score);
  best.splice(at === -1 ? best.length : at, 0, found);
  if (best.length > limit) best.pop();
}
