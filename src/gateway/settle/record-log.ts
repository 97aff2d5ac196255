/** Settle, last step: the log row, in durable storage before the last byte of the answer is sent. */
import type { LogRow } from '../../storage/ports/log.ts';
import { roundMs } from '../../wire/clock.ts';
import type { OrganisationId, WorkspaceId } from '../../wire/ids.ts';
import type { Usage } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

/** The tenant of callers whose key is not known: rows that only an admin key of the home organisation can see. */
const NOBODY = '' as WorkspaceId;

export async function recordLog(exchange: Reached, outcome: Outcome, deps: GatewayDeps): Promise<void> {
  const bodies = { request_body: await outcome.requestBody, response_body: await outcome.responseBody };
  deps.log.append({
    ...identity(exchange),
    ...question(exchange),
    ...answer(exchange, outcome),
    ...routing(exchange, outcome),
    ...usageColumns(outcome.usage),
    cost_nano_usd: outcome.cost !== null && 'costNanoUsd' in outcome.cost ? outcome.cost.costNanoUsd : null,
    unpriced: outcome.cost !== null && 'unpriced' in outcome.cost,
    price_book: outcome.cost === null ? null : deps.catalog.priceBookVersion,
    ...times(exchange, outcome, deps.clock.elapsed()),
    ...bodies,
  });
}

function identity(exchange: Reached) {
  const { caller, workspace, snapshot, headers, trace } = exchange;
  return {
    id: exchange.id,
    organisation_id: caller?.organisationId ?? snapshot.homeOrganisationId ?? ('' as OrganisationId),
    workspace_id: (workspace ?? caller?.workspace)?.id ?? NOBODY,
    workspace_slug: (workspace ?? caller?.workspace)?.slug ?? '',
    api_key_id: caller?.id ?? '',
    user_id: caller?.userId ?? null,
    created_at: exchange.arrivedAt,
    trace_id: trace.traceId,
    span_id: trace.spanId,
    parent_span_id: trace.parentSpanId,
    span_name: trace.spanName,
    session_id: headers['x-claude-code-session-id'] ?? null,
    agent_id: headers['x-claude-code-agent-id'] ?? null,
    parent_agent_id: headers['x-claude-code-parent-agent-id'] ?? null,
    metadata: { ...exchange.metadata },
  } satisfies Partial<LogRow>;
}

function question(exchange: Reached) {
  return {
    request_method: exchange.method,
    request_url: exchange.url.slice(0, 2048),
    operation: exchange.route.operation,
    user_agent: exchange.headers['user-agent']?.slice(0, 512) ?? null,
    is_proxy_call: exchange.route.raw !== null,
    stream_mode: exchange.stream ?? false,
    request_bytes: exchange.body?.length ?? 0,
    requested_model: exchange.requestedModel ?? null,
  } satisfies Partial<LogRow>;
}

/** 499, as nginx has it, for a caller that hung up. */
const CLIENT_CLOSED = 499;

function answer(exchange: Reached, outcome: Outcome) {
  const { ending } = outcome;
  const base = { is_success: false, error_code: null, error_message: null };
  const notes = [...exchange.route.notes, ...exchange.notes, ...(outcome.request?.notes ?? [])];
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
  const target = outcome.target ?? exchange.plan?.targets[0] ?? null;
  const connection = target?.provider.connection;
  return {
    provider_id: target?.provider.provider.id ?? null,
    provider_slug: target?.slug ?? null,
    ai_model: outcome.request?.model ?? null,
    region: connection !== undefined && !('problem' in connection) ? connection.region : null,
    config_id: exchange.plan?.config?.id ?? null,
    config_version_id: exchange.plan?.config?.versionId ?? null,
    strategy: exchange.plan?.strategy ?? 'single',
    last_used_option_index: target?.path ?? '',
    retry_attempt_count: 0,
    cache_status: 'DISABLED',
    attempts: outcome.attempts,
    betas_dropped: outcome.request?.betasDropped ?? [],
  } satisfies Partial<LogRow>;
}

function usageColumns(usage: Usage | null) {
  return {
    input_tokens: usage?.inputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    cache_read_tokens: usage?.cacheReadTokens ?? null,
    cache_write_5m_tokens: usage?.cacheWrite5mTokens ?? null,
    cache_write_1h_tokens: usage?.cacheWrite1hTokens ?? null,
    thinking_tokens: usage?.thinkingTokens ?? null,
    web_search_requests: usage?.webSearchRequests ?? null,
    web_fetch_requests: usage?.webFetchRequests ?? null,
  } satisfies Partial<LogRow>;
}

function times(exchange: Reached, outcome: Outcome, elapsed: number) {
  const { measured, sentElapsed } = outcome;
  const since = (moment: number): number => roundMs(moment - exchange.arrivedElapsed);
  return {
    response_time_ms: since(elapsed),
    time_to_first_byte_ms: measured?.firstByteElapsed == null ? null : since(measured.firstByteElapsed),
    stall_ms: measured === null ? null : roundMs(measured.stallMs),
    gateway_ms: sentElapsed === null ? null : roundMs(sentElapsed - (exchange.bodyReadElapsed ?? exchange.arrivedElapsed)),
    response_bytes: measured?.responseBytes ?? 0,
  } satisfies Partial<LogRow>;
}
