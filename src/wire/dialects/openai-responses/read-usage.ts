/** OpenAI's `usage` of Responses, which counts as that of Chat Completions does, under other names. Source: OpenAI's API reference. */
import { objectIn } from '../../chat/decoding.ts';
import { type JsonObject } from '../../json/object.ts';
import { count, METERS, type Usage } from '../../usage.ts';
import { cacheWrites, inputTokens, outputTokens, readUsage as readChatUsage } from '../openai-chat/read-usage.ts';

/** Overwrites in `usage` what the object tells. */
export function readUsage(usage: Usage, reported: unknown): void {
  readChatUsage(usage, reported, { prompt: 'input_tokens', completion: 'output_tokens' });
}

export function writeUsage(usage: Usage | null): JsonObject | null {
  if (usage === null) return null;
  const cached = count(usage.meters, METERS.cacheRead);
  const written = cacheWrites(usage);
  const input = inputTokens(usage) + cached + written;
  const output = outputTokens(usage);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, ...(written === 0 ? {} : { cache_write_tokens: written }) },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: count(usage.meters, METERS.thinking) },
    total_tokens: input + output,
  };
}

/** The tier that was billed, told beside the usage. */
export function readTier(usage: Usage, response: JsonObject): void {
  const tier = response['service_tier'];
  if (typeof tier === 'string') usage.terms['service_tier'] = tier.toLowerCase();
}

export function incompleteReason(response: JsonObject): string | null {
  const reason = objectIn(response, 'incomplete_details')['reason'];
  return typeof reason === 'string' ? reason : null;
}
