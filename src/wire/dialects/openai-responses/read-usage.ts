/** OpenAI's `usage` of Responses, which counts as that of Chat Completions does, under other names. Source: OpenAI's API reference. */
import { objectIn, objectsIn, textIn } from '../../chat/decoding.ts';
import { type JsonObject } from '../../json/object.ts';
import { count, METERS, readTerm, type Usage } from '../../usage.ts';
import {
  cacheReads,
  cacheWrites,
  inputTokens,
  outputTokens,
  readUsage as readChatUsage,
} from '../openai-chat/read-usage.ts';

/** Overwrites in `usage` what the object reports. */
export function readUsage(usage: Usage, reported: unknown): void {
  readChatUsage(usage, reported, { prompt: 'input_tokens', completion: 'output_tokens' });
}

export function writeUsage(usage: Usage | null): JsonObject | null {
  if (usage === null) return null;
  const cached = cacheReads(usage);
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

/** What is billed and reported beside the usage: the tier, and the calls of OpenAI's own tools. */
export function readBilledBeside(usage: Usage, response: JsonObject): void {
  readTerm(usage, 'service_tier', { value: response['service_tier'], path: 'service_tier' });
  for (const item of objectsIn(response, 'output')) {
    const type = textIn(item, 'type') ?? '';
    if (!type.endsWith('_call') || isBilledByTokens(type, item)) continue;
    // The names of items come from outside, and meters are columns of a sort.
    const meter =
      type === 'web_search_call' ? METERS.webSearch : KNOWN_CALLS.has(type) ? `${type}s` : 'other_tool_calls';
    usage.meters[meter] = count(usage.meters, meter) + 1;
  }
}

const KNOWN_CALLS = new Set(['file_search_call', 'code_interpreter_call', 'image_generation_call', 'shell_call']);
/** Tools that run elsewhere than with OpenAI, or cost their tokens alone. */
const BY_TOKENS = new Set([
  'function_call',
  'custom_tool_call',
  'computer_call',
  'local_shell_call',
  'apply_patch_call',
  'tool_search_call',
  'mcp_call',
]);

/** Opening a page that a search found, and looking for a text in it, is no search. */
function isBilledByTokens(type: string, item: JsonObject): boolean {
  if (type === 'web_search_call') return (textIn(objectIn(item, 'action'), 'type') ?? 'search') !== 'search';
  if (type === 'shell_call') return textIn(objectIn(item, 'environment'), 'type') === 'local';
  return BY_TOKENS.has(type);
}

export function incompleteReason(response: JsonObject): string | null {
  const reason = objectIn(response, 'incomplete_details')['reason'];
  return typeof reason === 'string' ? reason : null;
}
