/** What engines sum up by the hour beside the rows: by which columns, and of which figures. */
import { BUDGET_USE, LATENCY, PROMPT_TOKENS, TOKENS } from './analytics/expressions.ts';
import type { FieldName } from './ports/log/fields.ts';
import { NOT_SUMMED } from './ports/log/summaries.ts';
import type { Words } from './ports/log/words.ts';

export const HOUR_MS = 3_600_000;

/** Sums are kept apart by these. */
export const DIMENSIONS = [
  'organisation_id',
  'workspace_id',
  'workspace_slug',
  'api_key_id',
  'user_id',
  'end_user',
  'ai_model',
  'requested_model',
  'provider_id',
  'provider_slug',
  'config_id',
  'region',
  'operation',
  'response_status_code',
  'error_code',
  'is_success',
  'cache_status',
  'prompt_cache_verdict',
  'unpriced',
] as const satisfies FieldName[];

/** As the questions write them. */
export const SUMMED: readonly string[] = [
  TOKENS,
  PROMPT_TOKENS,
  'coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'thinking_tokens',
  'cost_nano_usd',
  'discarded_nano_usd',
  'saved_nano_usd',
  'prompt_cache_lost_tokens',
  'prompt_cache_missed_tokens',
  'prompt_cache_saved_nano_usd',
  'prompt_cache_wasted_nano_usd',
  'web_search_requests',
  'web_fetch_requests',
  LATENCY,
  'time_to_first_byte_ms',
  'gateway_ms',
  'guardrails_ms',
];

/** Of these the smallest and the largest value of each hour are kept. */
export const SMALLEST: readonly string[] = ['created_at'];
export const LARGEST: readonly string[] = ['created_at', BUDGET_USE];

/** Expressions whose values are kept by size. */
export const CLASSED = ['time_to_first_byte_ms', LATENCY] as const;

/** Values are kept apart by these. */
export const CLASS_DIMENSIONS = [
  'organisation_id',
  'workspace_id',
  'ai_model',
  'requested_model',
  'provider_slug',
] as const satisfies FieldName[];

const columnIn = (expressions: readonly string[], letter: string, expression: string): string | null => {
  const index = expressions.indexOf(expression);
  return index === -1 ? null : `${letter}${index}`;
};

/** The columns of the sums in which the sum of an expression is, and how many rows have a value; null = it is not summed. */
function summed(expression: string): { sum: string; count: string } | null {
  const index = SUMMED.indexOf(expression);
  return index === -1 ? null : { sum: `s${index}`, count: `c${index}` };
}

/** What a question asks of the sums, in an engine's words: `amount` is how many rows each sum is of. */
export const summedWords = (words: Words): Words => ({
  ...words,
  count: () => words.sum('amount'),
  countIf: (condition) => words.sumIf('amount', condition),
  sum: (expression) => words.sum(summed(expression)?.sum ?? NOT_SUMMED),
  sumIf: (expression, condition) => words.sumIf(summed(expression)?.sum ?? NOT_SUMMED, condition),
  average(expression) {
    const found = summed(expression);
    return found === null ? NOT_SUMMED : `sum(${found.sum}) / nullif(sum(${found.count}), 0)`;
  },
  smallest: (expression) => words.smallest(columnIn(SMALLEST, 'm', expression) ?? NOT_SUMMED),
  largest: (expression) => words.largest(columnIn(LARGEST, 'l', expression) ?? NOT_SUMMED),
  quantile: () => NOT_SUMMED,
});
