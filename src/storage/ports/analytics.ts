/** The analytics port: named questions over the request log. Each takes a tenant and a time window. Engines: src/storage/analytics/. */
import type { LogFilter } from './log.ts';
import type { AsOf, Reading } from './log/reader.ts';

/** Which rows a question is about: those of a tenant, in a window (`to` is exclusive), as far as the other filters let them. */
export type AnalyticsScope = LogFilter & Required<Pick<LogFilter, 'from' | 'to'>>;

/** Graphs over time. The first thirteen have the contract's names (contract#analytics). */
export const GRAPHS = [
  'cost',
  'latency',
  'requests',
  'tokens',
  'users',
  'users/requests',
  'errors',
  'errors/rate',
  'errors/stacks',
  'errors/status-codes',
  'requests/rescued',
  'cache/hit-rate',
  'cache/latency',
  'overview',
  'time-to-first-byte',
  'output-speed',
  'prompt-cache',
  'gateway-time',
  'sessions',
  'guardrails',
  'tool-calls',
  'stalls',
  'budget-use',
] as const;

export type GraphName = (typeof GRAPHS)[number];

/** By name. null = there is nothing to measure, as a latency without requests. Money is nano-dollars, durations are ms. */
export type Figures = Readonly<Record<string, number | null>>;

export interface Graph extends AsOf {
  /** Of the whole window. */
  summary: Figures;
  /** Of each bucket in order, the empty ones included. */
  points: readonly { /** ms since the epoch, where the bucket begins. */ timestamp: number; figures: Figures }[];
  bucketMs: number;
}

/** What rows can be grouped by; `metadata.<key>` for any key of the metadata. */
export const DIMENSIONS = [
  'model',
  'provider',
  'config',
  'api_key',
  'user',
  'workspace',
  'session',
  'agent',
  'region',
  'status',
  'error',
  'operation',
  'cache_status',
  'cache_verdict',
] as const;

export type PlainDimension = (typeof DIMENSIONS)[number];
export type Dimension = PlainDimension | `metadata.${string}`;

/** The figures of a group. */
export const MEASURES = [
  'requests',
  'errors',
  'success_rate',
  'cost_nano_usd',
  'saved_nano_usd',
  'tokens',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_share',
  'missed_tokens',
  'prompt_cache_saved_nano_usd',
  'wasted_nano_usd',
  'avg_tokens',
  'avg_latency_ms',
  'p50_latency_ms',
  'p95_latency_ms',
  'p50_first_byte_ms',
  'avg_output_speed',
  'avg_gateway_ms',
  'p99_gateway_ms',
  'thinking_tokens',
  'tool_call_answers',
  'web_searches',
  'rescued',
  'cache_hits',
  'discarded_nano_usd',
  'unpriced',
  'guardrail_checked',
  'guardrail_denied',
  'avg_guardrails_ms',
  'max_budget_use_percent',
  'users',
  'sessions',
  'agents',
  'first_seen',
  'last_seen',
] as const;

export type Measure = (typeof MEASURES)[number];

export interface GroupQuestion {
  by: Dimension;
  measures: readonly Measure[];
  /** Largest first; groups of the same size in the order of their names. */
  orderBy: Measure;
  limit: number;
  offset: number;
  /** Of these the values that each group of the page has are told too. */
  valuesOf?: readonly PlainDimension[];
}

export interface Groups extends AsOf {
  /** How many groups there are, beyond those of this page. */
  total: number;
  groups: readonly Group[];
}

export interface Group {
  /** null = rows without a value. */
  key: string | null;
  figures: Figures;
  /** By the dimension, in their order, `MOST_VALUES` at most; there where the question names some. */
  values?: Readonly<Record<string, readonly string[]>>;
}

export const MOST_VALUES = 10;

export interface SeriesQuestion {
  by: Dimension;
  measure: 'requests' | 'errors' | 'cost_nano_usd' | 'tokens';
  /** The largest so many; the rest is added up under `other`. */
  top: number;
}

