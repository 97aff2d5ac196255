/** What a worker takes of what one machine has, and where its data lies. */
import { join } from 'node:path';
import { bodyMemory } from '../body-budget-size.ts';
import type { ServerOptions } from '../config/options.ts';

/** A data directory of its own, and its part of the memory and of the connections. */
export function shareOf(options: ServerOptions): ServerOptions {
  const { worker, workers, dataDir, maxConnectionsPerAddress } = options;
  if (worker === null) return options;
  return {
    ...options,
    // The first goes on with what one process alone has kept there.
    dataDir: worker === 1 ? dataDir : join(dataDir, 'workers', String(worker)),
    bodyMemoryBytes: Math.floor(bodyMemory(options) / workers),
    maxConnectionsPerAddress: Math.ceil(maxConnectionsPerAddress / workers),
  };
}

/** The data directory of the machine: of a worker, that of the process which started it. */
export function machineDirectory({ dataDir, worker }: Pick<ServerOptions, 'dataDir' | 'worker'>): string {
  return worker === null || worker === 1 ? dataDir : join(dataDir, '..', '..');
}
