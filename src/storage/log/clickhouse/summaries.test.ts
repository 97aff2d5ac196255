/** What ClickHouse has summed up says the same as the rows, for every question, also after rows were deleted or when a part has no sums. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickhouseServer, hasClickhouse, startClickhouseServer } from '../../../../testkit/clickhouse-server.ts';
import { makeHistory } from '../../../../testkit/history.ts';
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import { createLogger } from '../../../observe/logger.ts';
import { createSqlAnalytics } from '../../analytics/sql.ts';
import { CLICKHOUSE_PROJECTIONS, CLICKHOUSE_SUMMARIES } from '../../log-summaries-sql.ts';
import {
  type Analytics,
  type AnalyticsScope,
  type Dimension,
  type GraphName,
  GRAPHS,
  MEASURES,
} from '../../ports/analytics.ts';
import type { LogQuery } from '../../ports/log/queries.ts';
import { exampleRow } from '../../ports/log.suite.ts';
import { type Log, openLog } from '../open-log.ts';
import { type ClickhouseClient, openClickhouse } from './client.ts';
import { openClickhouseEngine } from './engine.ts';
import { makeTables } from './schema.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNTIL = Date.UTC(2026, 10, 29);
const DAYS = 9;
const LONG_MS = 90_000;

/** Neither end is the start of an hour. */
const SCOPE: AnalyticsScope = {
  organisationId: 'org-1' as OrganisationId,
  from: UNTIL - DAYS * DAY_MS + 1_234_567,
  to: UNTIL - HOUR_MS / 3,
};
const SCOPES: Readonly<Record<string, AnalyticsScope>> = {
  'of whole hours': { ...SCOPE, from: UNTIL - 7 * DAY_MS, to: UNTIL },
  'of a workspace': { ...SCOPE, workspaceId: 'ws-2' as WorkspaceId },
  'of one model, some failures left out': { ...SCOPE, models: ['claude-sonnet-5'], except: { statusCodes: [429] } },
  'of one session': { ...SCOPE, sessionId: 'session-1' },
  'without rows': { ...SCOPE, from: UNTIL + DAY_MS, to: UNTIL + 9 * DAY_MS },
};
const EVERY = { graphs: GRAPHS, dimensions: ['model', 'user', 'status', 'region', 'metadata.team'] as const };
const SOME = { graphs: ['overview', 'errors/stacks'], dimensions: ['user'] } as const;
/** Of these the sums have each. */
const SUMMED = [
  'tokens',
  'users',
  'cost_nano_usd',
  'avg_latency_ms',
  'cache_share',
  'success_rate',
  'cache_hits',
] as const;

