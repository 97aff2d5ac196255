/** Anthropic's `usage` object, read into the one usage record. Source: Messages API reference, streaming section. */
import { isObject } from '../../json-object.ts';
import type { Usage } from '../../usage.ts';

/**
 * Overwrites in `usage` whatever the object reports. `message_delta` is cumulative and newer than `message_start`, so
 * counts are set and never added; a field that is absent keeps what an earlier event said.
 */
export function readUsage(usage: Usage, reported: unknown): void {
  if (!isObject(reported)) return;
  set(usage, 'inputTokens', reported['input_tokens']);
  set(usage, 'outputTokens', reported['output_tokens']);
  set(usage, 'cacheReadTokens', reported['cache_read_input_tokens']);
  readCacheWrites(usage, reported);
  const details = reported['output_tokens_details'];
  if (isObject(details)) set(usage, 'thinkingTokens', details['thinking_tokens']);
  const serverTools = reported['server_tool_use'];
  if (isObject(serverTools)) {
    set(usage, 'webSearchRequests', serverTools['web_search_requests']);
    set(usage, 'webFetchRequests', serverTools['web_fetch_requests']);
  }
}

/** The split by lifetime, where told; an undivided count is 5-minute, the API's default lifetime. */
function readCacheWrites(usage: Usage, reported: Record<string, unknown>): void {
  const split = reported['cache_creation'];
  if (isObject(split)) {
    set(usage, 'cacheWrite5mTokens', split['ephemeral_5m_input_tokens']);
    set(usage, 'cacheWrite1hTokens', split['ephemeral_1h_input_tokens']);
    return;
  }
  const total = reported['cache_creation_input_tokens'];
  if (isCount(total)) usage.cacheWrite5mTokens = Math.max(0, total - usage.cacheWrite1hTokens);
}

function set(usage: Usage, field: keyof Usage, value: unknown): void {
  if (isCount(value)) usage[field] = value;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
