/** Ports for programs that cannot choose one themselves. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** One that was free a moment ago, on 127.0.0.1. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** For a program with many ports: one that was free may be another's by the time it starts, and then others are chosen. */
export async function onFreePorts<Running>(
  count: number,
  start: (ports: number[]) => Promise<Running>,
): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await freePort());
    try {
      return await start(ports);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 3;
