/** A Valkey that is away, hangs, dies and comes back: every answer is in time, and the operator hears of it twice. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasRedisServer, startRedisServer } from '../../testkit/redis-server.ts';
import type { RedisServer } from '../../testkit/redis-server.ts';
import { isRecord, parseJson } from '../../testkit/json-shape.ts';
import { createLogger } from '../observe/logger.ts';
import type { CacheKey } from '../kernel/ids.ts';
import { createValkeyCache } from './cache/valkey.ts';
import { createValkeyCounters } from './counters/valkey.ts';
import { connectValkey } from './valkey-client.ts';
import type { ValkeyClient } from './valkey-client.ts';

const MINUTE = 60_000;
/** The time-out of 100 ms, and what a busy machine adds. */
const BOUNDED_MS = 600;
const KEY = 'answer' as CacheKey;

let clients: ValkeyClient[] = [];
let told: Record<string, unknown>[] = [];
beforeEach(() => {
  told = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
});

const logger = createLogger({
  level: 'debug',
  now: Date.now,
  write: (line) => {
    const parsed = parseJson(line);
    told.push(isRecord(parsed) ? parsed : { line });
  },
});

async function connect(url: string, timeoutMs = 100) {
  const client = await connectValkey({ url, logger, now: () => performance.now(), timeoutMs });
  clients.push(client);
  return {
    client,
    counters: createValkeyCounters({ client, prefix: 'tollgate:' }),
    cache: createValkeyCache({ client, prefix: 'tollgate:cache:' }),
  };
}
type Engines = Awaited<ReturnType<typeof connect>>;

/** One of each operation; what they answered, and after how many ms the last of them did. */
async function askEverything({ counters, cache }: Engines) {
  const start = performance.now();
  const answers = await Promise.all([
    counters.count('w', 1, MINUTE),
    counters.get(['a', 'b']),
    counters.lease('l', MINUTE),
    counters.put('a', 'v', MINUTE),
    counters.remove(['b']),
    cache.get(KEY),
    cache.put(KEY, Buffer.from('bytes'), MINUTE),
    cache.remove([KEY]),
  ]);
  return { answers, ms: performance.now() - start };
}
const AWAY = [0, [null, null], false, undefined, undefined, null, undefined, undefined];
const OPERATIONS = AWAY.length;

const messages = () => told.map(({ message }) => String(message).split(/[;,]/)[0]);
const isBack = ({ counters }: Engines) =>
  vi.waitFor(async () => expect(await counters.count('back', 1, MINUTE)).toBeGreaterThan(0), { timeout: 8_000 });

