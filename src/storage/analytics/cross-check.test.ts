/**
 * Every figure of every graph, and every measure of every dimension, counted a second time: by SQLite, in statements of this
 * file alone, over 100,000 rows of a believable past. Counts and money agree to the last unit.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHistory } from '../../../testkit/history.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { openDuckdbLog } from '../log/duckdb.ts';
import { type Analytics, type AnalyticsScope, type Dimension, type GraphName, MEASURES } from '../ports/analytics.ts';
import type { LogRow } from '../ports/log.ts';
import { FIELD_ENTRIES, type FieldName } from '../ports/log/fields.ts';
import { createSqlAnalytics } from './sql.ts';

const ROWS = 100_000;
const DAYS = 30;
const DAY_MS = 86_400_000;
const UNTIL = Date.UTC(2026, 10, 29);
const SCOPE: AnalyticsScope = {
  organisationId: 'org-1' as OrganisationId,
  from: UNTIL - DAYS * DAY_MS,
  to: UNTIL - DAY_MS / 3,
};

const prompt =
  '(r.input_tokens + ifnull(r.cache_read_tokens,0) + ifnull(r.cache_write_5m_tokens,0) + ifnull(r.cache_write_1h_tokens,0))';
const tokens = `(${prompt} + ifnull(r.output_tokens,0))`;
const who = 'ifnull(r.user_id, ifnull(r.end_user, r.api_key_id))';
const hit = "(r.cache_status in ('HIT', 'SEMANTIC HIT'))";
const speed = `(case when r.stream_mode = 1 and not ${hit} and r.output_tokens > 0
  and r.response_time_ms - r.time_to_first_byte_ms > 0
  then 1000.0 * r.output_tokens / (r.response_time_ms - r.time_to_first_byte_ms) end)`;
const tools = "(r.is_success = 1 and r.stop_reason = 'tool_use')";
const rescued = `(r.is_success = 1 and (r.retry_attempt_count >= 1
  or (r.strategy = 'fallback' and r.last_used_option_index like '%targets[1]')))`;
/** One of the guardrails of the row ended so. */
const ended = (...outcomes: string[]): string => `exists (select 1 from json_each(r.guardrails) as one
  where json_extract(one.value, '$.outcome') in (${outcomes.map((outcome) => `'${outcome}'`).join(', ')}))`;
const total = (expression: string): string => `total(${expression})`;
const many = (condition: string): string => `count(case when ${condition} then 1 end)`;
/** Left to this file: SQLite has none. */
const quantile = (expression: string, share: number) => ({ expression, share });

type Figure = string | ReturnType<typeof quantile>;
const quantiles = (expression: string, shares: Record<string, number>): Record<string, Figure> => ({
  avg: `avg(${expression})`,
  ...Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, quantile(expression, share)])),
});
const THREE = { p50: 0.5, p90: 0.9, p99: 0.99 };
const STATUSES: Record<string, Figure> = {
  total: many('r.is_success = 0'),
  unique: 'count(distinct case when r.is_success = 0 then r.response_status_code end)',
  ...Object.fromEntries(
    [400, 408, 429, 503, 529].map((code) => [code, many(`r.is_success = 0 and r.response_status_code = ${code}`)]),
  ),
};

