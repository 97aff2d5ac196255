/** Settle: writes the log row. It is durable before the last byte of the response is sent. */
import { sessionOf } from '../../clients/claude-code.ts';
import type { BlobRef } from '../../storage/ports/blobs.ts';
import type { LogRow } from '../../storage/ports/log.ts';
import type { AttemptRecord } from '../../storage/ports/log/attempt-record.ts';
import { roundMs } from '../../kernel/clock.ts';
import type { NanoDollars, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { tokenCounts } from '../../wire/token-counts.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { recordsOf, statusWith } from '../guard/hooks.ts';
import { isHit, nanoUsdOf, type Attempt, type Cost, type Outcome } from '../outcome.ts';
import type { Target } from '../route/plan.ts';
import { boundRow } from '../../storage/ports/log/bound-row.ts';
import { rowMasking } from '../../kernel/secrets/mask.ts';
import { knownSecrets } from '../known-secrets.ts';
import { keptHeaders, keptUserAgent } from './kept-headers.ts';
import { workspaceOf } from '../snapshot/snapshot.ts';

/** The tenant of callers whose key is not known: rows that only an admin key of the home organisation can see. */
const NOBODY = '' as WorkspaceId;

export async function recordLog(exchange: Reached, outcome: Outcome, deps: GatewayDeps): Promise<void> {
  if (exchange.caller === undefined) {
    const leftOut = deps.unauthenticatedRows.take();
    if (leftOut === null) return;
    if (leftOut > 0) exchange.notes.push(`${leftOut} requests without a valid key before this one have no row.`);
  }
  const { requestBody, responseBody } = outcome;
  const request = requestBody === null ? null : await requestBody;
  const response = responseBody === null ? null : await responseBody;
  const row = toRow(exchange, outcome, { bodies: { request, response }, deps });
  const known = knownSecrets(exchange, outcome);
  await deps.log.append(boundRow(row, rowMasking(known)));
}

const NO_PROMPT_CACHE = { name: null, detail: null, missedTokens: null, savedNanoUsd: null, wastedNanoUsd: null };

interface Besides {
  bodies: { request: BlobRef | null; response: BlobRef | null };
  deps: GatewayDeps;
}

/** In the order of `LogRow`. One flat literal: putting a row of this width together from parts takes twice as long. */
// oxlint-disable-next-line max-lines-per-function -- a list, one line for each column
function toRow(exchange: Reached, outcome: Outcome, { bodies, deps }: Besides): LogRow {
  const { trace } = exchange;
  const who = tenant(exchange);
  const claudeCode = claudeCodeIds(exchange.headers);
  const asked = question(exchange, deps.maskedHeaders);
  const ended = answer(exchange, outcome);
  const went = destination(outcome.last.target);
  const sent = bridge(outcome);
  const chosen = routing(exchange);
  const used = tokenCounts(outcome.last.answer?.usage ?? null) ?? NO_TOKENS;
  const paid = bill(exchange, outcome, deps.catalog.priceBookVersion);
  const cached = outcome.promptCache ?? NO_PROMPT_CACHE;
  const took = times(exchange, outcome, deps.clock.elapsed());
  return {
    id: exchange.id,
    organisation_id: who.organisation_id,
    workspace_id: who.workspace_id,
    workspace_slug: who.workspace_slug,
    api_key_id: who.api_key_id,
    user_id: who.user_id,
    end_user: who.end_user,
    created_at: exchange.arrivedAt,
    trace_id: trace.traceId,
    span_id: trace.spanId,
    parent_span_id: trace.parentSpanId,
    span_name: trace.spanName,
    session_id: claudeCode.session_id,
    agent_id: claudeCode.agent_id,
    parent_agent_id: claudeCode.parent_agent_id,
    metadata: exchange.metadata ?? {},
    request_method: exchange.method,
    request_url: asked.request_url,
    operation: exchange.route.endpoint.operation,
    user_agent: asked.user_agent,
    request_headers: asked.request_headers,
    is_proxy_call: asked.is_proxy_call,
    stream_mode: asked.stream_mode,
    response_status_code: ended.response_status_code,
    is_success: ended.is_success,
    error_code: ended.error_code,
    error_message: ended.error_message,
    stop_reason: outcome.last.answer?.stopReason ?? null,
    outcome: ended.outcome,
    provider_id: went.provider_id,
    provider_slug: went.provider_slug,
    ai_model: sent.ai_model,
    requested_model: asked.requested_model,
    region: went.region,
    config_id: chosen.config_id,
    config_version_id: chosen.config_version_id,
    strategy: chosen.strategy,
    last_used_option_index: went.last_used_option_index,
    retry_attempt_count: outcome.last.retries,
    cache_status: outcome.last.cacheStatus,
    attempts: outcome.attempts.map(toRecord),
    input_tokens: used.input_tokens,
    output_tokens: used.output_tokens,
    cache_read_tokens: used.cache_read_tokens,
    cache_write_5m_tokens: used.cache_write_5m_tokens,
    cache_write_1h_tokens: used.cache_write_1h_tokens,
    thinking_tokens: used.thinking_tokens,
    web_search_requests: used.web_search_requests,
    web_fetch_requests: used.web_fetch_requests,
    cost_nano_usd: paid.cost_nano_usd,
    discarded_nano_usd: paid.discarded_nano_usd,
    unpriced: paid.unpriced,
    price_book: paid.price_book,
    saved_nano_usd: outcome.last.savedNanoUsd,
    prompt_cache_lost_tokens: outcome.last.promptCacheLostTokens,
    prompt_cache_verdict: cached.name,
    prompt_cache_detail: cached.detail,
    prompt_cache_missed_tokens: cached.missedTokens,
    prompt_cache_saved_nano_usd: cached.savedNanoUsd,
    prompt_cache_wasted_nano_usd: cached.wastedNanoUsd,
    response_time_ms: took.response_time_ms,
    time_to_first_byte_ms: took.time_to_first_byte_ms,
    stall_ms: took.stall_ms,
    gateway_ms: took.gateway_ms,
    request_bytes: exchange.bodyBytes ?? 0,
    response_bytes: outcome.last.measured?.responseBytes ?? 0,
    betas_dropped: sent.betas_dropped,
    notes: ended.notes,
    budget_use_percent: outcome.budgetUsePercent,
    request_body: bodies.request,
    response_body: bodies.response,
    ...guarded(outcome),
  };
}

function guarded({ hooks }: Outcome): Pick<LogRow, 'guardrails' | 'guardrails_ms'> {
  const records = recordsOf(hooks);
  return records.length === 0 && hooks.waitedMs === 0
    ? { guardrails: null, guardrails_ms: null }
    : { guardrails: records, guardrails_ms: Math.round(hooks.waitedMs * 1000) / 1000 };
}

const NOBODY_NAMED = { user_id: null, end_user: null };

function tenant({ caller, snapshot, metadata }: Reached) {
  if (caller === undefined) {
    const home = snapshot.homeOrganisationId ?? ('' as OrganisationId);
    return { organisation_id: home, workspace_id: NOBODY, workspace_slug: '', api_key_id: '', ...NOBODY_NAMED };
  }
  const workspace = workspaceOf(snapshot, caller);
  return {
    organisation_id: caller.organisationId,
    workspace_id: workspace?.id ?? NOBODY,
    workspace_slug: workspace?.slug ?? '',
    api_key_id: caller.id,
    user_id: caller.userId,
    end_user: caller.userId === null ? (metadata?.['_user'] ?? null) : null,
  };
}

function claudeCodeIds(headers: RequestHeaders) {
  const { session, agent, parentAgent } = sessionOf(headers);
  return {
    session_id: session?.slice(0, MAX_NAME_CHARACTERS) ?? null,
    agent_id: agent?.slice(0, MAX_NAME_CHARACTERS) ?? null,
    parent_agent_id: parentAgent?.slice(0, MAX_NAME_CHARACTERS) ?? null,
  };
}

const isProxy = ({ route: { endpoint } }: Reached): boolean =>
  endpoint.kind === 'upstream' && endpoint.isProxy === true;

function question(exchange: Reached, maskedHeaders: readonly string[]) {
  return {
    request_url: exchange.url.slice(0, 2048),
    user_agent: keptUserAgent(exchange.headers, maskedHeaders),
    request_headers: keptHeaders(exchange.headers, maskedHeaders),
    is_proxy_call: exchange.route.raw !== null || exchange.route.isMisaddressed === true || isProxy(exchange),
    stream_mode: exchange.stream ?? false,
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
  const notes = [
    ...exchange.route.notes,
    ...exchange.notes,
    ...(outcome.last.request?.notes ?? []),
    ...outcome.choices,
  ];
  for (const { record, cost } of outcome.attempts) {
    const reason = reasonOf(cost);
    if (reason !== null) notes.push(`Unpriced: ${record.target}: ${reason}.`);
  }
  switch (ending.kind) {
    case 'whole':
      return {
        ...base,
        notes,
        is_success: true,
        response_status_code: statusWith(outcome.hooks, ending.status, false),
        outcome: 'complete',
      };
    case 'streamed':
      return {
        ...base,
        notes,
        is_success: true,
        response_status_code: statusWith(outcome.hooks, 200, true),
        outcome: 'complete',
      };
    case 'client-closed':
      return { ...base, notes, response_status_code: CLIENT_CLOSED, outcome: 'client_closed' };
    case 'error': {
      const { code, message, hint, status } = ending.error;
      if (hint !== undefined) notes.push(hint);
      const cut = outcome.last.isCommitted;
      const told = { error_code: code, error_message: message.slice(0, 4096) };
      return { ...base, notes, ...told, response_status_code: status, outcome: cut ? 'upstream_cut' : 'error' };
    }
  }
}

function routing({ plan }: Reached) {
  return {
    config_id: plan?.config?.id ?? null,
    config_version_id: plan?.config?.versionId ?? null,
    strategy: plan?.root.kind === 'strategy' ? plan.root.strategy.mode : 'single',
  } satisfies Partial<LogRow>;
}

function destination(target: Target | null) {
  if (target === null) return { provider_id: null, provider_slug: null, region: null, last_used_option_index: '' };
  const { provider, connection } = target.provider;
  return {
    provider_id: provider.id,
    provider_slug: target.provider.slug,
    region: connection.ok ? connection.value.region : null,
    last_used_option_index: target.path,
  };
}

function bridge({ last: { request, cachedModel } }: Outcome) {
  return request === null
    ? { ai_model: cachedModel, betas_dropped: [] }
    : { ai_model: request.model, betas_dropped: request.betasDropped };
}

function toRecord(attempt: Attempt): AttemptRecord {
  const { record, usage, cost } = attempt;
  return {
    ...record,
    usage: tokenCounts(usage),
    cost_nano_usd: nanoUsdOf(attempt),
    ...(cost !== null && 'lines' in cost ? { price_lines: cost.lines } : {}),
    unpriced: cost !== null && 'unpriced' in cost,
    unpriced_because: reasonOf(cost),
  };
}

/** Of a cost that is not known. */
function reasonOf(cost: Cost | null): string | null {
  return cost !== null && 'unpriced' in cost ? cost.unpriced.slice(0, MAX_REASON_CHARACTERS) : null;
}

const MAX_REASON_CHARACTERS = 512;

/** Every attempt that was priced is paid, whether its answer was used or not. An answer from the cache adds nothing. */
function bill({ route }: Reached, { attempts, last: { answer: used, cacheStatus } }: Outcome, priceBook: string) {
  const total = sumOf(attempts);
  const unpriced = attempts.some(({ cost }) => cost !== null && 'unpriced' in cost);
  const isForNothing = route.endpoint.isFree;
  const cost = total ?? (isHit(cacheStatus) || isForNothing ? (0 as NanoDollars) : null);
  return {
    cost_nano_usd: cost,
    discarded_nano_usd: sumOf(attempts.filter((attempt) => attempt !== used)),
    unpriced,
    price_book: isForNothing || (cost === null && !unpriced) ? null : priceBook,
  } satisfies Partial<LogRow>;
}

/** null when none has a cost. */
function sumOf(attempts: readonly Attempt[]): NanoDollars | null {
  const costs = attempts.map(nanoUsdOf).filter((cost) => cost !== null);
  return costs.length === 0 ? null : (costs.reduce<number>((sum, cost) => sum + cost, 0) as NanoDollars);
}

const NO_TOKENS = {
  input_tokens: null,
  output_tokens: null,
  cache_read_tokens: null,
  cache_write_5m_tokens: null,
  cache_write_1h_tokens: null,
  thinking_tokens: null,
  web_search_requests: null,
  web_fetch_requests: null,
};

/** Of a request of a batch: nobody waited for its answer. */
const NO_TIMES = { response_time_ms: 0, time_to_first_byte_ms: null, stall_ms: null, gateway_ms: null };

function times(exchange: Reached, outcome: Outcome, elapsed: number) {
  const { sentElapsed, ending, last } = outcome;
  const { measured } = last;
  if (exchange.isOfBatch === true) return NO_TIMES;
  // A whole answer that was none has begun, but nothing of it has reached the caller.
  const begun = ending.kind === 'error' && !last.isCommitted ? null : (measured?.firstByteElapsed ?? null);
  const since = (moment: number): number => roundMs(moment - exchange.arrivedElapsed);
  return {
    response_time_ms: since(elapsed),
    time_to_first_byte_ms: begun === null ? null : since(begun),
    stall_ms: measured === null ? null : roundMs(measured.stallMs),
    gateway_ms:
      sentElapsed === null ? null : roundMs(sentElapsed - (exchange.bodyReadElapsed ?? exchange.arrivedElapsed)),
  } satisfies Partial<LogRow>;
}
