/** What the bodies of running requests may take of this process's memory together. */
import { totalmem } from 'node:os';
import type { ServerOptions } from './config/options.ts';

/** Room for a few of the largest. */
const LEAST_BYTES = 128 * 1024 * 1024;

/** Bytes: what the operator says, else a quarter of the memory that the process may have, as a container bounds it. */
export function bodyMemory({ bodyMemoryBytes }: Pick<ServerOptions, 'bodyMemoryBytes'>): number {
  if (bodyMemoryBytes !== null) return bodyMemoryBytes;
  const constrained = process.constrainedMemory();
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.max(LEAST_BYTES, Math.floor(available / 4));
}
