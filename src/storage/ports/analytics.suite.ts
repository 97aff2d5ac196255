/** What every analytics engine must answer: figures checked against the same rows, counted by hand in this file. */
import { describe, expect, it } from 'vitest';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { type Analytics, type AnalyticsScope, bucketStarts, bucketWidth, GRAPHS, MEASURES } from './analytics.ts';
import type { LogRow } from './log.ts';
import type { GuardrailOutcome } from './log/guardrail-outcome.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The start of an hour. */
const START = 1_790_000_000_000 - (1_790_000_000_000 % HOUR_MS);

const ORGANISATION = 'org-1' as OrganisationId;
const SCOPE: AnalyticsScope = { organisationId: ORGANISATION, from: START, to: START + DAY_MS };

type RowMaker = (fields: Partial<LogRow>) => LogRow;

/** `open` makes an engine over the rows; `row` makes a row out of a few fields. */
export function describeAnalytics(
  name: string,
  {
    row,
    open,
  }: {
    row: RowMaker;
    open: (rows: readonly LogRow[]) => Promise<{ analytics: Analytics; close: () => Promise<void> }>;
  },
): void {
  const rows = sampleRows(row);
  const ours = rows.filter(({ organisation_id: id, created_at: at }) => id === ORGANISATION && at < SCOPE.to);
  const using = async (look: (analytics: Analytics) => Promise<void>, on = rows): Promise<void> => {
    const { analytics, close } = await open(on);
    try {
      await look(analytics);
    } finally {
      await close();
    }
  };

  describe(`${name}: graphs`, () => {
    it('money, counts and failures are those of the rows, to the last unit', () =>
      using(async (analytics) => {
        const { summary, points } = await analytics.graph('overview', SCOPE);
        expect(summary).toMatchObject({
          requests: ours.length,
          errors: ours.filter(({ is_success: ok }) => !ok).length,
          cost_nano_usd: sum(ours, ({ cost_nano_usd: cost }) => cost),
          saved_nano_usd: sum(ours, ({ saved_nano_usd: saved }) => saved),
          users: new Set(ours.map(({ user_id: user, end_user: named, api_key_id: key }) => user ?? named ?? key)).size,
          cache_read_tokens: sum(ours, ({ cache_read_tokens: read }) => read),
        });
        expect(points.reduce((total, { figures }) => total + (figures['requests'] ?? 0), 0)).toBe(ours.length);
        expect(points).toHaveLength(bucketStarts(SCOPE, bucketWidth(SCOPE)).length);
      }));

    it('quantiles are exact, and a bucket without rows counts nothing and measures nothing', () =>
      using(async (analytics) => {
        const { summary, points } = await analytics.graph('latency', SCOPE);
        const sorted = ours.map(({ response_time_ms: ms }) => ms).toSorted((one, other) => one - other);
        expect(summary['p50']).toBeCloseTo(quantile(sorted, 0.5), 6);
        expect(summary['p99']).toBeCloseTo(quantile(sorted, 0.99), 6);
        expect(points.at(-1)?.figures).toEqual({ avg: null, p50: null, p90: null, p99: null });
        expect((await analytics.graph('tokens', SCOPE)).points.at(-1)?.figures).toEqual({
          total: 0,
          avg: null,
          prompt: 0,
          completion: 0,
        });
      }));

    it('budgets are as full as each request told, and what no budget counts is left out', () =>
      using(
        async (analytics) => {
          const { summary } = await analytics.graph('budget-use', SCOPE);
          expect(summary).toEqual({ counted: 3, nearly_used_up: 1, used_up: 1, max: 104.5, avg: 65 });
          const { groups } = await analytics.group(
            {
              by: 'user',
              measures: ['max_budget_use_percent'],
              orderBy: 'max_budget_use_percent',
              limit: 5,
              offset: 0,
            },
            SCOPE,
          );
          expect(groups.map(({ key, figures }) => [key, figures['max_budget_use_percent']])).toEqual([
            ['grace', 104.5],
            ['ada', 80],
            ['linus', null],
          ]);
        },
        [
          { user_id: 'ada', budget_use_percent: 80 },
          { user_id: 'ada', budget_use_percent: 10.5 },
          { user_id: 'grace', budget_use_percent: 104.5 },
          { user_id: 'linus', budget_use_percent: null },
        ].map((fields, index) =>
          row({ ...fields, id: `b${index}`, organisation_id: ORGANISATION, created_at: START + index }),
        ),
      ));

    it('ratings are those of the traces of a group’s requests, in the window, of the tenant', () =>
      using(
        async (analytics) => {
          const ratings = [
            { traceId: 't1', count: 2, sum: 9 },
            { traceId: 't2', count: 1, sum: -3 },
            { traceId: 'unknown', count: 4, sum: 40 },
          ];
          const found = await analytics.rated({ by: 'metadata.team', ratings }, SCOPE);
          expect(found.toSorted((one, other) => String(one.key).localeCompare(String(other.key)))).toEqual([
            { key: 'a', requests: 3, ratings: 3, average: 2 },
            { key: 'b', requests: 1, ratings: 1, average: -3 },
          ]);
          expect(await analytics.rated({ by: 'model', ratings: [] }, SCOPE)).toEqual([]);
          const narrowed = await analytics.rated({ by: 'metadata.team', ratings }, { ...SCOPE, traceIds: ['t1'] });
          expect(narrowed).toEqual([{ key: 'a', requests: 2, ratings: 2, average: 4.5 }]);
        },
        [
          { metadata: { team: 'a' }, trace_id: 't1' },
          { metadata: { team: 'a' }, trace_id: 't1' },
          { metadata: { team: 'a' }, trace_id: 't2' },
          { metadata: { team: 'b' }, trace_id: 't2' },
          { metadata: { team: 'b' }, trace_id: 't3' },
          { metadata: { team: 'c' }, trace_id: 't1', organisation_id: 'org-2' as OrganisationId },
          { metadata: { team: 'd' }, trace_id: 't1', created_at: START - 1 },
        ].map((fields, index) =>
          row({ id: `r${index}`, organisation_id: ORGANISATION, created_at: START + index, ...fields }),
        ),
      ));

    it('rescued requests are those that a retry or another target saved', () =>
      using(async (analytics) => {
        expect((await analytics.graph('requests/rescued', SCOPE)).summary).toMatchObject({
          retry: 1,
          retry_2: 1,
          fallback: 1,
        });
      }));

    it('failures are reported by status', () =>
      using(async (analytics) => {
        const { summary } = await analytics.graph('errors/stacks', SCOPE);
        expect(summary).toMatchObject({ total: 2, unique: 2, 429: 1, 503: 1, other: 0 });
      }));

    it('guardrails are counted by what they did, a request once in each line, whatever their names look like', () =>
      using(async (analytics) => {
        const { summary } = await analytics.graph('guardrails', SCOPE);
        expect(summary).toMatchObject({
          checked: 4,
          passed: 1,
          denied: 1,
          changed: 1,
          reported: 0,
          watched: 1,
          unfinished: 0,
          pass_rate: 25,
          avg_ms: 4,
        });
      }));

    it('answers that call tools are counted in every dialect, failed ones are not', () =>
      using(async (analytics) => {
        const { summary } = await analytics.graph('tool-calls', SCOPE);
        expect(summary).toMatchObject({ total: 2, web_searches: 5, web_fetches: 1 });
        expect(summary['share']).toBeCloseTo(200 / (ours.length - 2), 9);
      }));

    it.each(GRAPHS)('%s can be asked of a window without rows', (graph) =>
      using(async (analytics) => {
        const { summary } = await analytics.graph(graph, { ...SCOPE, from: START - DAY_MS, to: START });
        expect(Object.values(summary).every((value) => value === 0 || value === null)).toBe(true);
      }),
    );
  });

  describe(`${name}: groups and series`, () => {
    const group = { measures: MEASURES, orderBy: 'cost_nano_usd', limit: 10, offset: 0 } as const;

    it('come largest first, with every measure, and a page knows how many there are', () =>
      using(async (analytics) => {
        const { total, groups } = await analytics.group({ ...group, by: 'model', limit: 1 }, SCOPE);
        expect(total).toBe(2);
        expect(groups).toHaveLength(1);
        expect(groups[0]?.key).toBe('big');
        expect(groups[0]?.figures['cost_nano_usd']).toBe(
          sum(
            ours.filter(({ ai_model: model }) => model === 'big'),
            ({ cost_nano_usd: cost }) => cost,
          ),
        );
        const beyond = await analytics.group({ ...group, by: 'model', offset: 5 }, SCOPE);
        expect(beyond).toEqual({ total: 2, groups: [], asOf: expect.any(Number) });
      }));

    it('each group has the values of other dimensions that are asked for, each once and in their order', () =>
      using(
        async (analytics) => {
          const question = { by: 'session', measures: ['requests'], orderBy: 'requests', limit: 5, offset: 0 } as const;
          const { groups } = await analytics.group({ ...question, valuesOf: ['user', 'model'] }, SCOPE);
          expect(groups.map(({ key, values }) => [key, values])).toEqual([
            ['s1', { user: ['ada', 'bob'], model: ['big', 'small'] }],
            ['s2', { user: ['key-of-s2'], model: ['big'] }],
          ]);
        },
        [
          { session_id: 's1', user_id: 'bob', ai_model: 'small' },
          { session_id: 's1', user_id: 'ada', ai_model: 'big' },
          { session_id: 's1', user_id: 'ada', ai_model: 'small' },
          { session_id: 's2', user_id: null, end_user: null, api_key_id: 'key-of-s2', ai_model: 'big' },
        ].map((fields, index) =>
          row({ ...fields, id: `v${index}`, organisation_id: ORGANISATION, created_at: START + index }),
        ),
      ));

    it('any key of the metadata can be grouped by, also one with spaces, and rows without it are a group', () =>
      using(async (analytics) => {
        const teams = await analytics.group({ ...group, by: 'metadata.cost centre', orderBy: 'requests' }, SCOPE);
        expect(new Set(teams.groups.map(({ key }) => key))).toEqual(new Set(['a "quoted" one', 'b', null]));
      }));

    it('a series has a value for each bucket; what is not among the largest is added up as the rest', () =>
      using(async (analytics) => {
        const question = { by: 'user', measure: 'requests', top: 1 } as const;
        const { series, timestamps } = await analytics.series(question, SCOPE);
        expect(series.map(({ isRest, values }) => [isRest, values.length === timestamps.length])).toEqual([
          [false, true],
          [true, true],
        ]);
        const total = series.reduce((all, { values }) => all + values.reduce((one, value) => one + value, 0), 0);
        expect(total).toBe(ours.length);
      }));
  });

  describe(`${name}: whose rows`, () => {
    it('another tenant is not counted, and neither is what lies outside of the window or the filter', () =>
      using(async (analytics) => {
        const count = async (scope: AnalyticsScope) => (await analytics.graph('requests', scope)).summary['total'];
        expect(await count({ ...SCOPE, organisationId: 'org-2' as OrganisationId })).toBe(1);
        expect(await count({ ...SCOPE, workspaceId: 'ws-2' as WorkspaceId })).toBe(0);
        expect(await count({ ...SCOPE, apiKeyIds: [] })).toBe(0);
        expect(await count({ ...SCOPE, models: ['big'] })).toBe(
          ours.filter(({ ai_model: model }) => model === 'big').length,
        );
        expect(await count({ ...SCOPE, from: START + HOUR_MS, to: START + HOUR_MS + 1 })).toBe(1);
      }));
  });

  describe(`${name}: usage`, () => {
    it('is told step by step and apart by every dimension, of what a provider answered', () =>
      using(async (analytics) => {
        const by = ['model', 'metadata.cost centre', 'user'] as const;
        const asked = { by, stepMs: HOUR_MS, limit: 1000 };
        const { steps, isWhole } = await analytics.usage(asked, SCOPE);
        const answered = ours.filter(
          ({ is_success: ok, provider_slug: slug, price_book: book }) => ok && slug !== null && book !== null,
        );
        expect(isWhole).toBe(true);
        expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted((a, b) => a - b));
        expect(steps.every(({ at }) => at % HOUR_MS === 0)).toBe(true);
        const total = (read: (step: (typeof steps)[number]) => number): number =>
          steps.reduce((all, step) => all + read(step), 0);
        expect(total(({ requests }) => requests)).toBe(answered.length);
        expect(total(({ costNanoUsd }) => costNanoUsd)).toBe(sum(answered, ({ cost_nano_usd: cost }) => cost));
        expect(total(({ fromCache }) => fromCache)).toBe(1);
        const latest = Math.max(...answered.map((one) => one.created_at + one.response_time_ms));
        expect(Math.max(...steps.map(({ endedAt }) => endedAt))).toBeCloseTo(latest, 3);
        const of = (model: string) => answered.filter(({ ai_model: name_ }) => name_ === model);
        const big = steps.filter(({ keys }) => keys[0] === 'big');
        expect(big.reduce((all, { requests }) => all + requests, 0)).toBe(of('big').length);
        const quoted = steps.filter(({ keys }) => keys[1] === 'a "quoted" one');
        expect(quoted.length).toBeGreaterThan(0);
        expect(
          steps.some(({ keys }) => keys[2] === null),
          'a request without a user',
        ).toBe(true);
      }));

    it('knows sessions and their subagents apart', () =>
      using(async (analytics) => {
        const { steps } = await analytics.usage({ by: ['session', 'agent'], stepMs: DAY_MS, limit: 1000 }, SCOPE);
        const used = steps.map(({ keys, requests }) => [...keys, requests]);
        expect(used).toContainEqual(['session-26', 'agent-1', 1]);
        expect(used).toContainEqual(['session-26', null, 2]);
      }));

    it('stops at its limit, and says so', () =>
      using(async (analytics) => {
        const { steps, isWhole } = await analytics.usage({ by: ['api_key'], stepMs: 1000, limit: 3 }, SCOPE);
        expect([steps.length, isWhole]).toEqual([3, false]);
      }));
  });
}

