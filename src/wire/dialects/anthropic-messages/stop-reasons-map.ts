/** Anthropic's stop reasons and the inner ones. */
import { lookUp } from '../../chat/look-up.ts';
import type { StopReason } from '../../chat/event.ts';

const READ: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  max_tokens: 'length',
  stop_sequence: 'stop-sequence',
  tool_use: 'tool-calls',
  pause_turn: 'pause',
  refusal: 'refusal',
  model_context_window_exceeded: 'context-window',
  compaction: 'compaction',
};

const WRITTEN: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'context-window': 'model_context_window_exceeded',
  'tool-calls': 'tool_use',
  refusal: 'refusal',
  'content-filter': 'refusal',
  pause: 'pause_turn',
  compaction: 'compaction',
  'malformed-tool-call': 'end_turn',
};

/** One of tomorrow counts as a plain end. */
export function readStopReason(reason: unknown): StopReason {
  return (typeof reason === 'string' ? lookUp(READ, reason) : undefined) ?? 'end';
}

export function writeStopReason(reason: StopReason): string {
  return WRITTEN[reason];
}
