/** The engines on Sentinel and on a cluster, with real servers: a primary dies or is replaced, and all goes on at the next one. */
import { setTimeout as pass } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RedisTopology, startRedisCluster, startSentinels } from '../../testkit/redis-topologies.ts';
import { hasRedisServer } from '../../testkit/redis-server.ts';
import { createLogger } from '../observe/logger.ts';
import { createValkeyCache } from './cache/valkey.ts';
import { createValkeyCounters } from './counters/valkey.ts';
import type { CacheKey } from '../kernel/ids.ts';
import { describeCounters } from './ports/counters.suite.ts';
import { openValkeyRates } from './rates/valkey.ts';
import { GRACE_MS } from './rates/valkey-scripts.ts';
import { connectValkey, type ValkeyClient } from './valkey-client.ts';

const MINUTE_MS = 60_000;
const LONG_MS = 120_000;
const AGAIN = { timeout: 60_000, interval: 200 };
const PREFIX = 'of all:';
const REFUSED = { kind: 'window' };

vi.setConfig({ testTimeout: LONG_MS, hookTimeout: LONG_MS });

describe.skipIf(!hasRedisServer()).each([
  ['sentinels', startSentinels],
  ['a cluster', startRedisCluster],
] as const)('on %s', (_, start) => {
  let topology: RedisTopology;
  const clients: ValkeyClient[] = [];
  const away: boolean[] = [];
  let warnings: string[] = [];
  let prefixes = 0;

  const connect = async (): Promise<ValkeyClient> => {
    const logger = createLogger({ level: 'warn', write: (line) => warnings.push(line), now: Date.now });
    const onOutage = (isAway: boolean): void => void away.push(isAway);
    const client = await connectValkey({
      url: topology.url,
      logger,
      now: () => performance.now(),
      timeoutMs: 5000,
      onOutage,
    });
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    topology = await start();
    await connect();
    await connect();
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await topology.remove();
  });
  const clientAt = (index: number): ValkeyClient => {
    const client = clients[index];
    if (client === undefined) throw new Error('The client is missing.');
    return client;
  };

  describeCounters({
    open: async () => createValkeyCounters({ client: clientAt(0), prefix: `test ${(prefixes += 1)}:` }),
    pass: (ms) => pass(Math.ceil(ms)),
  });

  it('the cache finds what another process has put, wherever its key lies, and removes it', async () => {
    const [one, two] = clients.map((client) => createValkeyCache({ client, prefix: PREFIX }));
    const keys = Array.from({ length: 20 }, (_none, index) => `key ${index}` as CacheKey);
    for (const key of keys) await one?.put(key, Buffer.from(key), MINUTE_MS);
    const found = await Promise.all(keys.map(async (key) => two?.get(key)));
    expect(found.map(String)).toEqual(keys);
    await two?.remove(keys);
    expect(await Promise.all(keys.map(async (key) => one?.get(key)))).toEqual(keys.map(() => null));
  });

  let shift = 0;
  const ratesOf = (client: ValkeyClient) =>
    openValkeyRates({
      client,
      prefix: PREFIX,
      elapsed: () => performance.now(),
      every: (_ms, run) => {
        const timer = setInterval(run, 50);
        return () => clearInterval(timer);
      },
      pause: () => Promise.resolve(),
      shiftMs: () => shift,
    });
  const claims = { windows: [{ place: 'p', windowMs: MINUTE_MS, value: 20, amount: 1 as const }], agents: [] };

  it('one limit holds for two processes, also when its primary is replaced', async () => {
    const both = [await ratesOf(clientAt(0)), await ratesOf(clientAt(1))];
    // A server that nobody has asked lets nothing pass at first.
    shift = GRACE_MS;
    /** How many of fourteen requests were let through. */
    const takeAll = async (): Promise<number> => {
      const answers = Array.from({ length: 14 }, async (_none, index) => both[index % 2]?.take(claims));
      return (await Promise.allSettled(answers)).filter(
        ({ status, ...rest }) => status === 'fulfilled' && 'value' in rest && rest.value === null,
      ).length;
    };
    expect(await takeAll()).toBe(14);
    await topology.switchPrimary(PREFIX);
    let passed = 14;
    await vi.waitFor(async () => {
      passed += await takeAll();
      expect(await Promise.all(both.map(async (rates) => rates.take(claims)))).toMatchObject([REFUSED, REFUSED]);
    }, AGAIN);
    // What each process had counted was told to the new primary: no more than the limit was let through.
    expect(passed).toBe(20);
    for (const rates of both) await rates.close();
  });

  it('counters go on at the replica when the primary dies, and nothing goes unanswered in silence', async () => {
    const counters = createValkeyCounters({ client: clientAt(0), prefix: PREFIX });
    const other = createValkeyCounters({ client: clientAt(1), prefix: PREFIX });
    // Both may still be on their way to the primary of the last test.
    await vi.waitFor(async () => {
      await counters.put('kept', 'value', 10 * MINUTE_MS);
      expect(await other.get(['kept'])).toEqual(['value']);
    }, AGAIN);
    away.length = 0;
    warnings = [];
    await topology.killPrimary(PREFIX);
    let unanswered = 0;
    for (const each of [counters, other]) {
      await vi.waitFor(async () => {
        await each.put('after', 'the death', MINUTE_MS);
        const [found] = await each.get(['after']);
        if (found !== 'the death') unanswered += 1;
        expect(found).toBe('the death');
      }, AGAIN);
    }
    // A cluster may have its new primary before anybody has waited for too long: then nothing was missed.
    if (unanswered > 0) expect(warnings.join('\n')).toMatch(/Valkey (is away|refuses operations)/);
    expect(away.at(-1) ?? false).toBe(false);
  });
});
