/** Converse's `messages` as the inner conversation. Bytes are base64 in JSON. Source: Amazon Bedrock API reference, ContentBlock. */
import { lookUp } from '../../chat/look-up.ts';
import type {
  CacheMark,
  ChatMessage,
  DocumentPart,
  ImagePart,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
} from '../../chat/call.ts';
import { asString, type Field } from '../../chat/field.ts';
import { readState } from '../../chat/opaque-state.ts';
import { withStatesAhead } from '../../chat/state-ahead.ts';
import { isObject } from '../../json/object.ts';
import { MIME_TYPES } from './media-types.ts';

const ID = 'bedrock-converse';

export function readMessages(messages: Field): ChatMessage[] {
  return messages.items().map((message) => ({
    role: message.at('role').oneOf(['user', 'assistant', 'system']),
    parts: readParts(message.at('content').items()),
  }));
}

export function readCachePoint(block: Field): CacheMark | null {
  const point = block.at('cachePoint');
  if (!point.isPresent) return null;
  const ttl = point.at('ttl').value;
  return { ttl: ttl === '5m' || ttl === '1h' ? ttl : null };
}

/** A cache point belongs to the block before it. */
function readParts(blocks: readonly Field[]): Part[] {
  const parts = withStatesAhead(blocks, {
    signatureOf: (block) => block.at('reasoningContent').at('reasoningText').at('signature').value,
    parts: (block) => {
      const cache = readCachePoint(block);
      return cache === null ? [readPart(block)] : [{ type: 'native', dialect: ID, value: { cachePoint: cache } }];
    },
  });
  const marked: Part[] = [];
  for (const part of parts) {
    const cache = part.type === 'native' ? part.value['cachePoint'] : undefined;
    const last = marked.at(-1);
    // A point that is null marks nothing.
    if (!isObject(cache)) marked.push(part);
    else if (last !== undefined && last.type !== 'native')
      marked[marked.length - 1] = { ...last, cache: cache as unknown as CacheMark };
  }
  return marked;
}

function readPart(block: Field): Part {
  const call = block.at('toolUse');
  if (call.isPresent) {
    const input = JSON.stringify(call.at('input').object());
    return { type: 'tool-call', id: call.at('toolUseId').string(), name: call.at('name').string(), input };
  }
  const result = block.at('toolResult');
  if (result.isPresent) {
    return {
      type: 'tool-result',
      callId: result.at('toolUseId').string(),
      name: null,
      parts: result.at('content').items().map(readContent),
      isError: result.at('status').value === 'error',
    };
  }
  if (block.at('reasoningContent').isPresent) return readReasoning(block.at('reasoningContent'));
  const media = block.atAny('video', 'audio');
  if (media.isPresent) return { type: 'audio', source: readSource(media) };
  return readContent(block);
}

function readReasoning(reasoning: Field): ReasoningPart {
  const redacted = reasoning.at('redactedContent').optional(asString);
  if (redacted !== null)
    return { type: 'reasoning', text: '', state: readState(redacted, { issuer: 'claude', kind: 'redacted' }) };
  const text = reasoning.at('reasoningText');
  const signature = text.at('signature').optional(asString);
  const state = signature === null ? null : readState(signature, { issuer: 'claude', kind: 'signature' });
  return { type: 'reasoning', text: text.at('text').string(), state };
}

/** Blocks that may also stand in a tool result. */
function readContent(block: Field): ResultPart {
  const value = block.object();
  if ('text' in value) return { type: 'text', text: block.at('text').string() };
  if ('json' in value) return { type: 'text', text: JSON.stringify(value['json']) };
  if ('image' in value) return readImage(block.at('image'));
  if ('document' in value) return readDocument(block.at('document'));
  const guarded = block.at('guardContent').at('text').at('text');
  if (guarded.isPresent) return { type: 'text', text: guarded.string() };
  const cited = block.at('citationsContent').at('content');
  if (cited.isPresent)
    return {
      type: 'text',
      text: cited
        .items()
        .map((part) => part.at('text').string())
        .join(''),
    };
  if (Object.keys(value).length === 0)
    throw block.broken(
      'The block must set one of the following keys: text, image, document, video, toolUse, toolResult.',
    );
  return { type: 'native', dialect: ID, value };
}

const IMAGE_FORMATS = ['png', 'jpeg', 'gif', 'webp'] as const;

function readImage(image: Field): ImagePart {
  image.at('format').oneOf(IMAGE_FORMATS);
  return { type: 'image', source: readSource(image) };
}

function readSource(media: Field): MediaSource {
  const format = media.at('format').string();
  const mimeType = lookUp(MIME_TYPES, format) ?? `application/${format}`;
  const uri = media.at('source').at('s3Location').at('uri').optional(asString);
  if (uri !== null) return { type: 'file', id: uri, mimeType, dialect: ID };
  return { type: 'base64', mimeType, data: media.at('source').at('bytes').string() };
}

function readDocument(document: Field): DocumentPart {
  const name = document.at('name').optional(asString);
  const context = document.at('context').optional(asString);
  const text = document.at('source').at('text').optional(asString);
  const cites = document.at('citations').at('enabled').value === true;
  return {
    type: 'document',
    source: text === null ? readSource(document) : { type: 'text', text },
    name,
    ...(context === null ? {} : { context }),
    ...(cites ? { wantsCitations: true } : {}),
  };
}
