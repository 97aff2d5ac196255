/** The inner conversation as Converse's `messages`: strict turns, no blank text, and system messages lifted out of it. */
import type {
  CacheMark,
  ChatMessage,
  DocumentPart,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
} from '../../chat/call.ts';
import { textIn } from '../../chat/decoding.ts';
import { pairTools } from '../../chat/pair-tools.ts';
import { spell, type Spelling } from '../../chat/tool-spelling.ts';
import { inputObject, inputText, isBlank, refuseMedia, type Warnings, type Writing } from '../../chat/writing.ts';
import type { JsonObject } from '../../json/object.ts';
import { formatOf } from './media-types.ts';

const ID = 'bedrock-converse';

export const TOOL_NAME: Spelling = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 64 };
const TOOL_ID: Spelling = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 64 };

interface Written {
  messages: JsonObject[];
  system: JsonObject[];
  /** Of the tools that the conversation has called. */
  toolNames: Set<string>;
  startsWithThinking: boolean;
}

interface Manners {
  warnings: Warnings;
  isClaude: boolean;
  toolId: Spelling;
  /** Names of documents must differ. */
  documents: Set<string>;
}

export function writeMessages({ call, options, warnings }: Writing, isClaude: boolean): Written {
  const exactLength = options.quirks.toolIdLength;
  const toolId = exactLength === undefined ? TOOL_ID : { ...TOOL_ID, exactLength };
  const manners: Manners = { warnings, isClaude, toolId, documents: new Set() };
  const system = call.messages
    .filter(({ role }) => role === 'system')
    .flatMap((message) => liftedText(message, isClaude));
  const turns = pairTools(call.messages.filter(({ role }) => role !== 'system'));
  const messages = turns
    .map(({ role, parts }) => ({ role, content: withText(parts.flatMap((part) => writePart(part, manners))) }))
    .filter(({ content }) => content.length > 0);
  if (messages[0]?.role === 'assistant') messages.unshift({ role: 'user', content: [{ text: '.' }] });
  trimPrefill(messages);
  const names = turns.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === 'tool-call' ? [spell(part.name, TOOL_NAME)] : [])),
  );
  const last = messages.findLast(({ role }) => role === 'assistant')?.content ?? [];
  const calls = last.some((block) => 'toolUse' in block);
  const startsWithThinking = !calls || (last[0] !== undefined && 'reasoningContent' in last[0]);
  return { messages, system, toolNames: new Set(names), startsWithThinking };
}

function liftedText({ parts }: ChatMessage, marks: boolean): JsonObject[] {
  return parts.flatMap((part) =>
    part.type === 'text' ? [{ text: part.text }, ...(marks ? cachePoint(part.cache) : [])] : [],
  );
}

/** After the block that it marks. */
export function cachePoint(cache: CacheMark | undefined): JsonObject[] {
  if (cache === undefined) return [];
  return [{ cachePoint: { type: 'default', ...(cache.ttl === null ? {} : { ttl: cache.ttl }) } }];
}

/** A message with a document needs text beside it. */
function withText(content: JsonObject[]): JsonObject[] {
  const isBare = content.some((block) => 'document' in block) && !content.some((block) => 'text' in block);
  return isBare ? [...content, { text: '.' }] : content;
}

/** What the answer is to go on from may not end in white space. */
function trimPrefill(messages: readonly { role: string; content: JsonObject[] }[]): void {
  const last = messages.at(-1);
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (block !== undefined && typeof block['text'] === 'string') block['text'] = block['text'].trimEnd();
}

function writePart(part: Part, manners: Manners): JsonObject[] {
  const marks = manners.isClaude ? cachePoint(part.cache) : [];
  switch (part.type) {
    case 'reasoning':
      return writeReasoning(part, manners);
    case 'tool-call': {
      const named = { toolUseId: spell(part.id, manners.toolId), name: spell(part.name, TOOL_NAME) };
      return [{ toolUse: { ...named, input: inputObject(inputText(part)) } }, ...marks];
    }
    case 'tool-result': {
      const content = part.parts.flatMap((inner) => writeContent(inner, manners));
      const status = part.isError ? { status: 'error' } : {};
      const told = content.length === 0 ? [{ text: '(no output)' }] : content;
      return [{ toolResult: { toolUseId: spell(part.callId, manners.toolId), content: told, ...status } }, ...marks];
    }
    case 'audio': {
      const kind = part.source.mimeType?.startsWith('video/') === true ? 'video' : 'audio';
      return [{ [kind]: mediaOf(part.source) }];
    }
    case 'text':
    case 'image':
    case 'document':
    case 'native':
      return [...writeContent(part, manners), ...marks];
  }
}

function writeReasoning({ text, state }: ReasoningPart, { warnings, isClaude }: Manners): JsonObject[] {
  if (!isClaude || state?.issuer !== 'claude') {
    if (text !== '' || state !== null) warnings.add('messages', 'Reasoning that this model did not sign is left out.');
    return [];
  }
  if (state.kind === 'redacted') return [{ reasoningContent: { redactedContent: state.value } }];
  return [{ reasoningContent: { reasoningText: { text, signature: state.value } } }];
}

function writeContent(part: ResultPart, { warnings, documents }: Manners): JsonObject[] {
  switch (part.type) {
    case 'text':
      return isBlank(part.text) ? [] : [{ text: part.text }];
    case 'image':
      return [{ image: mediaOf(part.source) }];
    case 'document':
      return [writeDocument(part, documents)];
    case 'native':
      if (part.dialect === ID) return [part.value];
      warnings.add(
        'messages',
        `A block of type ${textIn(part.value, 'type') ?? '?'} has no place in Bedrock Converse.`,
      );
      return [];
  }
}

function mediaOf(source: MediaSource): JsonObject {
  const format = formatOf(source.mimeType ?? '');
  if (source.type === 'url') throw refuseMedia('Bedrock takes no pictures or files by URL: send the data itself.');
  if (format === null)
    throw refuseMedia(`Bedrock Converse does not take files of type ${source.mimeType ?? 'unknown'}.`);
  if (source.type === 'base64') return { format, source: { bytes: source.data } };
  if (source.dialect === ID) return { format, source: { s3Location: { uri: source.id } } };
  throw refuseMedia('A file that lies with another provider cannot be sent: send the data itself.');
}

function writeDocument(part: DocumentPart, documents: Set<string>): JsonObject {
  const { source } = part;
  const media = source.type === 'text' ? { format: 'txt', source: { text: source.text } } : mediaOf(source);
  return {
    document: {
      name: documentName(part.name, documents),
      ...media,
      ...(part.context === undefined ? {} : { context: part.context }),
      ...(part.wantsCitations === true ? { citations: { enabled: true } } : {}),
    },
  };
}

/** Letters, digits, single blanks, hyphens and brackets; each name once. */
function documentName(name: string | null, taken: Set<string>): string {
  const clean = (name ?? 'document')
    .replaceAll(/[^a-zA-Z0-9\-()[\] ]+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  const plain = clean === '' ? 'document' : clean;
  let unique = plain;
  for (let count = 2; taken.has(unique); count += 1) unique = `${plain} ${count}`;
  taken.add(unique);
  return unique;
}