const GRAPH_SQL: Readonly<Record<GraphName, Record<string, Figure>>> = {
  cost: { total: total('r.cost_nano_usd'), avg: 'avg(r.cost_nano_usd)' },
  latency: quantiles('r.response_time_ms', THREE),
  requests: { total: 'count(*)' },
  tokens: { total: total(tokens), avg: `avg(${tokens})`, prompt: total(prompt), completion: total('r.output_tokens') },
  users: { total: `count(distinct ${who})` },
  'users/requests': { unique: `count(distinct ${who})`, avg: `1.0 * count(*) / count(distinct ${who})` },
  errors: { total: many('r.is_success = 0') },
  'errors/rate': { rate: `100.0 * ${many('r.is_success = 0')} / count(*)` },
  'errors/stacks': STATUSES,
  'errors/status-codes': STATUSES,
  'requests/rescued': {
    retry: many('r.is_success = 1 and r.retry_attempt_count >= 1'),
    retry_1: many('r.is_success = 1 and r.retry_attempt_count = 1'),
    retry_2: many('r.is_success = 1 and r.retry_attempt_count = 2'),
    retry_3_or_more: many('r.is_success = 1 and r.retry_attempt_count > 2'),
    fallback: many("r.is_success = 1 and r.strategy = 'fallback' and r.last_used_option_index like '%targets[1]'"),
  },
  'cache/hit-rate': {
    simple_hits: many("r.cache_status = 'HIT'"),
    semantic_hits: many("r.cache_status = 'SEMANTIC HIT'"),
    simple_savings: total("case when r.cache_status = 'HIT' then r.saved_nano_usd end"),
    semantic_savings: total("case when r.cache_status = 'SEMANTIC HIT' then r.saved_nano_usd end"),
    rate: `100.0 * ${many(hit)} / count(*)`,
  },
  'cache/latency': {
    hits: many(hit),
    requests: 'count(*)',
    avg: `avg(case when ${hit} then r.response_time_ms end)`,
    avg_without_cache: `avg(case when not ${hit} then r.response_time_ms end)`,
  },
  overview: {
    cost_nano_usd: total('r.cost_nano_usd'),
    saved_nano_usd: total('r.saved_nano_usd'),
    requests: 'count(*)',
    errors: many('r.is_success = 0'),
    users: `count(distinct ${who})`,
    prompt_tokens: total(prompt),
    cache_read_tokens: total('r.cache_read_tokens'),
    output_tokens: total('r.output_tokens'),
    unpriced: many('r.unpriced = 1'),
    p50_first_byte_ms: quantile('r.time_to_first_byte_ms', 0.5),
    p95_first_byte_ms: quantile('r.time_to_first_byte_ms', 0.95),
  },
  'time-to-first-byte': quantiles('r.time_to_first_byte_ms', THREE),
  'output-speed': { p10: quantile(speed, 0.1), p50: quantile(speed, 0.5), p90: quantile(speed, 0.9) },
  'prompt-cache': {
    read: total('r.cache_read_tokens'),
    written: total('ifnull(r.cache_write_5m_tokens, 0) + ifnull(r.cache_write_1h_tokens, 0)'),
    fresh: total('r.input_tokens'),
    lost: total('r.prompt_cache_lost_tokens'),
    missed: total('r.prompt_cache_missed_tokens'),
    saved: total('r.prompt_cache_saved_nano_usd'),
    wasted: total('r.prompt_cache_wasted_nano_usd'),
    share: `${total('r.cache_read_tokens')} / ${total(prompt)}`,
  },
  'gateway-time': quantiles('r.gateway_ms', { p50: 0.5, p99: 0.99 }),
  sessions: { total: 'count(distinct r.session_id)', agents: 'count(distinct r.agent_id)' },
  guardrails: {
    checked: many('r.guardrails is not null'),
    passed: many(
      `r.guardrails is not null and not ${ended('denied', 'changed', 'reported', 'would_deny', 'unfinished')}`,
    ),
    denied: many(ended('denied')),
    changed: many(ended('changed')),
    reported: many(ended('reported')),
    watched: many(ended('would_deny')),
    unfinished: many(ended('unfinished')),
    avg_ms: 'avg(r.guardrails_ms)',
    p50_ms: quantile('r.guardrails_ms', 0.5),
    p99_ms: quantile('r.guardrails_ms', 0.99),
  },
  'tool-calls': {
    total: many(tools),
    web_searches: total('r.web_search_requests'),
    web_fetches: total('r.web_fetch_requests'),
    share: `100.0 * ${many(tools)} / ${many('r.is_success = 1')}`,
  },
  'budget-use': {
    counted: many('r.budget_use_percent is not null'),
    nearly_used_up: many('r.budget_use_percent between 75 and 99.9999'),
    used_up: many('r.budget_use_percent > 99.9999'),
    max: 'max(r.budget_use_percent)',
    avg: 'avg(r.budget_use_percent)',
  },
  stalls: { p50: quantile('r.stall_ms', 0.5), p90: quantile('r.stall_ms', 0.9), p99: quantile('r.stall_ms', 0.99) },
};

