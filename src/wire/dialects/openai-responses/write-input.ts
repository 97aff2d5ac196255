/** The inner conversation as items of `input`: calls, their outputs and reasoning are items beside the messages. */
import { lookUp } from '../../chat/look-up.ts';
import type {
  ChatMessage,
  DocumentPart,
  ImagePart,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../chat/call.ts';
import { textIn } from '../../chat/decoding.ts';
import { pairTools } from '../../chat/pair-tools.ts';
import { spell, type Spelling } from '../../chat/tool-spelling.ts';
import type { TargetQuirks } from '../../chat/translator.ts';
import { FOREIGN_FILE, inputText, refuseMedia, type Warnings, type Writing } from '../../chat/writing.ts';
import type { JsonObject } from '../../json/object.ts';
import { urlOf } from '../openai-chat/write-messages.ts';
import { splitState } from './reasoning.ts';

const ID = 'openai-responses';

export const TOOL_NAME: Spelling = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 64 };
const CALL_ID: Spelling = { forbidden: /[^a-zA-Z0-9_.:-]/, maxLength: 64 };

interface Manners {
  quirks: TargetQuirks;
  warnings: Warnings;
  /** Calls of free-form tools: their outputs have a type of their own. */
  freeform: Set<string>;
}

export function writeInput({ call, options, warnings }: Writing): JsonObject[] {
  const manners: Manners = { quirks: options.quirks, warnings, freeform: new Set() };
  return pairTools(call.messages).flatMap((message) => writeMessage(message, manners));
}

/** Content of a message stays together; what is an item of its own comes at its place. */
function writeMessage({ role, parts }: ChatMessage, manners: Manners): JsonObject[] {
  const items: JsonObject[] = [];
  let content: JsonObject[] = [];
  const flush = (): void => {
    if (content.length > 0) items.push({ type: 'message', role, content });
    content = [];
  };
  for (const part of parts) {
    const item = writeItem(part, manners);
    if (item !== null) {
      flush();
      items.push(...item);
    } else content.push(...writeContent(part, role, manners));
  }
  flush();
  return items;
}

/** null for what is content of a message. */
function writeItem(part: Part, manners: Manners): JsonObject[] | null {
  switch (part.type) {
    case 'tool-call':
      return [writeCallItem(part, manners)];
    case 'tool-result':
      return [writeOutput(part, manners)];
    case 'reasoning':
      return writeReasoning(part, manners);
    case 'native':
      if (part.dialect === ID) return [part.value];
      manners.warnings.add(
        'messages',
        `A block of type ${textIn(part.value, 'type') ?? '?'} has no place in OpenAI Responses.`,
      );
      return [];
    case 'text':
    case 'image':
    case 'document':
    case 'audio':
      return null;
  }
}

function writeCallItem(part: ToolCallPart, { quirks, freeform }: Manners): JsonObject {
  const named = { call_id: spell(part.id, CALL_ID), name: spell(part.name, TOOL_NAME) };
  if (part.isFreeform === true && quirks.takesCustomTools !== false) {
    freeform.add(part.id);
    return { type: 'custom_tool_call', ...named, input: part.input };
  }
  return { type: 'function_call', ...named, arguments: inputText(part) };
}

function writeOutput({ callId, parts, isError }: ToolResultPart, manners: Manners): JsonObject {
  const isPlain = parts.every(({ type }) => type === 'text');
  const texts = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  const content = parts.flatMap((part) => writeContent(part, 'user', manners));
  const output = isPlain
    ? isError
      ? `Error: ${texts}`
      : texts
    : isError
      ? [{ type: 'input_text', text: 'Error:' }, ...content]
      : content;
  const type = manners.freeform.has(callId) ? 'custom_tool_call_output' : 'function_call_output';
  return { type, call_id: spell(callId, CALL_ID), output };
}

/** Reasoning goes back only as OpenAI encrypted it. */
function writeReasoning({ text, state }: ReasoningPart, { warnings }: Manners): JsonObject[] {
  if (state?.issuer !== 'gpt') {
    if (text !== '' || state !== null) warnings.add('messages', 'Reasoning that OpenAI did not encrypt is left out.');
    return [];
  }
  const { id, encrypted } = splitState(state);
  const summary = text === '' ? [] : [{ type: 'summary_text', text }];
  return [{ type: 'reasoning', ...(id === '' ? {} : { id }), summary, encrypted_content: encrypted }];
}

function writeContent(part: Part | ResultPart, role: ChatMessage['role'], { warnings }: Manners): JsonObject[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [writeText(part, role)];
    case 'image':
      return [writeImage(part)];
    case 'document':
      return [writeFile(part)];
    case 'audio':
      return [writeAudio(part.source)];
    case 'native':
      warnings.add(
        'messages',
        `A block of type ${textIn(part.value, 'type') ?? '?'} in a tool result is told as JSON.`,
      );
      return [{ type: 'input_text', text: JSON.stringify(part.value) }];
    case 'reasoning':
    case 'tool-call':
    case 'tool-result':
      return [];
  }
}

function writeText({ text, isRefusal }: TextPart, role: ChatMessage['role']): JsonObject {
  if (role !== 'assistant') return { type: 'input_text', text };
  return isRefusal === true ? { type: 'refusal', refusal: text } : { type: 'output_text', text };
}

function writeImage({ source, detail = 'auto' }: ImagePart): JsonObject {
  if (source.type === 'file' && isOwnFile(source.dialect)) return { type: 'input_image', file_id: source.id, detail };
  return { type: 'input_image', image_url: urlOf(source), detail };
}

const AUDIO_FORMATS: Readonly<Record<string, string>> = { 'audio/mpeg': 'mp3', 'audio/mp3': 'mp3', 'audio/wav': 'wav' };

function writeAudio(source: MediaSource): JsonObject {
  const format = source.type === 'base64' ? lookUp(AUDIO_FORMATS, source.mimeType) : undefined;
  if (source.type === 'base64' && format !== undefined) {
    return { type: 'input_audio', input_audio: { data: source.data, format } };
  }
  throw refuseMedia('OpenAI takes sound as MP3 or WAV data, and no film.');
}

function isOwnFile(dialect: string): boolean {
  return dialect === ID || dialect === 'openai-chat';
}

function writeFile({ source, name }: DocumentPart): JsonObject {
  switch (source.type) {
    case 'text':
      return { type: 'input_text', text: name === null ? source.text : `${name}:\n${source.text}` };
    case 'url':
      return { type: 'input_file', file_url: source.url };
    case 'base64':
      return {
        type: 'input_file',
        filename: name ?? 'document.pdf',
        file_data: `data:${source.mimeType};base64,${source.data}`,
      };
    case 'file':
      if (!isOwnFile(source.dialect)) throw refuseMedia(FOREIGN_FILE);
      return { type: 'input_file', file_id: source.id };
  }
}
