/** The Valkey engine against the port's suite, on a real server, and what only a server can get wrong. */
import { setTimeout as pass } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedisServer, startRedisServer } from '../../../testkit/redis-server.ts';
import type { RedisServer } from '../../../testkit/redis-server.ts';
import { createLogger } from '../../observe/logger.ts';
import type { CacheKey } from '../../kernel/ids.ts';
import { describeCache } from '../ports/cache.suite.ts';
import { connectValkey } from '../valkey-client.ts';
import type { ValkeyClient } from '../valkey-client.ts';
import { createValkeyCache } from './valkey.ts';

const MINUTE = 60_000;
const MB = 1024 * 1024;
/** What is tested here is not speed: a busy machine may take its time. */
const PATIENCE_MS = 10_000;
const key = (name: string) => name as CacheKey;

describe.skipIf(!hasRedisServer())('on a redis-server', () => {
  let server: RedisServer;
  let client: ValkeyClient;
  let told: string[] = [];
  let prefixes = 0;

  beforeAll(async () => {
    server = await startRedisServer(['--maxmemory', '64mb', '--maxmemory-policy', 'noeviction']);
    const logger = createLogger({ level: 'debug', write: (line) => told.push(line), now: Date.now });
    client = await connectValkey({ url: server.url, logger, now: Date.now, timeoutMs: PATIENCE_MS });
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });
  const openCache = () => createValkeyCache({ client, prefix: `test ${(prefixes += 1)}:` });

  describeCache({
    open: async () => openCache(),
    pass: (ms) => pass(Math.ceil(ms)),
    kept: 8 * MB,
    tooLarge: 8 * MB + 1,
  });

  it('informs the operator once that answers are too large for it', async () => {
    told = [];
    const cache = openCache();
    for (let n = 0; n < 3; n += 1) await cache.put(key('k'), Buffer.alloc(9 * MB), MINUTE);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('"bytes":9437184');
  });

  it('drops what a full server refuses, informs the operator once and still answers what it has', async () => {
    told = [];
    const cache = openCache();
    for (let n = 0; n < 20; n += 1) await cache.put(key(`k${n}`), Buffer.alloc(7 * MB, n), MINUTE);
    expect((await cache.get(key('k0')))?.equals(Buffer.alloc(7 * MB, 0))).toBe(true);
    expect(await cache.get(key('k19'))).toBeNull();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/"level":"warn".*Valkey refuses operations.*OOM/);
    await client.run('FLUSHDB', []);
  });
});
