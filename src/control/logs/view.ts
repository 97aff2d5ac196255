/** A log row as shown, under the contract's names. */
import type { z } from 'zod';
import type { LogRow } from '../../storage/ports/log.ts';
import { OWN_NAMES, type OwnName } from '../../storage/ports/log/fields.ts';
import { toIso } from '../fields.ts';
import type { LogNames } from './names.ts';
import type { LogMetrics } from './schemas.ts';

/** A cent in nano-dollars. */
export const NANO_USD_PER_CENT = 10_000_000;

export function viewMetrics(row: LogRow, names: LogNames): z.infer<typeof LogMetrics> {
  const input = sum(row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.cache_write_1h_tokens);
  return {
    id: row.id,
    organisation_id: row.organisation_id,
    organisation_name: names.organisation,
    workspace_slug: row.workspace_slug,
    created_at: toIso(row.created_at),
    is_success: row.is_success,
    ai_org: row.provider_id,
    ai_model: row.ai_model,
    virtual_key: row.provider_slug,
    config_id: row.config_id,
    config: row.config_id === null ? null : (names.configSlugs.get(row.config_id) ?? null),
    config_version_id: row.config_version_id,
    prompt_id: null,
    prompt_version_id: null,
    prompt_slug: null,
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
    gateway_processing_time: row.gateway_ms,
    upstream_response_time: row.gateway_ms === null ? null : Math.max(0, row.response_time_ms - row.gateway_ms),
    request_parsing_time: null,
    pre_processing_time: null,
    cache_processing_time: null,
    response_parsing_time: null,
    is_proxy_call: row.is_proxy_call,
    cache_status: row.cache_status,
    cache_type: cacheType(row.cache_status),
    stream_mode: row.stream_mode ? 1 : 0,
    retry_success_count: row.is_success ? row.retry_attempt_count : 0,
    trace_id: row.trace_id,
    span_id: row.span_id,
    span_name: row.span_name,
    parent_span_id: row.parent_span_id,
    internal_trace_id: row.id,
    mode: row.strategy,
    last_used_option_index: lastIndex(row.last_used_option_index),
    ...client(row),
    log_store_file_path_format: null,
    'metadata.key': Object.keys(row.metadata),
    'metadata.value': Object.values(row.metadata),
    ...ownMetrics(row),
  };
}

/** Which client sent the request, as far as it says so: Portkey's SDKs in headers of their own, Anthropic's and OpenAI's in Stainless's. */
function client({ user_agent: userAgent, request_headers: headers }: LogRow) {
  const told = (name: string) => headers?.[`x-portkey-${name}`] ?? headers?.[`x-stainless-${name}`] ?? null;
  return {
    source: /^[^/\s]+/.exec(userAgent ?? '')?.[0] ?? null,
    runtime: told('runtime'),
    runtime_version: told('runtime-version'),
    sdk_version: told('package-version'),
  };
}

/** What the contract has no name for: the columns that are shown under their own (`src/storage/ports/log/fields.ts`). */
function ownMetrics(row: LogRow): Pick<LogRow, OwnName> {
  const own: Record<string, unknown> = {};
  for (const name of OWN_NAMES) own[name] = row[name];
  return own as Pick<LogRow, OwnName>;
}

/** Which cache a status is of (contract#cache); null for those that both have. */
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

const PORTKEY = 'x-portkey-';

/** The headers that a row keeps, as the contract divides them. */
export function viewRequestHeaders(row: LogRow): {
  headers: Record<string, string>;
  portkeyHeaders: Record<string, string>;
} {
  const kept = Object.entries(row.request_headers ?? {});
  const others = kept.filter(([name]) => !name.startsWith(PORTKEY));
  return {
    headers: Object.fromEntries(row.user_agent === null ? others : [['user-agent', row.user_agent], ...others]),
    portkeyHeaders: Object.fromEntries(kept.filter(([name]) => name.startsWith(PORTKEY))),
  };
}

/** The gateway's own response headers (contract#answer-headers), as they stood at the end. */
export function viewResponseHeaders(row: LogRow): Record<string, string> {
  return {
    'request-id': row.id,
    'x-portkey-trace-id': row.trace_id,
    'x-portkey-cache-status': row.cache_status,
    'x-portkey-retry-attempt-count': String(row.retry_attempt_count),
    ...(row.provider_id === null ? {} : { 'x-portkey-provider': row.provider_id }),
    ...(row.last_used_option_index === '' ? {} : { 'x-portkey-last-used-option-index': row.last_used_option_index }),
  };
}
