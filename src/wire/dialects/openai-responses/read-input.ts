/** Items of `input` as the inner conversation. Source: OpenAI's API reference, create a model response. */
import type {
  ChatMessage,
  DocumentPart,
  ImagePart,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
  TextPart,
  ToolResultPart,
} from '../../chat/call.ts';
import { asString, type Field } from '../../chat/field.ts';
import { unpackState } from '../../chat/opaque-state.ts';
import { objectsIn } from '../../chat/decoding.ts';
import { sourceOf } from '../openai-chat/read-messages.ts';
import { encryptedState, joinedText } from './reasoning.ts';
import { readAnnotation } from './annotations.ts';

const ID = 'openai-responses';

interface Read {
  /** What stands before the first other item. */
  system: TextPart[];
  messages: ChatMessage[];
}

/** State that belongs to the call after it is put there. */
export function readInput(input: Field): Read {
  if (typeof input.value === 'string') {
    return { system: [], messages: [{ role: 'user', parts: [{ type: 'text', text: input.value }] }] };
  }
  if (input.isPresent && !Array.isArray(input.value)) throw input.wrongType('string or array');
  const system: TextPart[] = [];
  const messages: ChatMessage[] = [];
  let ahead: ReturnType<typeof unpackState> = null;
  for (const item of input.items()) {
    const next = stateForNext(item);
    if (next !== null) {
      ahead = next;
      continue;
    }
    const message = readItem(item);
    const [part] = message.parts;
    if (ahead !== null && part?.type === 'tool-call') message.parts = [{ ...part, state: ahead.state }];
    ahead = null;
    if (message.role !== 'system' || messages.length > 0) messages.push(message);
    else system.push(...message.parts.filter((text): text is TextPart => text.type === 'text'));
  }
  return { system, messages };
}

function stateForNext(item: Field): ReturnType<typeof unpackState> {
  const encrypted = item.at('encrypted_content').value;
  if (item.at('type').value !== 'reasoning' || typeof encrypted !== 'string') return null;
  const unpacked = unpackState(encrypted);
  return unpacked?.place === 'next' ? unpacked : null;
}

function readItem(item: Field): ChatMessage {
  switch (item.at('type').optional(asString) ?? 'message') {
    case 'message':
      return readMessage(item);
    case 'function_call':
      return assistant({
        type: 'tool-call',
        id: item.at('call_id').string(),
        name: item.at('name').string(),
        input: item.at('arguments').string(),
      });
    case 'custom_tool_call':
      return assistant({
        type: 'tool-call',
        id: item.at('call_id').string(),
        name: item.at('name').string(),
        input: item.at('input').string(),
        isFreeform: true,
      });
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'user', parts: [readOutput(item)] };
    case 'reasoning':
      return assistant(readReasoning(item));
    case 'item_reference':
      throw item.broken('item_reference: the item lies with another provider. Send the item itself.');
    default:
      return assistant({ type: 'native', dialect: ID, value: item.object() });
  }
}

function assistant(part: Part): ChatMessage {
  return { role: 'assistant', parts: [part] };
}

function readReasoning(item: Field): ReasoningPart {
  const value = item.object();
  const encrypted = item.at('encrypted_content').optional(asString);
  return {
    type: 'reasoning',
    text: joinedText([...objectsIn(value, 'summary'), ...objectsIn(value, 'content')]),
    state: encrypted === null ? null : encryptedState(item.at('id').optional(asString) ?? '', encrypted),
  };
}

const ROLES = ['user', 'assistant', 'system', 'developer'] as const;

function readMessage(item: Field): ChatMessage {
  const role = item.at('role').oneOf(ROLES);
  const content = item.at('content');
  if (content.isPresent && typeof content.value !== 'string' && !Array.isArray(content.value)) {
    throw content.wrongType('string or array');
  }
  const parts: Part[] =
    typeof content.value === 'string' ? [{ type: 'text', text: content.value }] : content.items().map(readPart);
  return { role: role === 'developer' ? 'system' : role, parts };
}

function readOutput(item: Field): ToolResultPart {
  const output = item.at('output');
  const isResult = (part: Part): part is ResultPart =>
    part.type === 'text' || part.type === 'image' || part.type === 'document';
  const parts: ResultPart[] =
    typeof output.value === 'string'
      ? [{ type: 'text', text: output.value }]
      : output.items().map(readPart).filter(isResult);
  return { type: 'tool-result', callId: item.at('call_id').string(), name: null, parts, isError: false };
}

const PARTS = [
  'input_text',
  'output_text',
  'text',
  'summary_text',
  'refusal',
  'input_image',
  'input_file',
  'input_audio',
] as const;

function readPart(part: Field): Part {
  const type = part.at('type').oneOf(PARTS);
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'summary_text': {
      const citations = objectsIn(part.object(), 'annotations').flatMap(readAnnotation);
      return { type: 'text', text: part.at('text').string(), ...(citations.length === 0 ? {} : { citations }) };
    }
    case 'refusal':
      return { type: 'text', text: part.at('refusal').string(), isRefusal: true };
    case 'input_image':
      return readImage(part);
    case 'input_file':
      return readFile(part);
    case 'input_audio': {
      const audio = part.at('input_audio');
      const mimeType = audio.at('format').value === 'mp3' ? 'audio/mpeg' : 'audio/wav';
      return { type: 'audio', source: { type: 'base64', mimeType, data: audio.at('data').string() } };
    }
  }
}

function fileSource(id: string): MediaSource {
  return { type: 'file', id, mimeType: null, dialect: ID };
}

function readImage(part: Field): ImagePart {
  const url = part.at('image_url').optional(asString);
  const detail = part.at('detail').optional(asString);
  const source = url === null ? fileSource(part.at('file_id').string()) : sourceOf(url);
  return { type: 'image', source, ...(detail === null ? {} : { detail }) };
}

function readFile(part: Field): DocumentPart {
  const name = part.at('filename').optional(asString);
  const data = part.at('file_data').optional(asString);
  const url = part.at('file_url').optional(asString);
  if (data !== null) {
    const source = data.startsWith('data:')
      ? sourceOf(data)
      : { type: 'base64' as const, mimeType: 'application/pdf', data };
    return { type: 'document', source, name };
  }
  if (url !== null) return { type: 'document', source: { type: 'url', url, mimeType: null }, name };
  return { type: 'document', source: fileSource(part.at('file_id').string()), name };
}
