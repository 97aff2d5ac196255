/** OpenAI's `usage` of Responses, read and written by the names of Chat Completions, which count alike. Source: OpenAI's API reference. */
import { objectIn } from '../../chat/decoding.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { count, METERS, noteUnread, type Usage } from '../../usage.ts';
import { cacheWrites, inputTokens, outputTokens, readUsage as readChatUsage } from '../openai-chat/read-usage.ts';

/** Overwrites in `usage` what the object tells. */
export function readUsage(usage: Usage, reported: unknown): void {
  if (reported === null || reported === undefined) return;
  if (!isObject(reported)) return noteUnread(usage, 'usage');
  const { input_tokens, output_tokens, input_tokens_details, output_tokens_details, ...others } = reported;
  readChatUsage(usage, {
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    prompt_tokens_details: input_tokens_details,
    completion_tokens_details: output_tokens_details,
    ...others,
  });
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
