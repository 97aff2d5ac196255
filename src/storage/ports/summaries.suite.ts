/** The suite of every engine that sums up hours: its answers are those of the rows, for every question, whatever happens to the rows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHistory } from '../../../testkit/history.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { createSqlAnalytics } from '../analytics/sql.ts';
import { type Analytics, type AnalyticsScope, type Dimension, type GraphName, GRAPHS, MEASURES } from './analytics.ts';
import type { LogRow } from './log.ts';
import { exampleRow } from './log.suite.ts';
import type { LogQueries, LogQuery } from './log/queries.ts';
import type { LogWriter } from './log/writer.ts';
import type { Retained } from './retention.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The rows end here. */
const UNTIL = Date.UTC(2026, 10, 29);
/** What the engine's clock says when the suite begins: the newest hours are not over yet. */
export const SUITE_NOW = UNTIL - HOUR_MS;
const DAYS = 9;
const LONG_MS = 90_000;

const ORGANISATION = 'org-1' as OrganisationId;

/** Neither end is the start of an hour. */
const SCOPE: AnalyticsScope = {
  organisationId: ORGANISATION,
  from: UNTIL - DAYS * DAY_MS + 1_234_567,
  to: UNTIL - HOUR_MS / 3,
};
const WHOLE_HOURS = { ...SCOPE, from: UNTIL - 7 * DAY_MS, to: UNTIL - 4 * HOUR_MS };
const SCOPES: Readonly<Record<string, AnalyticsScope>> = {
  'of whole hours': WHOLE_HOURS,
  'of a workspace': { ...SCOPE, workspaceId: 'ws-2' as WorkspaceId },
  'of one model, some failures left out': { ...SCOPE, models: ['claude-sonnet-5'], except: { statusCodes: [429] } },
  'of one session': { ...SCOPE, sessionId: 'session-1' },
  'without rows': { ...SCOPE, from: UNTIL + DAY_MS, to: UNTIL + 9 * DAY_MS },
  'longer than there are rows': { ...SCOPE, from: UNTIL - 60 * DAY_MS, to: UNTIL + DAY_MS },
};
const EVERY = {
  graphs: GRAPHS,
  dimensions: ['model', 'user', 'provider', 'status', 'region', 'cache_verdict', 'metadata.team'] as const,
};
const SOME = { graphs: ['overview', 'errors/stacks', 'latency'], dimensions: ['model', 'metadata.team'] } as const;
/** Of these the sums have each. */
const SUMMED = [
  'tokens',
  'users',
  'cost_nano_usd',
  'avg_latency_ms',
  'cache_share',
  'success_rate',
  'cache_hits',
  'p50_first_byte_ms',
  'p95_latency_ms',
  'first_seen',
  'last_seen',
  'max_budget_use_percent',
] as const;

interface Questions {
  graphs: readonly GraphName[];
  dimensions: readonly Dimension[];
}

export interface SummingLog {
  log: LogWriter & LogQueries & { retained: Retained };
  /** Resolves when every hour that is over is summed up. */
  settle(): Promise<void>;
  /** Which of the tables of its sums a query reads, and whether it reads rows of the log. */
  reads(query: LogQuery): Promise<{ sums: string[]; rows: boolean }>;
  close(): Promise<void>;
}

/** Compares answers from the sums, where there are any, with answers from the rows alone. */
export interface Comparison {
  opened: SummingLog;
  expectSame(scope?: AnalyticsScope): Promise<void>;
  /** What the overview of a window of whole hours asks the engine. */
  overviewQueries(): Promise<readonly LogQuery[]>;
}

interface SuiteOptions {
  open(): Promise<SummingLog>;
  isSkipped?: boolean;
  /** Tests of this engine's own, after all others. */
  more?: (comparison: () => Comparison) => void;
}

