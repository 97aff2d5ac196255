/** The PostgreSQL engine against the port's suite, on a real server that is killed. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../../testkit/postgres-server.ts';
import type { Rates } from '../ports/rates.ts';
import { ratesSuite, type RatesUnderTest } from '../ports/rates.suite.ts';
import { connect } from '../postgres-connections.ts';
import { openPostgresRates } from './postgres.ts';

const LONG_MS = 60_000;
const claims = (value: number, place = 'p') => ({
  windows: [{ place, windowMs: 60_000, value, amount: 1 as const }],
  agents: [],
});

describe.skipIf(!hasPostgres())('on PostgreSQL', () => {
  let server: PostgresServer;
  let databases = 0;

  beforeAll(async () => {
    server = await startPostgresServer();
  }, LONG_MS);
  afterAll(() => server.remove());

  async function open(): Promise<RatesUnderTest & { other: Rates; url: string; start(): Promise<Rates> }> {
    const url = await server.createDatabase(`rates_${(databases += 1)}`);
    let shift = 0;
    const start = () =>
      openPostgresRates({
        url,
        elapsed: () => performance.now() + shift,
        every(_ms, run) {
          const timer = setInterval(run, 50);
          return () => clearInterval(timer);
        },
        shiftMs: () => shift,
      });
    const [rates, other] = await Promise.all([start(), start()]);
    return {
      url,
      start,
      rates,
      other,
      advance: (ms) => {
        shift += ms;
      },
      destroy: async () => void (await Promise.all([rates.close(), other.close()])),
    };
  }

  ratesSuite('PostgreSQL', open);

  it(
    'refuses while it is away, and knows afterwards what was counted before and meanwhile',
    async () => {
      const { rates, other, destroy } = await open();
      for (let count = 0; count < 4; count += 1) expect(await rates.take(claims(5))).toBeNull();
      await server.kill();
      await expect(rates.take(claims(5))).rejects.toThrow();
      await rates.add([{ window: { place: 'tokens', windowMs: 60_000, value: 5 }, amount: 5 }]);
      await server.start();
      await vi.waitFor(async () => expect(await other.take(claims(5))).toBeNull(), { timeout: 20_000 });
      expect(await rates.take(claims(5))).not.toBeNull();
      await vi.waitFor(async () => expect(await other.take(claims(5, 'tokens'))).not.toBeNull(), { timeout: 20_000 });
      await destroy();
    },
    LONG_MS,
  );

  it('does not make a process that starts wait for one that counts', async () => {
    const { start, url, destroy } = await open();
    const counting = await connect(url);
    await counting.query('begin; lock table rate_windows, rate_agents in row exclusive mode');
    await (await start()).close();
    await counting.query('commit');
    await counting.end();
    await destroy();
  });

  it('forgets what is over', async () => {
    const { rates, url, advance, destroy } = await open();
    await rates.take(claims(5));
    const agents = [{ place: 'p', agent: 'a', most: 1 }];
    await rates.take({ windows: [], agents });
    await rates.leave(agents);
    // It looks for them once an hour.
    advance(2 * 3_600_000);
    await vi.waitFor(async () => {
      const database = url.split('/').at(-1);
      expect(await server.run('select place from rate_windows where window_ms > 0', database)).toEqual([]);
      expect(await server.run('select agent from rate_agents', database)).toEqual([]);
    });
    await destroy();
  });
});
