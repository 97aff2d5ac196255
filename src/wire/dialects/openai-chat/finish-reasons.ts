/** OpenAI's finish reasons and the inner ones; hosts that speak the dialect have words of their own. */
import { lookUp } from '../../chat/look-up.ts';
import type { StopReason } from '../../chat/event.ts';

/** OpenAI's own. */
export const FINISH_REASONS: readonly string[] = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'];

const READ: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  // Mistral, Cohere, Zhipu and others.
  model_length: 'context-window',
  max_tokens: 'length',
  tool_call: 'tool-calls',
  tool_use: 'tool-calls',
  stop_sequence: 'stop-sequence',
  sensitive: 'content-filter',
  error_toxic: 'content-filter',
  safety: 'content-filter',
  refusal: 'refusal',
  end_turn: 'end',
};

/** Calls of tools end an answer for them, and a refusal is one, even where the host says `stop`. */
export function readFinishReason(reason: string | null, seen: { toolCalls: boolean; refusal: boolean }): StopReason {
  const read = lookUp(READ, (reason ?? 'stop').toLowerCase()) ?? 'end';
  if (read !== 'end') return read;
  if (seen.toolCalls) return 'tool-calls';
  return seen.refusal ? 'refusal' : 'end';
}

const WRITTEN: Readonly<Record<StopReason, string>> = {
  end: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'context-window': 'length',
  'tool-calls': 'tool_calls',
  refusal: 'content_filter',
  'content-filter': 'content_filter',
  pause: 'stop',
  compaction: 'stop',
  'malformed-tool-call': 'stop',
};

export function writeFinishReason(reason: StopReason): string {
  return WRITTEN[reason];
}
