/** The words of a streamed chat completion. Source: OpenAI's streaming reference, the chunk object. */
import { isObject, objectsAt, type JsonObject } from '../../json/object.ts';
import { NO_WORDS, type StreamEvent, type StreamPiece } from '../../stream-words.ts';
import { textIn } from '../../words.ts';
import { THOUGHTS } from './words.ts';

const TEXTS = new Set(['content', 'refusal']);

interface Read {
  pieces: StreamPiece[];
  opens: { channel: string; tool: string }[];
  closes: string[];
  isContent: boolean;
}

export function openaiChatStreamWords(data: JsonObject): StreamEvent {
  const read: Read = { pieces: [], opens: [], closes: [], isContent: false };
  for (const [at, choice] of objectsAt(data['choices'])) readChoice(choice, at, read);
  return { ...NO_WORDS, ...read, isLast: read.closes.length > 0 };
}

function readChoice(choice: JsonObject, at: number, read: Read): void {
  const channel = textIn(choice['index'] ?? at);
  const delta = isObject(choice['delta']) ? choice['delta'] : {};
  const path = ['choices', at, 'delta'];
  if (Object.entries(delta).some(([name, value]) => name !== 'role' && value !== null && value !== ''))
    read.isContent = true;
  for (const [name, text] of Object.entries(delta)) {
    const kind = TEXTS.has(name) ? 'text' : THOUGHTS.includes(name) ? 'thoughts' : null;
    if (kind !== null && typeof text === 'string')
      read.pieces.push({ channel: `${channel} ${name}`, kind, path: [...path, name], text });
  }
  for (const [place, call] of objectsAt(delta['tool_calls'])) {
    readCall(
      call,
      { channel: `${channel} tool ${textIn(call['index'] ?? place)}`, path: [...path, 'tool_calls', place] },
      read,
    );
  }
  readFunction(delta['function_call'], { channel: `${channel} function`, path: [...path, 'function_call'] }, read);
  if (typeof choice['finish_reason'] === 'string') read.closes.push(channel);
}

interface Place {
  channel: string;
  path: readonly (string | number)[];
}

function readCall(call: JsonObject, place: Place, read: Read): void {
  for (const member of ['function', 'custom'])
    readFunction(call[member], { ...place, path: [...place.path, member] }, read);
}

/** `arguments` of a function, `input` of a tool that takes text. */
function readFunction(called: unknown, { channel, path }: Place, read: Read): void {
  if (!isObject(called)) return;
  if (typeof called['name'] === 'string') read.opens.push({ channel, tool: called['name'] });
  for (const name of ['arguments', 'input']) {
    const text = called[name];
    if (typeof text === 'string') read.pieces.push({ channel, kind: 'tool-input', path: [...path, name], text });
  }
}
