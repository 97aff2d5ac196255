/** OpenAI's `messages` as the inner conversation. Source: OpenAI's API reference, create a chat completion. */
import { lookUp } from '../../chat/look-up.ts';
import type {
  AudioPart,
  CacheMark,
  ChatMessage,
  Citation,
  DocumentPart,
  ImagePart,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
  TextPart,
  ToolCallPart,
} from '../../chat/call.ts';
import { objectsIn, textIn } from '../../chat/decoding.ts';
import { asString, type Field } from '../../chat/field.ts';
import { readState } from '../../chat/opaque-state.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { googleSignature } from './google-state.ts';

const ID = 'openai-chat';

const ROLES = ['developer', 'system', 'user', 'assistant', 'tool', 'function'] as const;

interface Read {
  /** What stands before the first other message. */
  system: TextPart[];
  messages: ChatMessage[];
}

/** In OpenAI's words. */
const EMPTY =
  "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.";

export function readMessages(list: Field): Read {
  const system: TextPart[] = [];
  const messages: ChatMessage[] = [];
  const items = list.items();
  if (items.length === 0) throw list.broken(EMPTY);
  for (const item of items) {
    const message = readMessage(item);
    if (message.role !== 'system' || messages.length > 0) messages.push(message);
    else system.push(...message.parts.filter((part): part is TextPart => part.type === 'text'));
  }
  return { system, messages };
}

function readMessage(message: Field): ChatMessage {
  const name = message.at('name').optional(asString) ?? undefined;
  const named = name === undefined ? {} : { name };
  const role = message.at('role').oneOf(ROLES);
  switch (role) {
    case 'developer':
    case 'system':
      return { role: 'system', parts: readContent(message.at('content')), ...named };
    case 'user':
      return { role, parts: readContent(message.at('content')), ...named };
    case 'assistant':
      return { role, parts: readAssistant(message), ...named };
    case 'tool':
      return { role: 'user', parts: [readResult(message, message.at('tool_call_id').string())] };
    case 'function':
      return { role: 'user', parts: [readResult(message, legacyId(message.at('name').string()))] };
  }
}

function readResult(message: Field, callId: string): Part {
  const cache = readCacheMark(message.at('cache_control').value);
  const isResult = (part: Part): part is ResultPart =>
    part.type === 'text' || part.type === 'image' || part.type === 'document';
  return {
    type: 'tool-result',
    callId,
    name: null,
    parts: readContent(message.at('content')).filter(isResult),
    isError: false,
    ...(cache === undefined ? {} : { cache }),
  };
}

/** The old `function_call` has no id; there is one call in a message. */
function legacyId(name: string): string {
  return `call_${name}`;
}

function readAssistant(message: Field): Part[] {
  const content = message.at('content');
  const said = content.isPresent ? readContent(content) : [];
  const refusal = message.at('refusal').optional(asString);
  const legacy = message.at('function_call');
  return [
    ...(said.some(({ type }) => type === 'reasoning') ? [] : readReasoning(message)),
    ...said.filter((part) => part.type !== 'text' || part.text !== ''),
    ...(refusal === null ? [] : [{ type: 'text' as const, text: refusal, isRefusal: true }]),
    ...(message.at('tool_calls').optional((calls) => calls.items().map(readToolCall)) ?? []),
    ...(legacy.isPresent ? [readFunctionCall(legacy, legacyId(legacy.at('name').string()))] : []),
  ];
}

/**
 * Earlier reasoning comes back in one of several vendor members; the first that is there holds. `content_blocks` is what
 * this gateway (and Portkey) answers with, `thinking_blocks` LiteLLM's, `reasoning_content` and `reasoning` plain text.
 */
function readReasoning(message: Field): ReasoningPart[] {
  const value = message.object();
  const blocks = [...objectsIn(value, 'content_blocks'), ...objectsIn(value, 'thinking_blocks')].flatMap(thinkingIn);
  if (blocks.length > 0) return blocks;
  const text = textIn(value, 'reasoning_content') ?? textIn(value, 'reasoning');
  return text === null || text === '' ? [] : [{ type: 'reasoning', text, state: null }];
}

function thinkingIn(block: JsonObject): ReasoningPart[] {
  const signature = textIn(block, 'signature') ?? '';
  if (block['type'] === 'thinking') {
    const state = signature === '' ? null : readState(signature, { issuer: 'claude', kind: 'signature' });
    return [{ type: 'reasoning', text: textIn(block, 'thinking') ?? '', state }];
  }
  if (block['type'] !== 'redacted_thinking') return [];
  const state = readState(textIn(block, 'data') ?? '', { issuer: 'claude', kind: 'redacted' });
  return [{ type: 'reasoning', text: '', state }];
}

