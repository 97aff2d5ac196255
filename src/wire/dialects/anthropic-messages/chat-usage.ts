/** The usage record in Anthropic's members. Source: Messages API reference, `usage`. */
import { count, emptyUsage, METERS, type Usage } from '../../usage.ts';
import type { JsonObject } from '../../json/object.ts';
import { readUsage } from './read-usage.ts';

export function usageIn(reported: unknown, before: Usage | null = null): Usage | null {
  if (reported === undefined || reported === null) return before;
  const usage = before ?? emptyUsage();
  readUsage(usage, reported);
  return usage;
}

/** Everything that was read is input here, whatever its kind: no token is lost in the translation. */
export function writeUsage(usage: Usage | null): JsonObject {
  const meters = usage?.meters ?? {};
  const fiveMinutes = count(meters, METERS.cacheWrite5m) + count(meters, 'cache_write_tokens');
  const oneHour = count(meters, METERS.cacheWrite1h);
  const searches = count(meters, METERS.webSearch);
  const thinking = count(meters, METERS.thinking);
  return {
    input_tokens: sumOf(meters, 'input'),
    cache_creation_input_tokens: fiveMinutes + oneHour,
    cache_read_input_tokens: sumOf(meters, 'cache_read'),
    ...(oneHour === 0
      ? {}
      : { cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour } }),
    output_tokens: sumOf(meters, 'output'),
    ...(thinking === 0 ? {} : { output_tokens_details: { thinking_tokens: thinking } }),
    ...(searches === 0 ? {} : { server_tool_use: { web_search_requests: searches } }),
  };
}

/** `input_tokens`, `input_audio_tokens` and their like: meters are disjoint, and this dialect knows one kind. */
function sumOf(meters: Readonly<Record<string, number>>, side: 'input' | 'output' | 'cache_read'): number {
  let sum = 0;
  for (const [meter, tokens] of Object.entries(meters)) {
    if (meter.startsWith(`${side}_`) && meter.endsWith('tokens')) sum += tokens;
  }
  return sum;
}