describe.skipIf(!hasRedisServer())('a redis-server', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedisServer();
  });
  afterEach(() => server.stop());

  it('that is killed in mid-use costs nobody more than an answer, and is found when it is back', async () => {
    const engines = await connect(server.url);
    await engines.counters.count('w', 1, MINUTE);
    const underWay = Array.from({ length: 200 }, () => askEverything(engines));
    await server.kill();
    await Promise.all(underWay);
    await vi.waitFor(() => expect(messages()).toEqual(['Valkey is away']));
    for (let n = 0; n < 5; n += 1) {
      const { answers, ms } = await askEverything(engines);
      expect(answers).toEqual(AWAY);
      expect(ms).toBeLessThan(50);
    }

    await server.start();
    await isBack(engines);
    expect(messages()).toEqual(['Valkey is away', 'Valkey is back']);
    expect(told[0]).toMatchObject({ level: 'warn', server: new URL(server.url).host });
    expect(told[1]).toMatchObject({ level: 'warn', awayMs: expect.any(Number) });
    expect(told[1]?.['operationsWithoutIt']).toBeGreaterThanOrEqual(5 * OPERATIONS);
  });

  it('that hangs is waited for once, by those under way, and never again until it answers', async () => {
    const engines = await connect(server.url);
    await engines.cache.put(KEY, Buffer.from('bytes'), MINUTE);
    server.pause();
    const first = await askEverything(engines);
    expect(first.answers).toEqual(AWAY);
    expect(first.ms).toBeGreaterThan(90);
    expect(first.ms).toBeLessThan(BOUNDED_MS);
    for (let n = 0; n < 20; n += 1) {
      const { answers, ms } = await askEverything(engines);
      expect(answers).toEqual(AWAY);
      expect(ms).toBeLessThan(50);
    }
    server.resume();
    await isBack(engines);
    expect(messages()).toEqual(['Valkey is away', 'Valkey is back']);
    expect(told[0]).toMatchObject({ reason: 'no answer within 100 ms' });
  });

  it('that hangs for long is still not waited for: the hand-shake of a new connection is bounded too', async () => {
    const engines = await connect(server.url);
    server.pause();
    const until = performance.now() + 2_500;
    while (performance.now() < until) {
      expect((await askEverything(engines)).ms).toBeLessThan(BOUNDED_MS);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    server.resume();
    await isBack(engines);
    expect(messages()).toEqual(['Valkey is away', 'Valkey is back']);
  });

  it('that hangs while many wait is left once, not once by each of them', async () => {
    const warnings: string[] = [];
    const listen = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', listen);
    const engines = await connect(server.url);
    await engines.cache.put(KEY, Buffer.from('bytes'), MINUTE);
    server.pause();
    await Promise.all(Array.from({ length: 50 }, () => askEverything(engines)));
    // The connection is given up when its answers are a second late, and looked for again and again.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    server.resume();
    await isBack(engines);
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  it('that is slow for a moment is back with its late answer, on the connection that there was', async () => {
    const engines = await connect(server.url);
    await engines.cache.put(KEY, Buffer.from('bytes'), MINUTE);
    const connections = () => engines.client.run('CLIENT', ['ID']);
    const before = await connections();
    server.pause();
    expect(await engines.cache.get(KEY)).toBeNull();
    server.resume();
    await vi.waitFor(() => expect(messages()).toEqual(['Valkey is away', 'Valkey is back']));
    expect(await connections()).toBe(before);
    expect(told[1]?.['operationsWithoutIt']).toBe(1);
    expect(told[1]?.['awayMs']).toBeLessThan(BOUNDED_MS);
  });

  it('reports each outage', async () => {
    const engines = await connect(server.url);
    for (let n = 0; n < 2; n += 1) {
      await server.stop();
      await vi.waitFor(async () => expect(await engines.counters.count('w', 1, MINUTE)).toBe(0));
      await server.start();
      await isBack(engines);
    }
    expect(messages()).toEqual(['Valkey is away', 'Valkey is back', 'Valkey is away', 'Valkey is back']);
  });

  it('is not blamed for a pause of our own process', async () => {
    const engines = await connect(server.url);
    await engines.cache.put(KEY, Buffer.from('bytes'), MINUTE);
    for (let n = 0; n < 5; n += 1) {
      const underWay = engines.cache.get(KEY);
      const until = performance.now() + 150;
      while (performance.now() < until);
      expect(String(await underWay)).toBe('bytes');
    }
    expect(told).toEqual([]);
  });

  it('that comes later than we do is an outage that ends', async () => {
    await server.stop();
    const engines = await connect(server.url);
    expect((await askEverything(engines)).answers).toEqual(AWAY);
    expect(messages()).toEqual(['Valkey is away']);
    expect(told[0]?.['reason']).toContain('ECONNREFUSED');
    await server.start();
    await isBack(engines);
    expect(messages()).toEqual(['Valkey is away', 'Valkey is back']);
  });

  it('that hangs at the start holds the start up for two seconds at the most', async () => {
    server.pause();
    const start = performance.now();
    const engines = await connect(server.url);
    expect(performance.now() - start).toBeLessThan(2_500);
    expect((await askEverything(engines)).ms).toBeLessThan(50);
    server.resume();
    await isBack(engines);
  });

  it('that wants a password is away until it has one, and the password is never reported', async () => {
    await server.stop();
    const guarded = await startRedisServer(['--requirepass', 'open sesame']);
    const { counters } = await connect(guarded.url);
    expect(await counters.count('w', 1, MINUTE)).toBe(0);
    expect(told[0]?.['reason']).toContain('NOAUTH');
    const wrong = await connect(guarded.url.replace('//', '//:close%20sesame@'));
    expect(await wrong.counters.count('w', 1, MINUTE)).toBe(0);
    expect(told[1]?.['reason']).toContain('WRONGPASS');
    const right = await connect(guarded.url.replace('//', '//:open%20sesame@'));
    expect(await right.counters.count('w', 1, MINUTE)).toBe(1);
    expect(JSON.stringify(told)).not.toContain('sesame');
    await guarded.stop();
  });

  it('that became a replica is left for what the address leads to now, and one that stays one is reported once', async () => {
    const engines = await connect(server.url);
    await engines.client.run('REPLICAOF', ['127.0.0.1', '1']);
    for (let n = 0; n < 3; n += 1) {
      await vi.waitFor(async () => expect(await engines.client.run('PING', [])).not.toBeNull(), { timeout: 8_000 });
      expect(await engines.counters.count('w', 1, MINUTE)).toBe(0);
    }
    expect(messages()).toEqual(['Valkey refuses operations', 'Valkey is away', 'Valkey is back']);
    await engines.client.run('REPLICAOF', ['NO', 'ONE']);
    expect(await engines.counters.count('w', 1, MINUTE)).toBe(1);
  });

  it('is left in peace once the client is closed, and what was sent before is done', async () => {
    const engines = await connect(server.url);
    const other = await connect(server.url);
    const sent = engines.counters.put('k', 'v', MINUTE);
    await engines.client.close();
    await engines.client.close();
    await sent;
    expect(await other.counters.get(['k'])).toEqual(['v']);
    expect((await askEverything(engines)).answers).toEqual(AWAY);
    await server.kill();
    await vi.waitFor(() => expect(messages()).toEqual(['Valkey is away']));
  });
});

it('a client may be closed while it looks for its server', async () => {
  const { client } = await connect('redis://127.0.0.1:1');
  await client.close();
  expect(messages()).toEqual(['Valkey is away']);
});

it('something else that listens there is no Valkey, and does no harm', async () => {
  const impostor = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(impostor, 'listening');
  const engines = await connect(`redis://127.0.0.1:${(impostor.address() as AddressInfo).port}`);
  expect((await askEverything(engines)).answers).toEqual(AWAY);
  expect(messages()).toEqual(['Valkey is away']);
  impostor.close();
});

it.each([
  '',
  'localhost',
  'localhost:6379',
  'http://localhost',
  'redis://',
  'redis:///0',
  'redis://:secret@:6379',
  '/run/redis.sock',
])('the address %j is refused at the start, without showing it', async (url) => {
  const refused = connectValkey({ url, logger, now: Date.now });
  await expect(refused).rejects.toThrow('address of Valkey is malformed');
  await expect(refused).rejects.not.toThrow('secret');
});

it('a missing package is named, with how to get it', async () => {
  vi.doMock('ioredis', () => {
    throw new Error("Cannot find package 'ioredis'");
  });
  const refused = connectValkey({ url: 'valkey://localhost', logger, now: Date.now });
  await expect(refused).rejects.toThrow('"ioredis", which is missing: run `npm install ioredis`');
  vi.doUnmock('ioredis');
});
