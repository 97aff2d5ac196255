/** What a log row keeps of each attempt at an upstream. */
import type { NanoDollars } from '../../../kernel/ids.ts';
import type { PriceLine } from '../../../kernel/price-line.ts';

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
  /** What the upstream reported that it counted, whatever became of its answer; null = nothing. */
  usage: TokenCounts | null;
  /** null = no usage, or no price for it (then `unpriced`). */
  cost_nano_usd: NanoDollars | null;
  /** What the cost adds up; absent = nothing that has a price, or a row of an earlier release. */
  price_lines?: readonly PriceLine[];
  unpriced: boolean;
  /** What of it has no price, as the name of the usage member; null = all of it has one. */
  unpriced_because: string | null;
}
