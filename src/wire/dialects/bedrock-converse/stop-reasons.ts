/** Converse's stop reasons and the inner ones. */
import { lookUp } from '../../chat/look-up.ts';
import type { StopReason } from '../../chat/event.ts';

const READ: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  stop_sequence: 'stop-sequence',
  guardrail_intervened: 'content-filter',
  content_filtered: 'content-filter',
  refusal: 'refusal',
  model_context_window_exceeded: 'context-window',
};

export function isMalformed(reason: string): boolean {
  return reason === 'malformed_model_output' || reason === 'malformed_tool_use';
}

export function readStopReason(reason: string | null): StopReason {
  return lookUp(READ, reason ?? 'end_turn') ?? 'end';
}

const WRITTEN: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'context-window': 'model_context_window_exceeded',
  'tool-calls': 'tool_use',
  refusal: 'content_filtered',
  'content-filter': 'content_filtered',
  pause: 'end_turn',
  compaction: 'end_turn',
  'malformed-tool-call': 'malformed_tool_use',
};

export function writeStopReason(reason: StopReason): string {
  return WRITTEN[reason];
}
