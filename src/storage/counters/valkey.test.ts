/** The Valkey engine against the port's suite, on a real server, and what only a shared server can get wrong. */
import { setTimeout as pass } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedisServer, startRedisServer } from '../../../testkit/redis-server.ts';
import type { RedisServer } from '../../../testkit/redis-server.ts';
import { createLogger } from '../../observe/logger.ts';
import { describeCounters } from '../ports/counters.suite.ts';
import { connectValkey } from '../valkey-client.ts';
import type { ValkeyClient } from '../valkey-client.ts';
import { createValkeyCounters } from './valkey.ts';

const MINUTE = 60_000;
/** What is tested here is not speed: a busy machine may take its time. */
const PATIENCE_MS = 10_000;

describe.skipIf(!hasRedisServer())('on a redis-server', () => {
  let server: RedisServer;
  let client: ValkeyClient;
  let otherClient: ValkeyClient;
  const told: string[] = [];
  let prefixes = 0;
  const newPrefix = () => `test ${(prefixes += 1)}:`;

  beforeAll(async () => {
    server = await startRedisServer();
    const logger = createLogger({ level: 'debug', write: (line) => told.push(line), now: Date.now });
    const options = { url: server.url, logger, now: () => performance.now(), timeoutMs: PATIENCE_MS };
    client = await connectValkey(options);
    otherClient = await connectValkey(options);
  });
  afterAll(async () => {
    await client.close();
    await otherClient.close();
    await server.stop();
    expect(told).toEqual([]);
  });

  describeCounters({
    open: async () => createValkeyCounters({ client, prefix: newPrefix() }),
    pass: (ms) => pass(Math.ceil(ms)),
  });

  it('two processes count in one window and compete for one lease', async () => {
    const prefix = newPrefix();
    const processes = [client, otherClient].map((each) => createValkeyCounters({ client: each, prefix }));
    const sums = processes.map((counters) =>
      Promise.all(Array.from({ length: 500 }, () => counters.count('w', 1, MINUTE))),
    );
    expect((await Promise.all(sums)).flat().sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1_000 }, (_, n) => n + 1),
    );
    const leases = processes.map((counters) =>
      Promise.all(Array.from({ length: 500 }, () => counters.lease('l', MINUTE))),
    );
    expect((await Promise.all(leases)).flat().filter(Boolean)).toHaveLength(1);
  });

  it('another prefix is another world', async () => {
    const [here, there] = [newPrefix(), newPrefix()].map((prefix) => createValkeyCounters({ client, prefix }));
    await here?.put('k', 'v', MINUTE);
    await there?.remove(['k']);
    expect(await here?.get(['k'])).toEqual(['v']);
    expect(await there?.get(['k'])).toEqual([null]);
  });

  it('goes on counting when the server has forgotten the script', async () => {
    const counters = createValkeyCounters({ client, prefix: newPrefix() });
    await counters.count('w', 1, MINUTE);
    await otherClient.run('SCRIPT', ['FLUSH']);
    expect(await counters.count('w', 1, MINUTE)).toBe(2);
  });

  it('leaves nothing behind that would stay for ever', async () => {
    const counters = createValkeyCounters({ client, prefix: newPrefix() });
    await otherClient.run('FLUSHDB', []);
    await counters.count('k', 1, 20);
    await counters.put('k', 'v', 20);
    await counters.lease('k', 20);
    await counters.put('gone', 'x'.repeat(100_000), MINUTE);
    await pass(50);
    expect(await otherClient.run('KEYS', ['*'])).toEqual([]);
  });
});
