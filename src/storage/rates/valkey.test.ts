/** The Valkey engine against the port's suite, on a real server that is lost, hangs and is emptied. */
import { setTimeout as pass } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasRedisServer, startRedisServer, type RedisServer } from '../../../testkit/redis-server.ts';
import { createLogger } from '../../observe/logger.ts';
import type { Rates } from '../ports/rates.ts';
import { ratesSuite, type RatesUnderTest } from '../ports/rates.suite.ts';
import { connectValkey } from '../valkey-client.ts';
import { openValkeyRates } from './valkey.ts';
import { GRACE_MS } from './valkey-scripts.ts';

const LONG_MS = 60_000;
const claims = (value: number, place = 'p') => ({
  windows: [{ place, windowMs: 60_000, value, amount: 1 as const }],
  agents: [],
});

describe.skipIf(!hasRedisServer())('on a redis-server', () => {
  let server: RedisServer;
  let prefixes = 0;
  const logger = createLogger({ level: 'error', write: () => undefined, now: Date.now });

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  interface Opened extends RatesUnderTest {
    other: Rates;
    client: Awaited<ReturnType<typeof connectValkey>>;
    pauses: number[];
  }

  /** `isBegun`: the grace of a server that nobody had asked is over. */
  async function open({ timeoutMs = 10_000, isBegun = true } = {}): Promise<Opened> {
    const prefix = `test ${(prefixes += 1)}:`;
    let shift = 0;
    const pauses: number[] = [];
    const start = async () => {
      const client = await connectValkey({ url: server.url, logger, now: () => performance.now(), timeoutMs });
      const ticks = new Set<() => void>();
      const rates = await openValkeyRates({
        client,
        prefix,
        elapsed: () => performance.now(),
        every(_ms, run) {
          const timer = setInterval(run, 50);
          ticks.add(() => clearInterval(timer));
          return () => clearInterval(timer);
        },
        pause(ms) {
          pauses.push(ms);
          shift += ms;
          return Promise.resolve();
        },
        shiftMs: () => shift,
      });
      return { client, rates };
    };
    const [one, two] = [await start(), await start()];
    if (isBegun) shift += GRACE_MS;
    return {
      rates: one.rates,
      other: two.rates,
      client: one.client,
      pauses,
      advance: (ms) => {
        shift += ms;
      },
      async destroy() {
        for (const { rates, client } of [one, two]) {
          await rates.close();
          await client.close();
        }
      },
    };
  }

  ratesSuite('Valkey', () => open());

  it('lets nothing pass on a new server before every process had the time to tell what it had counted', async () => {
    const { rates, pauses, destroy } = await open({ isBegun: false });
    expect(await rates.take(claims(1))).toBeNull();
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThan(GRACE_MS - 1000);
    await destroy();
  });

  it(
    'goes on counting after a restart that lost everything: what each process had counted still counts',
    async () => {
      const { rates, other, destroy } = await open();
      for (let count = 0; count < 6; count += 1) expect(await rates.take(claims(10))).toBeNull();
      for (let count = 0; count < 3; count += 1) expect(await other.take(claims(10))).toBeNull();
      await server.kill();
      await expect(rates.take(claims(10))).rejects.toThrow('Valkey');
      await rates.add([{ window: { place: 'tokens', windowMs: 60_000, value: 5 }, amount: 5 }]);
      await server.start();
      // Both have connected again, and have told it.
      await vi.waitFor(() => other.take(claims(0)), { timeout: 20_000, interval: 100 });
      await vi.waitFor(() => rates.take(claims(0)), { timeout: 20_000, interval: 100 });
      await pass(200);
      expect(await other.take(claims(10))).toBeNull();
      expect(await rates.take(claims(10))).not.toBeNull();
      expect(await other.take(claims(5, 'tokens'))).not.toBeNull();
      await destroy();
    },
    LONG_MS,
  );

  it('is told in one round trip what a request used and that it ended', async () => {
    const { rates, client, destroy } = await open();
    const agents = [{ place: 'session', agent: 'a', most: 1 }];
    expect(await rates.take({ windows: [], agents })).toBeNull();
    const run = vi.spyOn(client, 'runScript');
    const of = (place: string) => ({ window: { place, windowMs: 60_000, value: 5 }, amount: 5 });
    await Promise.all([rates.leave(agents), rates.add([of('tokens')]), rates.add([of('dollars')])]);
    expect(run).toHaveBeenCalledTimes(1);
    run.mockRestore();
    expect(await rates.take(claims(5, 'tokens'))).toEqual({
      kind: 'window',
      at: 0,
      waitMs: expect.any(Number) as number,
    });
    expect(await rates.take(claims(5, 'dollars'))).not.toBeNull();
    await destroy();
  });

  it('notices that the server was emptied', async () => {
    const { rates, client, destroy } = await open();
    expect(await rates.take(claims(1))).toBeNull();
    await client.run('FLUSHALL', []);
    expect(await rates.take(claims(1))).not.toBeNull();
    await destroy();
  });

  it('refuses within its time-out while the server hangs', async () => {
    const { rates, destroy } = await open({ timeoutMs: 300 });
    await rates.take(claims(100));
    server.pause();
    const before = performance.now();
    await expect(rates.take(claims(100))).rejects.toThrow('Valkey');
    expect(performance.now() - before).toBeLessThan(5000);
    server.resume();
    await vi.waitFor(async () => expect(await rates.take(claims(100))).toBeNull(), { timeout: 20_000 });
    await destroy();
  });
});
