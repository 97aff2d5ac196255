import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../testkit/postgres-server.ts';
import { hasRedisServer, startRedisServer, type RedisServer } from '../../testkit/redis-server.ts';
import type { Mutation } from './shared-worker.ts';
import { simulateShared } from './shared.ts';

const LONG_MS = 240_000;

/** The simulation of several processes in small. `npm run sim` runs it at length. */
describe.skipIf(!hasPostgres() || !hasRedisServer())('two processes on one PostgreSQL and one Valkey', () => {
  let server: PostgresServer;
  let valkey: RedisServer;
  let databases = 0;
  beforeAll(async () => {
    [server, valkey] = await Promise.all([startPostgresServer(), startRedisServer()]);
  }, LONG_MS);
  afterAll(() => Promise.all([server.remove(), valkey.stop()]), LONG_MS);

  /** Small enough for the kind of limit that is meant to be reached, and the others out of its way. */
  const SIZES = {
    all: { requests: 100, scale: 0.08, rateScale: 0.14 },
    ledger: { requests: 40, scale: 0.01, rateScale: 10 },
    rates: { requests: 50, scale: 10, rateScale: 0.025 },
  };

  const run = (mutation: Mutation | null, size: keyof typeof SIZES) =>
    simulateShared({
      server,
      valkey,
      database: `sim_${(databases += 1)}`,
      seed: 10 * databases,
      callers: 16,
      ...SIZES[size],
      mutation,
    });

  it(
    'overrun no limit, leave no hold and lose nothing, though one is killed, and Valkey and the database restarted',
    async () => {
      const { problems, postings, fullest, passed, fullestRate } = await run(null, 'all');
      expect(problems).toEqual([]);
      // Or it would prove nothing.
      expect(postings).toBeGreaterThan(600);
      expect(fullest).toBeGreaterThan(0.9);
      expect(passed).toBeGreaterThan(600);
      expect(fullestRate).toBe(1);
    },
    LONG_MS,
  );

  it.each<[Mutation, keyof typeof SIZES, RegExp]>([
    ['reserve-unlimited', 'ledger', /was overrun/],
    ['settle-nothing', 'ledger', /than its log explains/],
    ['keep-holds', 'ledger', /holds left/],
    ['rates-apart', 'rates', /requests of/],
    ['rates-forgotten', 'rates', /requests of/],
  ])(
    'are found out with a mutation: %s',
    async (mutation, size, problem) => {
      const { problems } = await run(mutation, size);
      expect(problems.join('\n')).toMatch(problem);
    },
    LONG_MS,
  );
});
