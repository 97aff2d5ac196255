/** The words of a streamed chat completion. Source: OpenAI's streaming reference, the chunk object. */
import { isObject, objectsAt, type JsonObject } from '../../json/object.ts';
import { NO_WORDS, type StreamEvent, type StreamPiece } from '../../stream-words.ts';
import { textIn } from '../../words.ts';
import { DETAILS, THOUGHTS } from './words.ts';

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
  readParts(delta['content'], { channel, path: [...path, 'content'] }, read);
  readDetails(delta['reasoning_details'], { channel, path: [...path, 'reasoning_details'] }, read);
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

/** A host that shows thoughts within the content gives it in parts. Source: Mistral's page on reasoning, chunks. */
function readParts(content: unknown, { channel, path }: Place, read: Read): void {
  for (const [at, { text, thinking }] of objectsAt(content)) {
    if (typeof text === 'string')
      read.pieces.push({ channel: `${channel} content`, kind: 'text', path: [...path, at, 'text'], text });
    for (const [inner, { text: thought }] of objectsAt(thinking)) {
      if (typeof thought !== 'string') continue;
      const place = [...path, at, 'thinking', inner, 'text'];
      read.pieces.push({ channel: `${channel} thinking`, kind: 'thoughts', path: place, text: thought });
    }
  }
}

function readDetails(details: unknown, { channel, path }: Place, read: Read): void {
  for (const [at, detail] of objectsAt(details)) {
    for (const name of DETAILS) {
      const text = detail[name];
      if (typeof text !== 'string' || text === '') continue;
      const own = `${channel} reasoning_details ${textIn(detail['index'] ?? at)} ${name}`;
      read.pieces.push({ channel: own, kind: 'thoughts', path: [...path, at, name], text });
    }
  }
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