export interface Series extends AsOf {
  bucketMs: number;
  /** ms since the epoch, where each bucket begins. */
  timestamps: readonly number[];
  /** One value for each timestamp. The rest has the key `other`, and comes last. */
  series: readonly { key: string | null; isRest: boolean; values: readonly number[] }[];
}

/** What people or guardrails said of one trace. */
export interface TraceRating {
  traceId: string;
  /** Ratings. */
  count: number;
  /** Of value × weight, over all of them. */
  sum: number;
}

export interface RatedGroup {
  /** null = rows without a value. */
  key: string | null;
  /** Of a rated trace. */
  requests: number;
  ratings: number;
  /** Of value × weight, over the ratings. */
  average: number;
}

/** By what requests are grouped where limits are tried on them. */
export type UsageDimension =
  | 'api_key'
  | 'user'
  | 'workspace_id'
  | 'workspace'
  | 'provider'
  | 'provider_id'
  | 'model'
  | 'config'
  | 'operation'
  | 'session'
  | 'agent'
  | `metadata.${string}`;

export interface UsageQuestion {
  by: readonly UsageDimension[];
  /** Width of a step, ms. */
  stepMs: number;
  /** Of steps; the earliest so many. */
  limit: number;
  /** Also answers that broke off, or whose caller left, and that were charged. Absent = whole ones alone. */
  withBroken?: boolean;
}

/** What requests with the same values used in one step. */
export interface UsageStep {
  /** When it begins, ms since the epoch. */
  at: number;
  /** One for each dimension; null = the requests have no value. */
  keys: readonly (string | null)[];
  requests: number;
  /** Of these: answered out of the gateway's cache. */
  fromCache: number;
  costNanoUsd: number;
  tokens: number;
  /** When the last of them had ended, ms since the epoch. */
  endedAt: number;
}

export interface UsageSteps extends AsOf {
  /** False where there are more steps than `limit`. */
  isWhole: boolean;
  /** In the order of time. */
  steps: readonly UsageStep[];
}

export interface Analytics {
  /** Of requests that were answered by a provider, or out of the cache; those that are free, as the counting of tokens, are none. */
  usage(question: UsageQuestion, scope: AnalyticsScope, reading?: Reading): Promise<UsageSteps>;
  graph(name: GraphName, scope: AnalyticsScope, reading?: Reading): Promise<Graph>;
  group(question: GroupQuestion, scope: AnalyticsScope, reading?: Reading): Promise<Groups>;
  /** How the requests of each group were rated. A trace with requests in two groups counts in both. */
  rated(
    question: { by: Dimension; ratings: readonly TraceRating[] },
    scope: AnalyticsScope,
    reading?: Reading,
  ): Promise<readonly RatedGroup[]>;
  series(question: SeriesQuestion, scope: AnalyticsScope, reading?: Reading): Promise<Series>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WIDTHS_MS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  7 * DAY_MS,
];
/** As many bars as fit side by side on a chart. */
const MAX_BUCKETS = 100;

/** The narrowest bucket of which a chart of the window has no more than a hundred; ms. */
export function bucketWidth({ from, to }: Pick<AnalyticsScope, 'from' | 'to'>): number {
  const widest = WIDTHS_MS.at(-1) ?? DAY_MS;
  const fitting = WIDTHS_MS.find((width) => (to - from) / width <= MAX_BUCKETS) ?? widest;
  return fitting * Math.max(1, Math.ceil((to - from) / fitting / (MAX_BUCKETS * 10)));
}

/** Where the buckets of the window begin; all are multiples of the width. */
export function bucketStarts({ from, to }: Pick<AnalyticsScope, 'from' | 'to'>, width: number): number[] {
  const first = Math.floor(from / width) * width;
  const count = Math.max(0, Math.ceil((to - first) / width));
  return Array.from({ length: count }, (_, index) => first + index * width);
}
