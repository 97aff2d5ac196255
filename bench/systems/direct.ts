/** No system at all: what the load generator and the upstream need between themselves. */
import type { System } from './system.ts';

export function direct(upstreamUrl: string): Promise<System> {
  return Promise.resolve({
    name: 'direct',
    port: Number(new URL(upstreamUrl).port),
    headers: {},
    pids: [],
    fidelity: 'bytes',
    stop: () => Promise.resolve(),
  });
}
