/** A log row as shown, under the contract's names. */
import type { z } from 'zod';
import type { LogRow } from '../../storage/ports/log.ts';
import { toIso } from '../fields.ts';
import type { LogMetrics } from './schemas.ts';

/** A cent in nano-dollars. */
export const NANO_USD_PER_CENT = 10_000_000;

export function viewMetrics(row: LogRow): z.infer<typeof LogMetrics> {
  const input = sum(row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.cache_write_1h_tokens);
  return {
    id: row.id,
    organisation_id: row.organisation_id,
    workspace_slug: row.workspace_slug,
    created_at: toIso(row.created_at),
    is_success: row.is_success,
    ai_org: row.provider_id,
    ai_model: row.ai_model,
    virtual_key: row.provider_slug,
    config_id: row.config_id,
    config_version_id: row.config_version_id,
    api_key_id: row.api_key_id,
    req_units: input,
    res_units: row.output_tokens,
    total_units: sum(input, row.output_tokens),
    cost: row.cost_nano_usd === null ? null : row.cost_nano_usd / NANO_USD_PER_CENT,
    cost_currency: 'USD',
    request_url: row.request_url,
    request_method: row.request_method,
    response_status_code: row.response_status_code,
    response_time: Math.ceil(row.response_time_ms),
    is_proxy_call: row.is_proxy_call,
    cache_status: row.cache_status,
    cache_type: cacheType(row.cache_status),
    stream_mode: row.stream_mode ? 1 : 0,
    retry_success_count: row.is_success ? row.retry_attempt_count : 0,
    trace_id: row.trace_id,
    span_id: row.span_id,
    span_name: row.span_name,
    parent_span_id: row.parent_span_id,
    mode: row.strategy,
    last_used_option_index: lastIndex(row.last_used_option_index),
    'metadata.key': Object.keys(row.metadata),
    'metadata.value': Object.values(row.metadata),
    ...ownMetrics(row),
  };
}

/** What the contract has no name for. */
function ownMetrics(row: LogRow) {
  return {
    workspace_id: row.workspace_id,
    user_id: row.user_id,
    metadata: row.metadata,
    operation: row.operation,
    user_agent: row.user_agent,
    session_id: row.session_id,
    agent_id: row.agent_id,
    parent_agent_id: row.parent_agent_id,
    error_code: row.error_code,
    error_message: row.error_message,
    outcome: row.outcome,
    requested_model: row.requested_model,
    region: row.region,
    retry_attempt_count: row.retry_attempt_count,
    attempts: row.attempts,
    input_tokens: row.input_tokens,
    output_tokens: row.output_tokens,
    cache_read_tokens: row.cache_read_tokens,
    cache_write_5m_tokens: row.cache_write_5m_tokens,
    cache_write_1h_tokens: row.cache_write_1h_tokens,
    thinking_tokens: row.thinking_tokens,
    web_search_requests: row.web_search_requests,
    web_fetch_requests: row.web_fetch_requests,
    cost_nano_usd: row.cost_nano_usd,
    discarded_nano_usd: row.discarded_nano_usd,
    unpriced: row.unpriced,
    saved_nano_usd: row.saved_nano_usd,
    prompt_cache_lost_tokens: row.prompt_cache_lost_tokens,
    price_book: row.price_book,
    time_to_first_byte_ms: row.time_to_first_byte_ms,
    stall_ms: row.stall_ms,
    gateway_ms: row.gateway_ms,
    request_bytes: row.request_bytes,
    response_bytes: row.response_bytes,
    betas_dropped: row.betas_dropped,
    notes: row.notes,
  };
}

/** Which cache a status is of (contract §9); null for those that both have. */
function cacheType(status: string): 'simple' | 'semantic' | null {
  if (status === 'HIT' || status === 'MISS') return 'simple';
  return status.startsWith('SEMANTIC') ? 'semantic' : null;
}

/** null only when nothing was reported at all. */
function sum(...counts: (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((total, count) => total + count, 0);
}

/** `config.targets[1]` → 1; a config without targets is its own option 0. */
function lastIndex(path: string): number {
  const found = /\[(\d+)\][^[]*$/.exec(path)?.[1];
  return found === undefined ? 0 : Number(found);
}
