/** The thread of the embedded vector index. */
import type { NearestQuery, Neighbour, VectorEntry } from '../ports/vector-index.ts';
import { answerCalls, settings } from '../worker-calls.ts';
import { createFlatVectors, type FlatVectorBounds } from './flat.ts';

const vectors = createFlatVectors(settings() as FlatVectorBounds);

const operations = {
  put({ entry, now }: { entry: VectorEntry; now: number }): void {
    vectors.put(entry, now);
  },
  nearest({ query, now }: { query: NearestQuery; now: number }): Neighbour[] {
    return vectors.nearest(query, now);
  },
  remove({ partition, ids }: { partition: string; ids: readonly string[] }): void {
    vectors.remove(partition, ids);
  },
};

export type MemoryVectorOperations = typeof operations;

answerCalls(operations);
