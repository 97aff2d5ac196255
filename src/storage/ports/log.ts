/** What the log keeps: one row for every request that reached authentication. Its ports: log/writer.ts, log/reader.ts, analytics.ts. */
import type { NanoDollars, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { BlobRef } from './blobs.ts';

/** As in `src/wire/usage.ts`. */
export interface TokenCounts {
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_5m_tokens: number;
  cache_write_1h_tokens: number;
  thinking_tokens: number;
  web_search_requests: number;
  web_fetch_requests: number;
}

/** One try at an upstream, in the order in which they were made. */
export interface AttemptRecord {
  /** JSON path of the target in the config, `config` for a single provider. */
  target: string;
  /** Provider slug, or the id of one that is not saved. */
  provider: string;
  model: string;
  /** Upstream HTTP status; 0 when no answer came. */
  status: number;
  /** Why this attempt ended as it did: `answered`, `token_refused`, `status_503`, `timeout`, `credentials_unreachable`, … */
  reason: string;
  /** Waited before this attempt, ms. */
  wait_ms: number;
  /** From the request's arrival to this attempt's start, ms. */
  started_ms: number;
  duration_ms: number;
  /** The upstream's own request id, for its support. */
  upstream_request_id: string | null;
  span_id: string;
  /** What the upstream told that it counted, whatever became of its answer; null = nothing. */
  usage: TokenCounts | null;
  /** null = no usage, or no price for it (then `unpriced`). */
  cost_nano_usd: NanoDollars | null;
  unpriced: boolean;
  /** What of it has no price, as the name of the usage member; null = all of it has one. */
  unpriced_because: string | null;
}

/** Names follow the contract (contract#log-rows) where it has one. Durations are ms with decimals, times are ms since the epoch. */
export interface LogRow {
  /** `req_…`: shown to the caller as `request-id`. */
  id: string;
  organisation_id: OrganisationId;
  workspace_id: WorkspaceId;
  workspace_slug: string;
  api_key_id: string;
  user_id: string | null;
  created_at: number;

  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
  span_name: string;
  /** Claude Code's own ids: correlation only, never authorisation. */
  session_id: string | null;
  agent_id: string | null;
  parent_agent_id: string | null;
  metadata: Record<string, string>;

  request_method: string;
  /** Path and query as the client sent them. */
  request_url: string;
  /** The operation: `messages`, `messagesCountTokens`, `embed`, `listModels`, `proxy`. */
  operation: string;
  user_agent: string | null;
  /** Those that tell how the client asked and what it runs on, credentials left out or masked; null = none was sent. */
  request_headers: Record<string, string> | null;
  is_proxy_call: boolean;
  stream_mode: boolean;

  response_status_code: number;
  is_success: boolean;
  /** `GatewayError.code` of the answer, null on success. */
  error_code: string | null;
  error_message: string | null;
  /** How the answer ended: `complete`, `client_closed`, `upstream_cut`, `error`. */
  outcome: string;

  provider_id: string | null;
  provider_slug: string | null;
  /** The model as sent upstream. */
  ai_model: string | null;
  requested_model: string | null;
  region: string | null;
  config_id: string | null;
  config_version_id: string | null;
  strategy: string;
  last_used_option_index: string;
  retry_attempt_count: number;
  cache_status: string;
  attempts: AttemptRecord[];

  /** Of the answer; null = there is none, or it told no usage. What other attempts used stands in their records. */
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_5m_tokens: number | null;
  cache_write_1h_tokens: number | null;
  thinking_tokens: number | null;
  web_search_requests: number | null;
  web_fetch_requests: number | null;
  /** What the upstreams will bill for all attempts together; null = nothing was used, or nothing of it has a price. */
  cost_nano_usd: NanoDollars | null;
  /** The part of the cost that went to attempts whose answer was not used; null = none of them has a cost. */
  discarded_nano_usd: NanoDollars | null;
  /** Something was used that the price book has no row for: the cost is short of it. */
  unpriced: boolean;
  price_book: string | null;
  /** What an answer from the cache did not cost; null = no hit. */
  saved_nano_usd: NanoDollars | null;
  /** Prompt tokens in the cache of the account and model that the session left with this request; null = no switch. */
  prompt_cache_lost_tokens: number | null;

  response_time_ms: number;
  time_to_first_byte_ms: number | null;
  /** The longest silence between two chunks of the answer. */
  stall_ms: number | null;
  /** What the gateway itself took before the upstream was asked, waiting for the body excluded. */
  gateway_ms: number | null;
  request_bytes: number;
  response_bytes: number;

  betas_dropped: string[];
  /** Things that a person reading this row should know: a doubled `/v1`, a bridged field, a learned refusal. */
  notes: string[];
  request_body: BlobRef | null;
  response_body: BlobRef | null;
}

/** Filters of contract#log-filters. A tenant is demanded by the type. */
export interface LogFilter {
  organisationId: OrganisationId;
  /** Absent = every workspace of the organisation (admin keys only). */
  workspaceId?: WorkspaceId;
  /** ms since the epoch, inclusive. */
  from?: number;
  /** ms since the epoch, exclusive. */
  to?: number;
  /** ms since the epoch, inclusive: requests whose answer ended then or later, whenever they began. */
  endedFrom?: number;
  totalTokensMin?: number;
  totalTokensMax?: number;
  costMinNanoUsd?: number;
  costMaxNanoUsd?: number;
  promptTokensMin?: number;
  promptTokensMax?: number;
  completionTokensMin?: number;
  completionTokensMax?: number;
  statusCodes?: number[];
  providerSlugs?: string[];
  configIds?: string[];
  apiKeyIds?: string[];
  metadata?: Record<string, string>;
  /** Pairs of provider id and model. */
  providerModels?: { providerId: string; model: string }[];
  models?: string[];
  cacheStatuses?: string[];
  traceId?: string;
  spanId?: string;
  sessionId?: string;
}
