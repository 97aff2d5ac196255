/** The embedded engine of the vector index: in memory, in a thread of its own, so that no search holds up a request. */
import type { Clock } from '../../kernel/clock.ts';
import type { VectorIndex } from '../ports/vector-index.ts';
import { openWorkerCalls, workerBeside } from '../worker-calls.ts';
import type { FlatVectorBounds } from './flat.ts';
import type { MemoryVectorOperations } from './memory-worker.ts';

/** 10,000 vectors of 512 numbers, or 1,700 of 3,072; a search through all of them takes about 7 ms. */
const BOUNDS: FlatVectorBounds = { maxEntries: 10_000, maxBytes: 20 * 1024 * 1024 };
const MAX_PENDING = 256;

export interface MemoryVectorsOptions {
  clock: Clock;
  bounds?: FlatVectorBounds;
}

/** The thread starts at the first call. If it dies, what it held is forgotten. */
export function createMemoryVectors({ clock, bounds = BOUNDS }: MemoryVectorsOptions): VectorIndex {
  const calls = openWorkerCalls<MemoryVectorOperations>({
    name: 'vector index',
    file: workerBeside(import.meta.url, 'memory-worker'),
    settings: bounds,
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
