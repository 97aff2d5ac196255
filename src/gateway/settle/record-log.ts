/** Settle, last step: the log row, in durable storage before the last byte of the answer is sent. */
import type { UpstreamRequest } from '../../providers/provider.ts';
import type { LogRow } from '../../storage/ports/log.ts';
import { roundMs } from '../../wire/clock.ts';
import type { OrganisationId, WorkspaceId } from '../../wire/ids.ts';
import type { Usage } from '../../wire/usage.ts';
import type { RequestHeaders } from '../client.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import type { Target } from '../route/plan.ts';

/** The tenant of callers whose key is not known: rows that only an admin key of the home organisation can see. */
const NOBODY = '' as WorkspaceId;

export async function recordLog(exchange: Reached, outcome: Outcome, deps: GatewayDeps): Promise<void> {
  const { cost } = outcome;
  await deps.log.append({
    ...identity(exchange),
    ...question(exchange),
    ...answer(exchange, outcome),
    ...routing(exchange, outcome),
    ...usageColumns(outcome.usage),
    cost_nano_usd: cost !== null && 'costNanoUsd' in cost ? cost.costNanoUsd : null,
    unpriced: cost !== null && 'unpriced' in cost,
    saved_nano_usd: outcome.savedNanoUsd,
    prompt_cache_lost_tokens: outcome.promptCacheLostTokens,
    price_book: cost === null ? null : deps.catalog.priceBookVersion,
    request_body: await outcome.requestBody,
    response_body: await outcome.responseBody,
    ...times(exchange, outcome, deps.clock.elapsed()),
  });
}

function identity(exchange: Reached) {
  const { trace } = exchange;
  return {
    id: exchange.id,
    ...tenant(exchange),
    ...claudeCodeIds(exchange.headers),
    created_at: exchange.arrivedAt,
    trace_id: trace.traceId,
    span_id: trace.spanId,
    parent_span_id: trace.parentSpanId,
    span_name: trace.spanName,
    metadata: { ...exchange.metadata },
  } satisfies Partial<LogRow>;
}

function tenant({ caller, snapshot }: Reached) {
  if (caller === undefined) {
    const home = snapshot.homeOrganisationId ?? ('' as OrganisationId);
    return { organisation_id: home, workspace_id: NOBODY, workspace_slug: '', api_key_id: '', user_id: null };
  }
  return {
    organisation_id: caller.organisationId,
    workspace_id: caller.workspace?.id ?? NOBODY,
    workspace_slug: caller.workspace?.slug ?? '',
    api_key_id: caller.id,
    user_id: caller.userId,
  };
}

function claudeCodeIds(headers: RequestHeaders) {
  return {
    session_id: headers['x-claude-code-session-id']?.slice(0, MAX_NAME_CHARACTERS) ?? null,
    agent_id: headers['x-claude-code-agent-id']?.slice(0, MAX_NAME_CHARACTERS) ?? null,
    parent_agent_id: headers['x-claude-code-parent-agent-id']?.slice(0, MAX_NAME_CHARACTERS) ?? null,
  };
}

function question(exchange: Reached) {
  return {
    request_method: exchange.method,
    request_url: exchange.url.slice(0, 2048),
    operation: exchange.route.operation,
    user_agent: exchange.headers['user-agent']?.slice(0, 512) ?? null,
    is_proxy_call: exchange.route.raw !== null,
    stream_mode: exchange.stream ?? false,
    request_bytes: exchange.bodyBytes ?? 0,
    requested_model: exchange.requestedModel?.slice(0, MAX_NAME_CHARACTERS) ?? null,
  } satisfies Partial<LogRow>;
}

/** Of what a caller may write at any length. */
const MAX_NAME_CHARACTERS = 256;

/** 499, as nginx has it, for a caller that hung up. */
const CLIENT_CLOSED = 499;

function answer(exchange: Reached, outcome: Outcome) {
  const { ending } = outcome;
  const base = { is_success: false, error_code: null, error_message: null };
  const notes = [...exchange.route.notes, ...exchange.notes, ...(outcome.request?.notes ?? []), ...outcome.choices];
  switch (ending.kind) {
    case 'whole':
      return { ...base, notes, is_success: true, response_status_code: ending.status, outcome: 'complete' };
    case 'streamed':
      return { ...base, notes, is_success: true, response_status_code: 200, outcome: 'complete' };
    case 'client-closed':
      return { ...base, notes, response_status_code: CLIENT_CLOSED, outcome: 'client_closed' };
    case 'error': {
      const { code, message, hint, status } = ending.error;
      if (hint !== undefined) notes.push(hint);
      const cut = outcome.measured?.firstByteElapsed != null;
      const told = { error_code: code, error_message: message.slice(0, 4096) };
      return { ...base, notes, ...told, response_status_code: status, outcome: cut ? 'upstream_cut' : 'error' };
    }
  }
}

function routing(exchange: Reached, outcome: Outcome) {
  const { plan } = exchange;
  const config = plan?.config ?? { id: null, versionId: null };
  return {
    ...destination(outcome.target),
    ...bridge(outcome.request),
    config_id: config.id,
    config_version_id: config.versionId,
    strategy: plan?.root.kind === 'strategy' ? plan.root.strategy.mode : 'single',
    retry_attempt_count: outcome.retries,
    cache_status: outcome.cacheStatus,
    attempts: outcome.attempts,
  } satisfies Partial<LogRow>;
}

function bridge(request: UpstreamRequest | null) {
  return request === null
    ? { ai_model: null, betas_dropped: [] }
    : { ai_model: request.model, betas_dropped: request.betasDropped };
}

function destination(target: Target | null) {
  if (target === null) return { provider_id: null, provider_slug: null, region: null, last_used_option_index: '' };
  const { provider, connection } = target.provider;
  return {
    provider_id: provider.id,
    provider_slug: target.slug,
    region: 'problem' in connection ? null : connection.region,
    last_used_option_index: target.path,
  };
}

function usageColumns(usage: Usage | null) {
  const count = (field: keyof Usage): number | null => (usage === null ? null : usage[field]);
  return {
    input_tokens: count('inputTokens'),
    output_tokens: count('outputTokens'),
    cache_read_tokens: count('cacheReadTokens'),
    cache_write_5m_tokens: count('cacheWrite5mTokens'),
    cache_write_1h_tokens: count('cacheWrite1hTokens'),
    thinking_tokens: count('thinkingTokens'),
    web_search_requests: count('webSearchRequests'),
    web_fetch_requests: count('webFetchRequests'),
  } satisfies Partial<LogRow>;
}

function times(exchange: Reached, outcome: Outcome, elapsed: number) {
  const { measured, sentElapsed } = outcome;
  const since = (moment: number): number => roundMs(moment - exchange.arrivedElapsed);
  return {
    response_time_ms: since(elapsed),
    time_to_first_byte_ms: measured?.firstByteElapsed == null ? null : since(measured.firstByteElapsed),
    stall_ms: measured === null ? null : roundMs(measured.stallMs),
    gateway_ms:
      sentElapsed === null ? null : roundMs(sentElapsed - (exchange.bodyReadElapsed ?? exchange.arrivedElapsed)),
    response_bytes: measured?.responseBytes ?? 0,
  } satisfies Partial<LogRow>;
}
