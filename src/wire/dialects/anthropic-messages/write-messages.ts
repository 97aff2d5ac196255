/** The conversation as Anthropic's `messages`: results after their calls, thinking only where Claude signed it. */
import type {
  CacheMark,
  ChatMessage,
  DocumentPart,
  ImagePart,
  Part,
  ReasoningPart,
  ResultPart,
  TextPart,
} from '../../chat/call.ts';
import { pairTools } from '../../chat/pair-tools.ts';
import { spell, type Spelling } from '../../chat/tool-spelling.ts';
import {
  extraFor,
  inputObject,
  inputText,
  FOREIGN_FILE,
  isBlank,
  refuseMedia,
  systemTurnsAsUser,
  type Warnings,
  type Writing,
} from '../../chat/writing.ts';
import type { JsonObject } from '../../json/object.ts';
import { writeCitation } from './citations.ts';

const ID = 'anthropic-messages';

export const TOOL_NAME: Spelling = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 128 };
const TOOL_ID: Spelling = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 128 };

interface Written {
  messages: JsonObject[];
  /** False when the last turn of the assistant calls tools without thinking before: older models then refuse `thinking`. */
  startsWithThinking: boolean;
}

export function writeMessages({ call, options, warnings }: Writing): Written {
  const turns = options.quirks.takesSystemTurns === true ? call.messages : systemTurnsAsUser(call.messages);
  const messages = pairTools(turns)
    .map((message) => writeMessage(message, warnings))
    .filter(({ content }) => content.length > 0);
  trimPrefill(messages);
  const last = messages.findLast(({ role }) => role === 'assistant');
  const calls = last?.content.some(({ type }) => type === 'tool_use') ?? false;
  const first = last?.content[0]?.['type'];
  return {
    messages: messages.map(({ role, content }) => ({ role, content })),
    startsWithThinking: !calls || first === 'thinking' || first === 'redacted_thinking',
  };
}

interface WrittenMessage {
  role: string;
  content: JsonObject[];
}

function writeMessage({ role, parts }: ChatMessage, warnings: Warnings): WrittenMessage {
  return { role, content: parts.flatMap((part) => writePart(part, { role, warnings })) };
}

interface Place {
  role: string;
  warnings: Warnings;
}

function writePart(part: Part, place: Place): JsonObject[] {
  switch (part.type) {
    case 'reasoning':
      return writeReasoning(part, place);
    case 'tool-call':
      return [
        {
          type: 'tool_use',
          id: spell(part.id, TOOL_ID),
          name: spell(part.name, TOOL_NAME),
          input: inputObject(inputText(part)),
          ...extraFor(part.extra, ID),
          ...cacheControl(part.cache),
        },
      ];
    case 'tool-result':
      return [
        {
          type: 'tool_result',
          tool_use_id: spell(part.callId, TOOL_ID),
          content: part.parts.flatMap((inner) => writeContent(inner, place)),
          ...(part.isError ? { is_error: true } : {}),
          ...extraFor(part.extra, ID),
          ...cacheControl(part.cache),
        },
      ];
    case 'audio':
      throw refuseMedia('Claude takes no sound or film.');
    case 'text':
    case 'image':
    case 'document':
    case 'native':
      return writeContent(part, place);
  }
}

function writeContent(part: ResultPart, { role, warnings }: Place): JsonObject[] {
  switch (part.type) {
    case 'text':
      if (isBlank(part.text)) return [];
      return [role === 'assistant' ? withCitations(writeText(part), part) : writeText(part)];
    case 'image':
      return [writeMedia('image', part)];
    case 'document':
      return [writeDocument(part)];
    case 'native':
      if (part.dialect === ID) return [part.value];
      warnings.add('messages', `A block of type ${String(part.value['type'])} has no place in Claude's dialect.`);
      return [];
  }
}

export function writeText({ text, cache, extra }: TextPart): JsonObject {
  return { type: 'text', text, ...extraFor(extra, ID), ...cacheControl(cache) };
}

function withCitations(block: JsonObject, { citations = [] }: TextPart): JsonObject {
  const written = citations.flatMap((citation) =>
    citation.native?.dialect === ID ? (writeCitation(citation) ?? []) : [],
  );
  return written.length === 0 ? block : { ...block, citations: written };
}

export function cacheControl(cache: CacheMark | undefined): JsonObject {
  if (cache === undefined) return {};
  return { cache_control: { type: 'ephemeral', ...(cache.ttl === null ? {} : { ttl: cache.ttl }) } };
}

/** Thinking that Claude did not sign is refused by it, so it stays behind. */
function writeReasoning({ text, state }: ReasoningPart, { role, warnings }: Place): JsonObject[] {
  if (state?.issuer !== 'claude' || role !== 'assistant') {
    if (text !== '' || state !== null) warnings.add('messages', 'Reasoning that Claude did not sign is left out.');
    return [];
  }
  if (state.kind === 'redacted') return [{ type: 'redacted_thinking', data: state.value }];
  return [{ type: 'thinking', thinking: text, signature: state.value }];
}

function writeMedia(type: 'image' | 'document', part: ImagePart | DocumentPart): JsonObject {
  const { source } = part;
  const tail = { ...extraFor(part.extra, ID), ...cacheControl(part.cache) };
  switch (source.type) {
    case 'base64':
      return { type, source: { type: 'base64', media_type: source.mimeType, data: source.data }, ...tail };
    case 'url':
      return { type, source: { type: 'url', url: source.url }, ...tail };
    case 'text':
      return { type, source: { type: 'text', media_type: 'text/plain', data: source.text }, ...tail };
    case 'file':
      if (source.dialect !== ID) throw refuseMedia(FOREIGN_FILE);
      return { type, source: { type: 'file', file_id: source.id }, ...tail };
  }
}

function writeDocument(part: DocumentPart): JsonObject {
  const { source } = part;
  const isText = source.type === 'base64' && source.mimeType.startsWith('text/');
  const read: DocumentPart = isText
    ? { ...part, source: { type: 'text', text: Buffer.from(source.data, 'base64').toString('utf8') } }
    : part;
  const block = writeMedia('document', read);
  if (part.name !== null) block['title'] = part.name;
  if (part.context !== undefined) block['context'] = part.context;
  if (part.wantsCitations !== undefined) block['citations'] = { enabled: part.wantsCitations };
  return block;
}

/** The text that the answer is to go on from may not end in white space. */
function trimPrefill(messages: readonly WrittenMessage[]): void {
  const last = messages.at(-1);
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (block?.['type'] === 'text' && typeof block['text'] === 'string') block['text'] = block['text'].trimEnd();
}