function readToolCall(call: Field): ToolCallPart {
  const id = call.at('id').string();
  if (call.at('type').value === 'custom') {
    const custom = call.at('custom');
    return {
      type: 'tool-call',
      id,
      name: custom.at('name').string(),
      input: custom.at('input').string(),
      isFreeform: true,
    };
  }
  const signature = googleSignature(call.object());
  const part = readFunctionCall(call.at('function'), id);
  if (signature === null) return part;
  return { ...part, state: readState(signature, { issuer: 'gemini', kind: 'signature' }) };
}

function readFunctionCall(call: Field, id: string): ToolCallPart {
  return {
    type: 'tool-call',
    id,
    name: call.at('name').string(),
    input: call.at('arguments').optional(asString) ?? '',
  };
}

function readContent(content: Field): Part[] {
  if (typeof content.value === 'string') return [{ type: 'text', text: content.value }];
  if (content.isPresent && !Array.isArray(content.value)) throw content.wrongType('string or array');
  return content.items().flatMap(readPart);
}

const PARTS = ['text', 'image_url', 'input_audio', 'file', 'refusal', 'thinking', 'redacted_thinking'] as const;

function readPart(part: Field): Part[] {
  const cache = readCacheMark(part.at('cache_control').value);
  const marked = cache === undefined ? {} : { cache };
  switch (part.at('type').oneOf(PARTS)) {
    case 'text':
      return [{ type: 'text', text: part.at('text').string(), ...marked }];
    case 'refusal':
      return [{ type: 'text', text: part.at('refusal').string(), isRefusal: true }];
    case 'image_url':
      return [{ ...readImage(part.at('image_url')), ...marked }];
    case 'input_audio':
      return [readAudio(part.at('input_audio'))];
    case 'file':
      return [{ ...readFile(part.at('file')), ...marked }];
    case 'thinking':
    case 'redacted_thinking':
      return thinkingIn(part.object());
  }
}

function readImage(image: Field): ImagePart {
  if (typeof image.value === 'string') return { type: 'image', source: sourceOf(image.value) };
  const detail = image.at('detail').optional(asString);
  const source = sourceOf(image.at('url').string());
  return { type: 'image', source, ...(detail === null ? {} : { detail }) };
}

/** A `data:` URL is the data itself. */
export function sourceOf(url: string): MediaSource {
  if (!url.startsWith('data:')) return { type: 'url', url, mimeType: null };
  const comma = url.indexOf(',');
  const [mimeType = ''] = url.slice('data:'.length, comma).split(';', 1);
  return {
    type: 'base64',
    mimeType: mimeType === '' ? 'application/octet-stream' : mimeType,
    data: url.slice(comma + 1),
  };
}

const AUDIO_TYPES: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', wav: 'audio/wav' };

function readAudio(audio: Field): AudioPart {
  const format = audio.at('format').string();
  const mimeType = lookUp(AUDIO_TYPES, format) ?? `audio/${format}`;
  return { type: 'audio', source: { type: 'base64', mimeType, data: audio.at('data').string() } };
}

function readFile(file: Field): DocumentPart {
  const name = file.at('filename').optional(asString);
  const data = file.at('file_data').optional(asString);
  if (data === null) {
    return {
      type: 'document',
      source: { type: 'file', id: file.at('file_id').string(), mimeType: null, dialect: ID },
      name,
    };
  }
  // Some clients leave out the head of the data URL; a file without a type is a PDF.
  const source = data.startsWith('data:')
    ? sourceOf(data)
    : { type: 'base64' as const, mimeType: 'application/pdf', data };
  return { type: 'document', source, name };
}

/** Portkey and OpenRouter take Anthropic's `cache_control` on parts. */
export function readCacheMark(control: unknown): CacheMark | undefined {
  if (!isObject(control)) return undefined;
  const ttl = control['ttl'];
  return { ttl: ttl === '5m' || ttl === '1h' ? ttl : null };
}

/** `url_citation` of an answer's `annotations`. */
export function readAnnotation(annotation: JsonObject): Citation[] {
  const cited = annotation['url_citation'];
  if (!isObject(cited)) return [];
  const native = { dialect: 'openai-chat' as const, value: annotation };
  return [{ url: textIn(cited, 'url'), title: textIn(cited, 'title'), citedText: null, native }];
}