describe.skipIf(!hasClickhouse())('what ClickHouse has summed up', () => {
  let server: ClickhouseServer;
  let client: ClickhouseClient;
  let url: string;
  let log: Log;
  /** By the sums where that is possible, and by the rows alone. */
  let summed: Analytics;
  let counted: Analytics;
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-summaries-'));
  const logger = createLogger({ level: 'error', write: () => undefined, now: () => 0 });
  const clock = { now: () => 0, elapsed: () => performance.now() };
  const asked: LogQuery[] = [];

  beforeAll(async () => {
    server = await startClickhouseServer();
    url = `${server.url}/summaries`;
    client = openClickhouse(url);
    log = await openLog({ directory, clock, logger }, (options, events) =>
      openClickhouseEngine({ ...options, url }, events),
    );
    const people = ['ada', 'grace', 'linus'].map((name, index) => ({
      name,
      team: `t${index % 2}`,
      apiKeyId: `k${index}`,
    }));
    for (const workspace of ['ws-1', 'ws-2']) {
      const rows = makeHistory({
        organisationId: 'org-1',
        workspaceId: workspace,
        workspaceSlug: workspace,
        people,
        until: UNTIL,
        days: DAYS,
        sessions: 60,
      });
      await Promise.all(rows.map((row) => log.append({ ...row, id: `${workspace}-${row.id}` })));
    }
    await log.append(exampleRow({ id: 'of-another', created_at: UNTIL - DAY_MS }));
    const remembered = {
      words: log.words,
      run: (query: LogQuery) => {
        asked.push(query);
        return log.run(query);
      },
    };
    summed = createSqlAnalytics({ ...remembered, summaries: CLICKHOUSE_SUMMARIES });
    counted = createSqlAnalytics({ ...remembered, summaries: null });
  }, LONG_MS);
  afterAll(async () => {
    await log.close();
    await client.close();
    await server.remove();
    rmSync(directory, { recursive: true, force: true });
  }, LONG_MS);

  /** Whole numbers to the last unit; fractions to eleven digits, since a sum of fractions depends on its order. */
  const rounded = (answer: object): unknown =>
    JSON.parse(
      JSON.stringify(answer, (name, value: unknown) => {
        if (name === 'asOf') return 0;
        return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(11)) : value;
      }),
    );

  async function expectSame(ask: (analytics: Analytics) => Promise<object>): Promise<void> {
    expect(rounded(await ask(summed))).toEqual(rounded(await ask(counted)));
  }

  interface Questions {
    graphs: readonly GraphName[];
    dimensions: readonly Dimension[];
  }

  async function expectAllSame(scope: AnalyticsScope, { graphs, dimensions }: Questions): Promise<void> {
    for (const name of graphs) await expectSame((analytics) => analytics.graph(name, scope));
    for (const by of dimensions) {
      await expectSame((analytics) => analytics.series({ by, measure: 'cost_nano_usd', top: 2 }, scope));
      const question = { by, measures: SUMMED, orderBy: 'tokens', limit: 5, offset: 0 } as const;
      await expectSame((analytics) => analytics.group(question, scope));
    }
  }

  it(
    'gives the figures of the rows for every question',
    async () => {
      await expectAllSame(SCOPE, EVERY);
      await expectSame((analytics) =>
        analytics.group({ by: 'model', measures: MEASURES, orderBy: 'requests', limit: 5, offset: 0 }, SCOPE),
      );
    },
    LONG_MS,
  );

  it.each(Object.entries(SCOPES))(
    'gives the figures of the rows %s',
    (_, scope) => expectAllSame(scope, SOME),
    LONG_MS,
  );

  it(
    'answers the overview and the spend by model without reading a row, in a window of whole hours',
    async () => {
      const scope = SCOPES['of whole hours'] ?? SCOPE;
      expect((await summed.graph('overview', scope)).summary['requests']).toBeGreaterThan(500);
      asked.length = 0;
      await summed.graph('overview', scope);
      await summed.series({ by: 'model', measure: 'cost_nano_usd', top: 7 }, scope);
      await summed.group({ by: 'user', measures: ['tokens', 'errors'], orderBy: 'tokens', limit: 9, offset: 0 }, scope);
      expect(asked.length).toBeGreaterThan(4);
      for (const { sql, values } of asked) {
        const plan = JSON.stringify(await client.rows(`EXPLAIN ${sql}`, values));
        expect(plan).toMatch(/ReadFromMergeTree \((?:hourly|first_bytes)_1\)/);
        // Of the rows at the edges of the window there are none.
        expect(plan.match(/ReadFromMergeTree \([a-z_]+\.requests\)/g) ?? []).toEqual([]);
      }
    },
    LONG_MS,
  );

  it(
    'stays the same when rows are deleted, and when parts of the table have no sums yet',
    async () => {
      await log.retained.deleteSlice(UNTIL - 6 * DAY_MS + 1_000_000);
      await expectAllSame(SCOPE, SOME);
      for (const name of Object.keys(CLICKHOUSE_PROJECTIONS))
        await client.run(`ALTER TABLE requests DROP PROJECTION ${name}`);
      await expectAllSame(SCOPE, SOME);
      // As a table of the version before: it gets them, for old rows too.
      await makeTables(client);
      await expectAllSame(SCOPE, SOME);
      const [parts] = await client.rows(`SELECT uniqExact(name) AS kinds FROM system.projection_parts WHERE active`);
      expect(parts).toEqual({ kinds: 2 });
    },
    LONG_MS,
  );
});