type Measures = Record<(typeof MEASURES)[number], Figure>;
const MEASURE_SQL: Readonly<Measures> = {
  requests: 'count(*)',
  errors: many('r.is_success = 0'),
  success_rate: `100.0 * ${many('r.is_success = 1')} / count(*)`,
  cost_nano_usd: total('r.cost_nano_usd'),
  saved_nano_usd: total('r.saved_nano_usd'),
  tokens: total(tokens),
  input_tokens: total(prompt),
  output_tokens: total('r.output_tokens'),
  cache_read_tokens: total('r.cache_read_tokens'),
  cache_share: `${total('r.cache_read_tokens')} / nullif(${total(prompt)}, 0)`,
  missed_tokens: total('r.prompt_cache_missed_tokens'),
  prompt_cache_saved_nano_usd: total('r.prompt_cache_saved_nano_usd'),
  wasted_nano_usd: total('r.prompt_cache_wasted_nano_usd'),
  avg_tokens: `avg(${tokens})`,
  avg_latency_ms: 'avg(r.response_time_ms)',
  p50_latency_ms: quantile('r.response_time_ms', 0.5),
  p95_latency_ms: quantile('r.response_time_ms', 0.95),
  p50_first_byte_ms: quantile('r.time_to_first_byte_ms', 0.5),
  avg_output_speed: `avg(${speed})`,
  avg_gateway_ms: 'avg(r.gateway_ms)',
  p99_gateway_ms: quantile('r.gateway_ms', 0.99),
  thinking_tokens: total('r.thinking_tokens'),
  tool_call_answers: many(tools),
  web_searches: total('r.web_search_requests'),
  rescued: many(rescued),
  cache_hits: many(hit),
  discarded_nano_usd: total('r.discarded_nano_usd'),
  unpriced: many('r.unpriced = 1'),
  guardrail_checked: many('r.guardrails is not null'),
  guardrail_denied: many(ended('denied')),
  avg_guardrails_ms: 'avg(r.guardrails_ms)',
  max_budget_use_percent: 'max(r.budget_use_percent)',
  users: `count(distinct ${who})`,
  sessions: 'count(distinct r.session_id)',
  agents: 'count(distinct r.agent_id)',
  first_seen: 'min(r.created_at)',
  last_seen: 'max(r.created_at)',
};

const DIMENSION_SQL: Readonly<Partial<Record<Dimension, string>>> = {
  model: 'ifnull(r.ai_model, r.requested_model)',
  provider: 'r.provider_slug',
  user: who,
  status: 'cast(cast(r.response_status_code as integer) as text)',
  error: 'r.error_code',
  region: 'r.region',
  agent: 'r.agent_id',
  cache_verdict: 'r.prompt_cache_verdict',
  'metadata.task': "json_extract(r.metadata, '$.task')",
};

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const WAIT_MS = 120_000;
let analytics: Analytics;
let sqlite: DatabaseSync;
let close: () => Promise<void>;

beforeAll(async () => {
  const rows = makeHistory({
    organisationId: 'org-1',
    workspaceId: 'ws-1',
    workspaceSlug: 'default',
    people: ['ada', 'grace', 'linus', 'edsger'].map((name, index) => ({
      name,
      team: `t${index % 2}`,
      apiKeyId: `k${index}`,
    })),
    until: UNTIL,
    days: DAYS,
    sessions: 9000,
  }).slice(0, ROWS);
  expect(rows).toHaveLength(ROWS);
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-cross-check-'));
  const log = await openDuckdbLog({
    directory,
    clock: { now: Date.now, elapsed: () => performance.now() },
    logger: silent,
  });
  const AT_ONCE = 2000;
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await Promise.all(rows.slice(from, from + AT_ONCE).map((row) => log.append(row)));
  }
  analytics = createSqlAnalytics(log);
  sqlite = intoSqlite(rows);
  close = async () => {
    sqlite.close();
    await log.close();
    await rm(directory, { recursive: true });
  };
}, WAIT_MS);
afterAll(() => close());

/** The columns that a statement of this file names; scanning the others for each figure would take most of the time. */
function namedColumns(): FieldName[] {
  const figures = [...Object.values(GRAPH_SQL), MEASURE_SQL].flatMap((one) => Object.values<Figure>(one));
  const sql = [
    ...figures.map((figure) => (typeof figure === 'string' ? figure : figure.expression)),
    ...Object.values(DIMENSION_SQL),
    'r.created_at r.trace_id r.metadata',
  ].join(' ');
  const named = new Set([...sql.matchAll(/\br\.(\w+)/g)].map(([, name]) => name));
  return FIELD_ENTRIES.map(([name]) => name).filter((name) => named.has(name));
}

/** Lists and objects as their JSON, as an export has them. */
function intoSqlite(rows: readonly LogRow[]): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  const names = namedColumns();
  database.exec(`create table r (${names.join(', ')})`);
  const insert = database.prepare(`insert into r values (${names.map(() => '?').join(', ')})`);
  database.exec('begin');
  for (const row of rows) insert.run(...names.map((name) => toSqlite(row[name])));
  database.exec('commit');
  database.exec('create index by_time on r (created_at)');
  return database;
}

