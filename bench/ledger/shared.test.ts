import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../testkit/postgres-server.ts';
import type { Mutation } from './shared-worker.ts';
import { simulateShared } from './shared.ts';

const LONG_MS = 120_000;

/** The simulation of several processes in small. `npm run sim` runs it at length. */
describe.skipIf(!hasPostgres())('two processes on one ledger in PostgreSQL', () => {
  let server: PostgresServer;
  let databases = 0;
  beforeAll(async () => {
    server = await startPostgresServer();
  }, LONG_MS);
  afterAll(() => server.remove());

  const run = (mutation: Mutation | null) =>
    simulateShared({
      server,
      database: `sim_${(databases += 1)}`,
      seed: 10 * databases,
      callers: 16,
      requests: mutation === null ? 100 : 40,
      scale: mutation === null ? 0.05 : 0.01,
      mutation,
    });

  it(
    'overrun no limit, leave no hold and lose nothing, though one is killed and the database restarted',
    async () => {
      const { problems, postings, fullest } = await run(null);
      expect(problems).toEqual([]);
      // Or it would prove nothing.
      expect(postings).toBeGreaterThan(600);
      expect(fullest).toBeGreaterThan(0.9);
    },
    LONG_MS,
  );

  it.each<[Mutation, RegExp]>([
    ['reserve-unlimited', /was overrun/],
    ['settle-nothing', /than its log explains/],
    ['keep-holds', /holds left/],
  ])(
    'are found out with a mutation: %s',
    async (mutation, problem) => {
      const { problems } = await run(mutation);
      expect(problems.join('\n')).toMatch(problem);
    },
    LONG_MS,
  );
});
