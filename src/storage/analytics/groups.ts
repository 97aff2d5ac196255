/** Grouping: what each dimension and each measure is in SQL. */
import type { Dimension, Measure } from '../ports/analytics.ts';
import { IS_ERROR, MODEL, PROMPT_TOKENS, TOKENS, USER } from './expressions.ts';
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
  avg_latency_ms: (words) => words.average('response_time_ms'),
  p50_latency_ms: (words) => words.quantile('response_time_ms', 0.5),
  p95_latency_ms: (words) => words.quantile('response_time_ms', SHARE_P95),
  p50_first_byte_ms: (words) => words.quantile('time_to_first_byte_ms', 0.5),
  users: (words) => words.countDistinct(USER),
  sessions: (words) => words.countDistinct('session_id'),
  agents: (words) => words.countDistinct('agent_id'),
  first_seen: () => 'min(created_at)',
  last_seen: () => 'max(created_at)',
};