function toSqlite(value: LogRow[keyof LogRow]): SQLInputValue {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** The figures of the rows that meet the condition; NULL is null. */
function count(figures: Record<string, Figure>, condition: string): Record<string, unknown> {
  const where = `from r where r.created_at >= ${SCOPE.from} and r.created_at < ${SCOPE.to} and ${condition}`;
  const plain = Object.entries(figures).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const columns = plain.map(([name, sql]) => `${sql} as "${name}"`).concat('1 as one');
  const found = { ...sqlite.prepare(`select ${columns.join(', ')} ${where}`).get() };
  for (const [name, figure] of Object.entries(figures)) {
    if (typeof figure === 'string') continue;
    found[name] = quantileOf(figure, where);
  }
  delete found['one'];
  return found;
}

/** Between the two values beside its place in the order; null where there is none. */
function quantileOf({ expression, share }: ReturnType<typeof quantile>, where: string): number | null {
  const counted = sqlite.prepare(`select count(${expression}) as n ${where}`).get();
  const place = (Number(counted?.['n']) - 1) * share;
  if (place < 0) return null;
  const sorted = `select ${expression} as v ${where} and v is not null order by v`;
  const values = sqlite.prepare(`${sorted} limit 2 offset ${Math.floor(place)}`).all();
  const [low, high = low] = values.map(({ v }) => Number(v));
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
}

/** Sums of fractions depend on their order. */
const rounded = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(9)) : value);

/** Whole numbers to the last unit; what was divided to nine digits, since sums of fractions depend on their order. */
function expectSame(
  figures: Readonly<Record<string, number | null>>,
  counted: Record<string, unknown>,
  where: string,
): void {
  for (const [name, value] of Object.entries(counted)) {
    const ours = figures[name] ?? null;
    if (value === null || ours === null || Number.isInteger(value)) expect(ours, `${where}: ${name}`).toBe(value);
    else expect(Math.abs(ours / Number(value) - 1), `${where}: ${name} ${ours} ${String(value)}`).toBeLessThan(1e-9);
  }
}

describe('over 100,000 rows', () => {
  it(
    'ratings of the requests of each group are those of their traces',
    async () => {
      const some = sqlite
        .prepare(`select distinct trace_id as id from r where created_at >= ${SCOPE.from} order by trace_id limit 3000`)
        .all();
      const ratings = some.map(({ id }, index) => ({
        traceId: String(id),
        count: 1 + (index % 3),
        sum: (index % 21) - 10 + (index % 2) / 4,
      }));
      sqlite.exec('create temp table rating (trace_id, n, sum)');
      const insert = sqlite.prepare('insert into rating values (?, ?, ?)');
      for (const { traceId, count: n, sum } of ratings) insert.run(traceId, n, sum);
      for (const [by, key] of [
        ['metadata.task', "json_extract(r.metadata, '$.task')"],
        ['user', who],
      ] as const) {
        const ours = await analytics.rated({ by, ratings: [...ratings, { traceId: 'none', count: 9, sum: 9 }] }, SCOPE);
        const counted = sqlite
          .prepare(
            `select k as key, sum(requests) as requests, sum(n) as ratings, 1.0 * sum(sum) / sum(n) as average from (
              select ${key} as k, r.trace_id as t, count(*) as requests from r
              where r.created_at >= ${SCOPE.from} and r.created_at < ${SCOPE.to} group by 1, 2
            ) join rating on rating.trace_id = t group by k`,
          )
          .all();
        const sorted = (groups: readonly object[]) =>
          groups.map((group) => JSON.stringify(group, (_, one: unknown) => rounded(one))).toSorted();
        expect(sorted(ours)).toEqual(sorted(counted));
        expect(ours.length).toBeGreaterThan(2);
      }
    },
    WAIT_MS,
  );

  it.each(Object.entries(GRAPH_SQL) as [GraphName, Record<string, Figure>][])(
    'the graph %s is right in sum and in each bucket',
    async (name, figures) => {
      const { summary, points, bucketMs } = await analytics.graph(name, SCOPE);
      expectSame(summary, count(figures, '1 = 1'), name);
      const busy = points.filter(({ timestamp }) => timestamp >= SCOPE.from).filter((_, index) => index % 31 === 7);
      for (const { timestamp, figures: ours } of busy) {
        const counted = count(figures, `r.created_at >= ${timestamp} and r.created_at < ${timestamp + bucketMs}`);
        expectSame(ours, counted, `${name} at ${timestamp}`);
      }
    },
    WAIT_MS,
  );

  it.each(Object.entries(DIMENSION_SQL) as [Dimension, string][])(
    'the groups by %s are right in every measure',
    async (by, key) => {
      const { groups, total: known } = await analytics.group(
        { by, measures: MEASURES, orderBy: 'requests', limit: 4, offset: 0 },
        SCOPE,
      );
      const keys = sqlite
        .prepare(
          `select count(*) as n from (select distinct ${key} from r where created_at >= ${SCOPE.from} and created_at < ${SCOPE.to})`,
        )
        .get();
      expect(known).toBe(keys?.['n']);
      for (const { key: value, figures } of groups) {
        const text = value === null ? 'is null' : `= '${value.replaceAll("'", "''")}'`;
        expectSame(figures, count(MEASURE_SQL, `${key} ${text}`), `${by} ${String(value)}`);
      }
    },
    WAIT_MS,
  );
});
