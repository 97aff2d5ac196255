/** Gemini's `contents` as the inner conversation. Calls without ids are matched with their results by name and order. */
import type { ChatMessage, MediaSource, Part, ResultPart, ToolResultPart } from '../../chat/call.ts';
import { asString, type Field } from '../../chat/field.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { readSignature, standardBase64 } from './bytes-fields.ts';

const ID = 'gemini';

interface OpenCall {
  id: string;
  name: string;
}

export function readContents(contents: Field): ChatMessage[] {
  const open: OpenCall[] = [];
  const items = typeof contents.value === 'string' ? [contents] : contents.items();
  return items.map((content, at) => readContent(content, { open, at }));
}

interface Place {
  /** Calls that wait for their results. */
  open: OpenCall[];
  at: number;
}

function readContent(content: Field, place: Place): ChatMessage {
  if (typeof content.value === 'string') return { role: 'user', parts: [{ type: 'text', text: content.value }] };
  const role = content.at('role').optional(asString) ?? 'user';
  if (role !== 'user' && role !== 'model' && role !== 'function') {
    throw content.at('role').broken('Please use a valid role: user, model.');
  }
  const parts = content
    .at('parts')
    .items()
    .flatMap((part, index) => readPart(part, { ...place, index }));
  return { role: role === 'model' ? 'assistant' : 'user', parts: joinThoughts(parts) };
}

/** A signature alone, after its thought, belongs to it. */
function joinThoughts(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type === 'reasoning' && last?.type === 'reasoning' && last.state === null) {
      joined[joined.length - 1] = { ...last, text: last.text + part.text, state: part.state };
    } else joined.push(part);
  }
  return joined;
}

function readPart(part: Field, place: Place & { index: number }): Part[] {
  const value = part.object();
  const signature = part.atAny('thoughtSignature', 'thought_signature').optional(asString);
  const state = signature === null ? null : readSignature(signature);
  const stated = state === null ? {} : { state };
  if (part.at('text').isPresent) {
    const text = part.at('text').string();
    return part.at('thought').value === true
      ? [{ type: 'reasoning', text, state }]
      : [{ type: 'text', text, ...stated }];
  }
  const call = part.atAny('functionCall', 'function_call');
  if (call.isPresent) return [readCallPart(call, stated, place)];
  const response = part.atAny('functionResponse', 'function_response');
  if (response.isPresent) return [readResponse(response, place)];
  const media = readMedia(part);
  if (media !== null) return [media];
  if (Object.keys(value).length === 0)
    throw part.at('data').broken("required oneof field 'data' must have one initialized field");
  return [{ type: 'native', dialect: ID, value }];
}

function readCallPart(call: Field, stated: object, { open, at, index }: Place & { index: number }): Part {
  const name = call.at('name').string();
  const id = call.at('id').optional(asString) ?? `call_${at}_${index}`;
  open.push({ id, name });
  const args = call.at('args').optional((field) => field.object()) ?? {};
  return { type: 'tool-call', id, name, input: JSON.stringify(args), ...stated };
}

function readResponse(response: Field, { open, at, index }: Place & { index: number }): ToolResultPart {
  const name = response.at('name').string();
  const id = response.at('id').optional(asString);
  const found = open.findIndex((call) => (id === null ? call.name === name : call.id === id));
  const [call] = found === -1 ? [] : open.splice(found, 1);
  const value = response.at('response').optional((field) => field.object()) ?? {};
  const { text, isError } = resultIn(value);
  const media = response.at('parts').optional((parts) => parts.items().map(readMedia)) ?? [];
  const isResult = (part: Part | null): part is ResultPart => part?.type === 'image' || part?.type === 'document';
  return {
    type: 'tool-result',
    callId: call?.id ?? id ?? `call_${at}_${index}`,
    name,
    parts: [{ type: 'text', text }, ...media.filter(isResult)],
    isError,
  };
}

/** `{result}`, `{output}` and `{error}` are the names that Google's pages use for what is no object by itself. */
function resultIn(value: JsonObject): { text: string; isError: boolean } {
  const [key, ...others] = Object.keys(value);
  const isWrapped = others.length === 0 && (key === 'result' || key === 'output' || key === 'error');
  const inner = isWrapped ? value[key] : value;
  return { text: typeof inner === 'string' ? inner : JSON.stringify(inner), isError: isWrapped && key === 'error' };
}

function readMedia(part: Field): Part | null {
  const source = sourceIn(part);
  if (source === null) return null;
  const mimeType = source.mimeType ?? '';
  if (mimeType.startsWith('image/')) return { type: 'image', source };
  if (mimeType.startsWith('audio/') || mimeType.startsWith('video/')) return { type: 'audio', source };
  return { type: 'document', source, name: null };
}

function sourceIn(part: Field): MediaSource | null {
  const inline = part.atAny('inlineData', 'inline_data');
  const file = part.atAny('fileData', 'file_data');
  if (isObject(inline.value)) {
    const mimeType = inline.atAny('mimeType', 'mime_type').string();
    return { type: 'base64', mimeType, data: standardBase64(inline.at('data').string()) };
  }
  if (!isObject(file.value)) return null;
  const uri = file.atAny('fileUri', 'file_uri').string();
  const mimeType = file.atAny('mimeType', 'mime_type').optional(asString);
  const isOwn = /^gs:|generativelanguage\.googleapis\.com/.test(uri);
  return isOwn ? { type: 'file', id: uri, mimeType, dialect: ID } : { type: 'url', url: uri, mimeType };
}
