/** The words of a stream of Converse. Source: Amazon Bedrock API reference, ConverseStreamOutput. Reasoning is signed and left alone. */
import { isObject, type JsonObject } from '../../json/object.ts';
import { NO_WORDS, type StreamEvent, type StreamPiece } from '../../stream-words.ts';
import { textIn } from '../../words.ts';

export function bedrockConverseStreamWords(data: JsonObject, name: string): StreamEvent {
  const channel = textIn(data['contentBlockIndex'] ?? '');
  switch (name) {
    case 'contentBlockStart':
      return opening(channel, data['start']);
    case 'contentBlockDelta':
      return { ...NO_WORDS, pieces: piecesOf(channel, data['delta']), isContent: true };
    case 'contentBlockStop':
      return { ...NO_WORDS, closes: [channel] };
    case 'messageStop':
    case 'metadata':
      return { ...NO_WORDS, closes: 'all', isLast: true };
    default:
      return NO_WORDS;
  }
}

function opening(channel: string, start: unknown): StreamEvent {
  const call = isObject(start) ? start['toolUse'] : undefined;
  return isObject(call) ? { ...NO_WORDS, opens: [{ channel, tool: textIn(call['name']) }] } : NO_WORDS;
}

function piecesOf(channel: string, delta: unknown): StreamPiece[] {
  if (!isObject(delta)) return [];
  const { text, toolUse } = delta;
  const input = isObject(toolUse) ? toolUse['input'] : undefined;
  if (typeof text === 'string') return [{ channel, kind: 'text', path: ['delta', 'text'], text }];
  if (typeof input !== 'string') return [];
  return [{ channel, kind: 'tool-input', path: ['delta', 'toolUse', 'input'], text: input }];
}
