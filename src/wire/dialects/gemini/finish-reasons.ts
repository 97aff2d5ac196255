/** Gemini's finish reasons and the inner ones. There is none for tool calls: a call in a plain end is one. */
import { lookUp } from '../../chat/look-up.ts';
import type { StopReason } from '../../chat/event.ts';

const READ: Readonly<Record<string, StopReason>> = {
  STOP: 'end',
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  LANGUAGE: 'content-filter',
};

/** The model wrote something that is no call: another try may do better. */
const MALFORMED = new Set(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS']);

export function isMalformed(reason: string): boolean {
  return MALFORMED.has(reason);
}

export function readFinishReason(reason: string | null, hasToolCalls: boolean): StopReason {
  const read = lookUp(READ, reason ?? 'STOP') ?? 'end';
  return hasToolCalls && read === 'end' ? 'tool-calls' : read;
}

const WRITTEN: Readonly<Record<StopReason, string>> = {
  end: 'STOP',
  'stop-sequence': 'STOP',
  length: 'MAX_TOKENS',
  'context-window': 'MAX_TOKENS',
  'tool-calls': 'STOP',
  refusal: 'SAFETY',
  'content-filter': 'SAFETY',
  pause: 'STOP',
  compaction: 'STOP',
  'malformed-tool-call': 'MALFORMED_FUNCTION_CALL',
};

export function writeFinishReason(reason: StopReason): string {
  return WRITTEN[reason];
}
