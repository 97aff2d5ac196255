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
/** Who sent it: the person where one is known, else the key. */
export const USER = 'coalesce(user_id, api_key_id)';
export const MODEL = 'coalesce(ai_model, requested_model)';
