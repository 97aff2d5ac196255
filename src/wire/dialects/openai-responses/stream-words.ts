/**
 * The words of a stream of Responses. Source: OpenAI's streaming reference. Every text comes twice: in deltas, and whole in
 * the events that end it, which repeat the channel.
 */
import { isObject, type JsonObject } from '../../json/object.ts';
import { NO_WORDS, type StreamEvent, type StreamPiece } from '../../stream-words.ts';
import { textIn } from '../../words.ts';

const CALLS = new Set(['function_call', 'custom_tool_call']);
const OWN_CALLS = new Set(['local_shell_call', 'shell_call', 'apply_patch_call']);
const TEXT_DELTAS = new Set(['response.output_text.delta', 'response.refusal.delta']);
const CALL_DELTAS = new Set(['response.function_call_arguments.delta', 'response.custom_tool_call_input.delta']);
const PART_ENDS = new Set(['response.output_text.done', 'response.refusal.done', 'response.content_part.done']);
const ITEM_ENDS = new Set([
  'response.function_call_arguments.done',
  'response.custom_tool_call_input.done',
  'response.output_item.done',
]);
const LAST = new Set(['response.completed', 'response.incomplete', 'response.failed']);

export function openaiResponsesStreamWords(data: JsonObject): StreamEvent {
  const { output_index: output, content_index: content, item, delta } = data;
  const type = textIn(data['type']);
  const channel = textIn(output ?? '');
  const part = `${channel} ${textIn(content ?? 0)}`;
  if (LAST.has(type)) return { ...NO_WORDS, closes: 'all', isLast: true };
  if (PART_ENDS.has(type)) return { ...NO_WORDS, closes: [part] };
  if (type === 'response.output_item.done' && isOwnCall(item)) return ownCall(channel, item);
  if (ITEM_ENDS.has(type)) return { ...NO_WORDS, closes: [channel] };
  if (type === 'response.output_item.added') return { ...NO_WORDS, opens: callOf(channel, item) };
  if (!type.endsWith('.delta')) return NO_WORDS;
  return {
    ...NO_WORDS,
    pieces: typeof delta === 'string' ? pieceOf(type, delta, { channel, part }) : [],
    isContent: true,
  };
}

/** A call of a tool of OpenAI's own comes whole in the event that ends it. */
function ownCall(channel: string, item: JsonObject): StreamEvent {
  const member = isObject(item['action']) ? 'action' : 'operation';
  const text = JSON.stringify(item[member] ?? {});
  const piece: StreamPiece = { channel, kind: 'tool-input', path: ['item', member], text, isValue: true };
  return { ...NO_WORDS, pieces: [piece], closes: [channel], isContent: true };
}

const isOwnCall = (item: unknown): item is JsonObject => isObject(item) && OWN_CALLS.has(textIn(item['type']));

function callOf(channel: string, item: unknown): StreamEvent['opens'] {
  if (isOwnCall(item)) return [{ channel, tool: textIn(item['type']) }];
  return isObject(item) && CALLS.has(textIn(item['type'])) ? [{ channel, tool: textIn(item['name']) }] : [];
}

function pieceOf(type: string, text: string, { channel, part }: { channel: string; part: string }): StreamPiece[] {
  if (TEXT_DELTAS.has(type)) return [{ channel: part, kind: 'text', path: ['delta'], text }];
  return CALL_DELTAS.has(type) ? [{ channel, kind: 'tool-input', path: ['delta'], text }] : [];
}
