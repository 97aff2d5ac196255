import { describe, expect, it } from 'vitest';
import { hasRedisServer, startRedisServer } from './redis-server.ts';

describe.skipIf(!hasRedisServer())('a redis-server of a test', () => {
  it('reports what it said when it does not start', async () => {
    await expect(startRedisServer(['--no-such-flag'])).rejects.toThrow(/ended with 1[^]*no-such-flag/);
  });

  it('is stopped while it is paused, and may be stopped twice', async () => {
    const server = await startRedisServer();
    server.pause();
    await server.stop();
    await server.stop();
    await expect(fetch(server.url.replace('redis', 'http'))).rejects.toThrow('fetch failed');
  });
});
