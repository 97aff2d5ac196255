/**
 * The words of a stream of Responses. Source: OpenAI's streaming reference. Every text comes twice: in deltas, and whole in
 * the events that end it, which repeat the channel.
 */
import { isObject, objectsAt, type JsonObject } from '../../json/object.ts';
import { NO_WORDS, wholeTextAt, type StreamEvent, type StreamPiece } from '../../stream-words.ts';
import { textIn } from '../../words.ts';
import { OWN_CALLS } from './words.ts';

const CALLS = new Set(['function_call', 'custom_tool_call', 'mcp_call']);
const TEXT_DELTAS = new Set([
  'response.output_text.delta',
  'response.refusal.delta',
  'response.code_interpreter_call_code.delta',
]);
const CALL_DELTAS = new Set([
  'response.function_call_arguments.delta',
  'response.custom_tool_call_input.delta',
  'response.mcp_call_arguments.delta',
]);
const PART_ENDS = new Set([
  'response.output_text.done',
  'response.refusal.done',
  'response.content_part.done',
  'response.code_interpreter_call_code.done',
]);
const ITEM_ENDS = new Set([
  'response.function_call_arguments.done',
  'response.custom_tool_call_input.done',
  'response.mcp_call_arguments.done',
]);
const LAST = new Set(['response.completed', 'response.incomplete', 'response.failed']);

export function openaiResponsesStreamWords(data: JsonObject): StreamEvent {
  const { output_index: output, content_index: content, item, delta } = data;
  const type = textIn(data['type']);
  const channel = textIn(output ?? '');
  const part = `${channel} ${textIn(content ?? 0)}`;
  if (LAST.has(type)) return { ...NO_WORDS, closes: 'all', isLast: true };
  if (PART_ENDS.has(type)) return { ...NO_WORDS, closes: [part] };
  if (type === 'response.output_item.done') return wholeItem(channel, data, item);
  if (ITEM_ENDS.has(type)) return { ...NO_WORDS, closes: [channel] };
  if (type === 'response.output_item.added') return { ...NO_WORDS, opens: callOf(channel, item) };
  const ofOwn = ofOwnCall(type, channel, data);
  if (ofOwn !== null) return ofOwn;
  if (!type.endsWith('.delta')) return NO_WORDS;
  return {
    ...NO_WORDS,
    pieces: typeof delta === 'string' ? pieceOf(type, delta, { channel, part }) : [],
    isContent: true,
  };
}

/** What a tool of OpenAI's own is to do, or has said, is judged where its item ends, whatever deltas came before. */
function wholeItem(channel: string, data: JsonObject, item: unknown): StreamEvent {
  const closes = [channel];
  if (!isObject(item)) return { ...NO_WORDS, closes };
  if (isOwnCall(item)) return { ...NO_WORDS, pieces: [ownCall(channel, item)], closes, isContent: true };
  const pieces = textPaths(item).flatMap((path) => wholeTextAt(data, channel, ['item', ...path]));
  const given = item['type'] === 'mcp_call' ? item['arguments'] : undefined;
  if (typeof given !== 'string') return { ...NO_WORDS, pieces, closes, isContent: pieces.length > 0 };
  const call = `${channel} item`;
  pieces.push({ channel: call, kind: 'tool-input', path: ['item', 'arguments'], text: given });
  return { ...NO_WORDS, opens: [{ channel: call, tool: textIn(item['name']) }], pieces, closes, isContent: true };
}

/** A call of a tool of OpenAI's own that the client runs is whole in the event that ends it. */
function ownCall(channel: string, item: JsonObject): StreamPiece {
  const member = isObject(item['action']) ? 'action' : 'operation';
  const text = JSON.stringify(item[member] ?? {});
  return { channel, kind: 'tool-input', path: ['item', member], text, isValue: true };
}

/** Where the texts of an item stand that a tool of the provider's has run. */
function textPaths({ type, outputs, output }: JsonObject): StreamPiece['path'][] {
  switch (type) {
    case 'mcp_call':
      return [['output']];
    case 'code_interpreter_call':
      return [['code'], ...objectsAt(outputs).map(([at]) => ['outputs', at, 'logs'])];
    case 'shell_call_output':
      return objectsAt(output).flatMap(([at]) => STREAMS.map((name) => ['output', at, name]));
    default:
      return [];
  }
}

const STREAMS = ['stdout', 'stderr'];

/** The parts of such a call, and of what it printed, while they come. null = it is none. */
function ofOwnCall(type: string, channel: string, data: JsonObject): StreamEvent | null {
  const part = `${channel} ${textIn(data['command_index'] ?? 0)}`;
  switch (type) {
    case 'response.shell_call_command.added':
      return ofInput({ data, channel: part, tool: 'shell_call', member: 'command' });
    case 'response.shell_call_command.delta':
      return ofInput({ data, channel: part, tool: 'shell_call', member: 'delta' });
    case 'response.apply_patch_call_operation_diff.delta':
      return ofInput({ data, channel: part, tool: 'apply_patch_call', member: 'delta' });
    case 'response.shell_call_command.done':
    case 'response.apply_patch_call_operation_diff.done':
    case 'response.shell_call_output_content.done':
      return { ...NO_WORDS, closes: [part] };
    case 'response.shell_call_output_content.delta':
      return {
        ...NO_WORDS,
        pieces: STREAMS.flatMap((name) => wholeTextAt(data, part, ['delta', name])),
        isContent: true,
      };
    default:
      return null;
  }
}

interface OwnInput {
  data: JsonObject;
  channel: string;
  tool: string;
  member: string;
}

function ofInput({ data, channel, tool, member }: OwnInput): StreamEvent {
  const text = data[member];
  const pieces: StreamPiece[] =
    typeof text === 'string' && text !== '' ? [{ channel, kind: 'tool-input', path: [member], text }] : [];
  return { ...NO_WORDS, opens: [{ channel, tool }], pieces, isContent: true };
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
