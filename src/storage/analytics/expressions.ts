/** What the questions mean by their nouns, over the columns of the log. */

/** Every token of the request and its answer; null where no usage was reported. */
export const TOKENS = `(input_tokens + coalesce(output_tokens, 0) + coalesce(cache_read_tokens, 0)
  + coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0))`;
/** Of the prompt, cached or not. */
export const PROMPT_TOKENS = `(input_tokens + coalesce(cache_read_tokens, 0)
  + coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0))`;
export const IS_ERROR = 'NOT is_success';
/** Answered by the gateway's own cache. */
export const IS_SIMPLE_HIT = `cache_status = 'HIT'`;
export const IS_SEMANTIC_HIT = `cache_status = 'SEMANTIC HIT'`;
export const IS_HIT = `(${IS_SIMPLE_HIT} OR ${IS_SEMANTIC_HIT})`;
/** Who sent a request: the person of the key, or the user that the caller named as `_user`, or else the key. */
export const USER = 'coalesce(user_id, end_user, api_key_id)';
export const MODEL = 'coalesce(ai_model, requested_model)';
/** From the arrival to the last byte; a request of a batch, for whose answer nobody waited, has none. */
export const LATENCY = 'nullif(response_time_ms, 0)';
/** Output tokens for each second after the first byte, of an upstream's streams alone: what comes whole, or out of the
 * gateway's cache, has no speed. */
export const OUTPUT_SPEED = `CASE WHEN stream_mode AND NOT ${IS_HIT} AND output_tokens > 0 AND response_time_ms > time_to_first_byte_ms
  THEN output_tokens * 1000.0 / (response_time_ms - time_to_first_byte_ms) END`;
/** Answered although an attempt failed: after a retry of the same target, or by another target. */
export const IS_RETRIED = '(is_success AND retry_attempt_count > 0)';
export const IS_FALLBACK = `(is_success AND strategy = 'fallback' AND last_used_option_index NOT IN ('config', 'config.targets[0]'))`;
/** The answer ended so that the caller runs tools, in the words of the dialects that say so. */
export const CALLS_TOOLS = `(is_success AND coalesce(stop_reason, '') IN ('tool_use', 'tool_calls', 'function_call'))`;
/** Of the fullest budget that counted the request, in per cent. */
export const BUDGET_USE = 'budget_use_percent';
/** A guardrail held, whatever it found. */
export const IS_GUARDED = 'guardrails IS NOT NULL';

/** One of the row's guardrails ended so. Quotes inside of names are escaped in JSON, so no name can look like an outcome. */
export function hasOutcome(...outcomes: readonly string[]): string {
  const found = outcomes.map(
    (outcome) => `CAST(coalesce(guardrails, '[]') AS VARCHAR) LIKE '%"outcome":"${outcome}"%'`,
  );
  return `(${found.join(' OR ')})`;
}
