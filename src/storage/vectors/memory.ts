/** The embedded engine of the vector index: in memory, in a thread of its own, so that no search holds up a request. */
import type { Clock } from '../../wire/clock.ts';
import type { VectorIndex } from '../ports/vector-index.ts';
import { openWorkerCalls, workerBeside } from '../worker-calls.ts';
import type { MemoryVectorOperations } from './memory-worker.ts';

/** 20 MB at 512 dimensions; a search through all of them takes a few ms. */
const MAX_ENTRIES = 10_000;
const MAX_PENDING = 256;

export interface MemoryVectorsOptions {
  /** As the embedder says. */
  dimensions: number;
  clock: Clock;
  /** Of all partitions together. */
  maxEntries?: number;
}

/** The thread starts at the first call. If it dies, what it held is forgotten. */
export function createMemoryVectors({
  dimensions,
  clock,
  maxEntries = MAX_ENTRIES,
}: MemoryVectorsOptions): VectorIndex {
  const calls = openWorkerCalls<MemoryVectorOperations>({
    name: 'vector index',
    file: workerBeside(import.meta.url, 'memory-worker'),
    settings: { dimensions, maxEntries },
    maxPending: MAX_PENDING,
    clock,
  });
  return {
    put: (entry) => calls.call('put', { entry, now: clock.now() }),
    nearest: (query) => calls.call('nearest', { query, now: clock.now() }),
    remove: (partition, ids) => calls.call('remove', { partition, ids }),
    close: () => calls.close(),
  };
}