function sampleRows(row: RowMaker): LogRow[] {
  const made = Array.from({ length: 40 }, (_, index) =>
    row({
      id: `req_${index}`,
      organisation_id: ORGANISATION,
      created_at: START + index * (HOUR_MS / 4),
      user_id: index % 5 === 0 ? null : `user-${index % 3}`,
      end_user: index % 10 === 0 ? 'named by the caller' : null,
      api_key_id: 'key-1',
      ai_model: index % 3 === 0 ? 'big' : 'small',
      metadata: index % 4 === 0 ? {} : { 'cost centre': index % 2 === 0 ? 'a "quoted" one' : 'b' },
      is_success: true,
      response_status_code: 200,
      response_time_ms: 100 + ((index * 37) % 40) * 10.5,
      input_tokens: index,
      cache_read_tokens: index * 2,
      output_tokens: index * 3,
      cost_nano_usd: (index % 3 === 0 ? 9_007_199_254_740 : 1) as LogRow['cost_nano_usd'],
      saved_nano_usd: null,
      retry_attempt_count: 0,
      strategy: 'single',
      last_used_option_index: 'config',
      cache_status: 'DISABLED',
      guardrails: null,
      guardrails_ms: null,
      stop_reason: null,
      web_search_requests: null,
      web_fetch_requests: null,
    }),
  );
  const change = (index: number, fields: Partial<LogRow>): void => void Object.assign(made[index] ?? {}, fields);
  change(3, { is_success: false, response_status_code: 429, response_time_ms: 20 });
  change(7, {
    is_success: false,
    response_status_code: 503,
    input_tokens: null,
    output_tokens: null,
    cost_nano_usd: null,
  });
  change(8, { retry_attempt_count: 2 });
  change(9, { strategy: 'fallback', last_used_option_index: 'config.targets[1]' });
  change(10, {
    cache_status: 'HIT',
    saved_nano_usd: 77 as LogRow['saved_nano_usd'],
    cost_nano_usd: 0 as LogRow['cost_nano_usd'],
  });
  const guardrail = (id: string, outcome: GuardrailOutcome['outcome']): GuardrailOutcome => ({
    id,
    side: 'input',
    outcome,
    ms: 1,
    checks: [{ id: 'regex', verdict: outcome === 'passed', error: null, ms: 1, found: null }],
  });
  change(20, { guardrails: [guardrail('"outcome":"denied"', 'passed')], guardrails_ms: 4 });
  change(21, { guardrails: [guardrail('a', 'denied'), guardrail('b', 'denied')], guardrails_ms: 4 });
  change(22, { guardrails: [guardrail('a', 'passed'), guardrail('b', 'changed')], guardrails_ms: 4 });
  change(23, { guardrails: [guardrail('a', 'would_deny')], guardrails_ms: 4 });
  change(24, { stop_reason: 'tool_use', web_search_requests: 5, web_fetch_requests: 1 });
  change(25, { stop_reason: 'tool_calls' });
  change(26, { session_id: 'session-26', agent_id: 'agent-1' });
  change(27, { session_id: 'session-26', agent_id: null });
  change(28, { session_id: 'session-26', agent_id: null });
  // The counting of tokens.
  change(29, { price_book: null, cost_nano_usd: 0 as LogRow['cost_nano_usd'] });
  change(3, { stop_reason: 'tool_use' });
  return [
    ...made,
    row({ id: 'req_later', organisation_id: ORGANISATION, created_at: SCOPE.to }),
    row({ id: 'req_theirs', organisation_id: 'org-2' as OrganisationId, created_at: START + 5 }),
  ];
}

function sum(rows: readonly LogRow[], read: (row: LogRow) => number | null): number {
  return Number(rows.reduce((total, row) => total + BigInt(read(row) ?? 0), 0n));
}

/** Between the two neighbours, as `quantile_cont` of SQL has it. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}