export function describeSummaries(name: string, { open, isSkipped = false, more }: SuiteOptions): void {
  describe.skipIf(isSkipped)(`what ${name} has summed up`, () => {
    let opened: SummingLog;
    let summed: Analytics;
    let counted: Analytics;
    const asked: LogQuery[] = [];

    beforeAll(async () => {
      opened = await open();
      const { log } = opened;
      for (const workspace of ['ws-1', 'ws-2'] as WorkspaceId[]) {
        const rows = pastOf(workspace);
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
      summed = createSqlAnalytics({ ...remembered, summaries: (reading) => log.summaries(reading) });
      counted = createSqlAnalytics({
        ...remembered,
        summaries: () => Promise.resolve({ asOf: Infinity, summaries: null }),
      });
      await opened.settle();
    }, LONG_MS);
    afterAll(() => opened.close(), LONG_MS);

    async function expectSame(ask: (analytics: Analytics) => Promise<object>): Promise<void> {
      expect(rounded(await ask(summed))).toEqual(rounded(await ask(counted)));
    }

    async function expectAllSame(scope: AnalyticsScope, { graphs, dimensions }: Questions): Promise<void> {
      for (const graph of graphs) await expectSame((analytics) => analytics.graph(graph, scope));
      for (const by of dimensions) {
        await expectSame((analytics) => analytics.series({ by, measure: 'cost_nano_usd', top: 2 }, scope));
        for (const orderBy of ['tokens', 'p50_first_byte_ms'] as const) {
          const question = { by, measures: SUMMED, orderBy, limit: 3, offset: 1 } as const;
          await expectSame((analytics) => analytics.group(question, scope));
        }
      }
    }

    async function overviewQueries(): Promise<LogQuery[]> {
      asked.length = 0;
      await summed.graph('overview', WHOLE_HOURS);
      return [...asked];
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
      'answers spend, errors and people without reading a row, in a window of whole hours',
      async () => {
        expect((await summed.graph('overview', WHOLE_HOURS)).summary['requests']).toBeGreaterThan(500);
        asked.length = 0;
        await summed.graph('errors/stacks', WHOLE_HOURS);
        await summed.graph('users', WHOLE_HOURS);
        await summed.series({ by: 'model', measure: 'cost_nano_usd', top: 7 }, WHOLE_HOURS);
        // As the Overview asks: the time of the first and the last request always comes along.
        const measures = ['requests', 'cost_nano_usd', 'errors', 'first_seen', 'last_seen'] as const;
        for (const by of ['user', 'error', 'cache_verdict'] as const) {
          await summed.group({ by, measures, orderBy: 'errors', limit: 9, offset: 0 }, WHOLE_HOURS);
        }
        expect(asked).toHaveLength(6);
        for (const query of asked) expect(await opened.reads(query)).toEqual({ sums: ['hourly_3'], rows: false });
        const looks = await Promise.all((await overviewQueries()).map((query) => opened.reads(query)));
        const tables = looks.flatMap(({ sums }) => sums);
        // Their versions differ from engine to engine.
        const read = tables.map((table) => table.replace(/_\d+$/, ''));
        expect(read).toEqual(expect.arrayContaining(['hourly', 'first_bytes']));
      },
      LONG_MS,
    );

    it(
      'stays the same when rows come late, before and after their hours are summed up anew',
      async () => {
        const before = await summed.graph('overview', SCOPE);
        for (const hours of [50.5, 51, 120]) {
          await opened.log.append(
            exampleRow({
              id: `late-${hours}`,
              organisation_id: ORGANISATION,
              workspace_id: 'ws-1' as WorkspaceId,
              created_at: UNTIL - hours * HOUR_MS,
            }),
          );
        }
        await expectAllSame(SCOPE, SOME);
        await opened.settle();
        await expectAllSame(SCOPE, SOME);
        const after = await summed.graph('overview', SCOPE);
        expect(Number(after.summary['requests'])).toBe(Number(before.summary['requests']) + 3);
      },
      LONG_MS,
    );

    it(
      'stays the same when rows are deleted, and when those of one organisation are',
      async () => {
        const before = UNTIL - 6 * DAY_MS + 1_000_000;
        while (await opened.log.retained.deleteSlice(before)) continue;
        await expectAllSame(SCOPE, SOME);
        await opened.settle();
        await expectAllSame(SCOPE, SOME);
        const owner = { organisationId: ORGANISATION, workspaces: [] };
        while (await opened.log.retained.deleteSlice(before + DAY_MS + 7, owner)) continue;
        await expectAllSame(SCOPE, SOME);
        await opened.settle();
        await expectAllSame(SCOPE, SOME);
      },
      LONG_MS,
    );

    more?.(() => ({ opened, expectSame: (scope = SCOPE) => expectAllSame(scope, SOME), overviewQueries }));
  });
}

function pastOf(workspace: WorkspaceId): LogRow[] {
  const people = ['ada', 'grace', 'linus'].map((name, index) => ({
    name,
    team: `t${index % 2}`,
    apiKeyId: `k${index}`,
  }));
  const common = { organisationId: ORGANISATION, people, until: UNTIL, days: DAYS, sessions: 60 };
  return makeHistory({ ...common, workspaceId: workspace, workspaceSlug: workspace });
}

/** Whole numbers to the last unit; fractions to eleven digits, since a sum of fractions depends on its order. */
function rounded(answer: object): unknown {
  return JSON.parse(
    JSON.stringify(answer, (name, value: unknown) => {
      if (name === 'asOf') return 0;
      return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(11)) : value;
    }),
  );
}
