/** Grouping: what each dimension and each measure is in SQL. */
import type { Dimension, Measure } from '../ports/analytics.ts';
import {
  BUDGET_USE,
  CALLS_TOOLS,
  hasOutcome,
  IS_ERROR,
  IS_FALLBACK,
  IS_GUARDED,
  IS_HIT,
  IS_RETRIED,
  LATENCY,
  MODEL,
  OUTPUT_SPEED,
  PROMPT_TOKENS,
  TOKENS,
  USER,
} from './expressions.ts';
import type { Words } from '../ports/log/words.ts';

/** An expression with the values of its placeholders. */
export interface Expression {
  sql: string;
  values: readonly string[];
}

const COLUMNS: Readonly<Record<Exclude<Dimension, `metadata.${string}`>, string>> = {
  model: MODEL,
  provider: 'provider_slug',
  config: 'config_id',
  api_key: 'api_key_id',
  user: USER,
  workspace: 'workspace_slug',
  session: 'session_id',
  agent: 'agent_id',
  region: 'region',
  status: 'CAST(response_status_code AS VARCHAR)',
  error: 'error_code',
  operation: 'operation',
  cache_status: 'cache_status',
  cache_verdict: 'prompt_cache_verdict',
};

const METADATA = 'metadata.';

export function dimension(by: Dimension, words: Words): Expression {
  if (!by.startsWith(METADATA)) return { sql: COLUMNS[by as keyof typeof COLUMNS], values: [] };
  return { sql: words.textIn('metadata'), values: [words.jsonKey(by.slice(METADATA.length))] };
}

const SHARE_P95 = 0.95;
const SHARE_P99 = 0.99;

export function measure(name: Measure, words: Words): string {
  return MEASURE_SQL[name](words);
}

const MEASURE_SQL: Readonly<Record<Measure, (words: Words) => string>> = {
  requests: (words) => words.count(),
  errors: (words) => words.countIf(IS_ERROR),
  success_rate: (words) => `100.0 * ${words.countIf('is_success')} / nullif(${words.count()}, 0)`,
  cost_nano_usd: (words) => words.sum('cost_nano_usd'),
  saved_nano_usd: (words) => words.sum('saved_nano_usd'),
  tokens: (words) => words.sum(TOKENS),
  input_tokens: (words) => words.sum(PROMPT_TOKENS),
  output_tokens: (words) => words.sum('output_tokens'),
  cache_read_tokens: (words) => words.sum('cache_read_tokens'),
  cache_share: (words) => `${words.sum('cache_read_tokens')} / nullif(${words.sum(PROMPT_TOKENS)}, 0)`,
  missed_tokens: (words) => words.sum('prompt_cache_missed_tokens'),
  prompt_cache_saved_nano_usd: (words) => words.sum('prompt_cache_saved_nano_usd'),
  wasted_nano_usd: (words) => words.sum('prompt_cache_wasted_nano_usd'),
  avg_tokens: (words) => words.average(TOKENS),
  avg_latency_ms: (words) => words.average(LATENCY),
  p50_latency_ms: (words) => words.quantile(LATENCY, 0.5),
  p95_latency_ms: (words) => words.quantile(LATENCY, SHARE_P95),
  p50_first_byte_ms: (words) => words.quantile('time_to_first_byte_ms', 0.5),
  avg_output_speed: (words) => words.average(OUTPUT_SPEED),
  avg_gateway_ms: (words) => words.average('gateway_ms'),
  p99_gateway_ms: (words) => words.quantile('gateway_ms', SHARE_P99),
  thinking_tokens: (words) => words.sum('thinking_tokens'),
  tool_call_answers: (words) => words.countIf(CALLS_TOOLS),
  web_searches: (words) => words.sum('web_search_requests'),
  rescued: (words) => words.countIf(`${IS_RETRIED} OR ${IS_FALLBACK}`),
  cache_hits: (words) => words.countIf(IS_HIT),
  discarded_nano_usd: (words) => words.sum('discarded_nano_usd'),
  unpriced: (words) => words.countIf('unpriced'),
  guardrail_checked: (words) => words.countIf(IS_GUARDED),
  guardrail_denied: (words) => words.countIf(hasOutcome('denied')),
  avg_guardrails_ms: (words) => words.average('guardrails_ms'),
  max_budget_use_percent: (words) => words.largest(BUDGET_USE),
  users: (words) => words.countDistinct(USER),
  sessions: (words) => words.countDistinct('session_id'),
  agents: (words) => words.countDistinct('agent_id'),
  first_seen: (words) => words.smallest('created_at'),
  last_seen: (words) => words.largest('created_at'),
};
