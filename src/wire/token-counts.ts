/** What an answer used, as the columns of the log count it. */
import { allMeters, count, METERS, tokensByKind, type Usage } from './usage.ts';

/** Every pass of the answer, as it will be billed; null = the upstream counted nothing, which is not 0. */
export function tokenCounts(usage: Usage | null) {
  const meters = usage === null ? {} : allMeters(usage);
  if (Object.keys(meters).length === 0) return null;
  const tokens = tokensByKind(meters);
  return {
    input_tokens: tokens.input,
    output_tokens: tokens.output,
    cache_read_tokens: tokens.cacheRead,
    cache_write_5m_tokens: tokens.cacheWrite5m,
    cache_write_1h_tokens: tokens.cacheWrite1h,
    thinking_tokens: count(meters, METERS.thinking),
    web_search_requests: count(meters, METERS.webSearch),
    web_fetch_requests: count(meters, METERS.webFetch),
  };
}
