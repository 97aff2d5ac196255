/** The inner conversation as Gemini's `contents`. Source: Gemini API reference; pages on function calling and thought signatures. */
import { lookUp } from '../../chat/look-up.ts';
import type {
  ChatMessage,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
  ToolCallPart,
  ToolResultPart,
} from '../../chat/call.ts';
import { pairTools } from '../../chat/pair-tools.ts';
import { spell, type Spelling } from '../../chat/tool-spelling.ts';
import {
  FOREIGN_FILE,
  inputObject,
  inputText,
  isBlank,
  refuseMedia,
  systemTurnsAsUser,
  type Warnings,
  type Writing,
} from '../../chat/writing.ts';
import type { JsonObject } from '../../json/object.ts';
import { textIn } from '../../chat/decoding.ts';
import { generationOf } from './generation.ts';

const ID = 'gemini';

export const TOOL_NAME: Spelling = { forbidden: /[^a-zA-Z0-9_.:-]|^[^a-zA-Z_]/, maxLength: 64 };

/** Google's own words for a function call that another provider made: without a signature, Gemini 3 refuses the history. */
const NO_SIGNATURE = 'skip_thought_signature_validator';

interface Manners {
  warnings: Warnings;
  generation: number;
  sendsIds: boolean;
}

export function writeContents({ call, options, warnings }: Writing): JsonObject[] {
  const manners: Manners = {
    warnings,
    generation: generationOf(options.model),
    sendsIds: options.quirks.refusesCallIds !== true,
  };
  const contents = pairTools(systemTurnsAsUser(call.messages))
    .map((message) => ({ role: message.role === 'assistant' ? 'model' : 'user', parts: writeParts(message, manners) }))
    .filter(({ parts }) => parts.length > 0);
  // The first turn is the user's.
  return contents[0]?.role === 'model' ? [{ role: 'user', parts: [{ text: '.' }] }, ...contents] : contents;
}

function writeParts({ parts }: ChatMessage, manners: Manners): JsonObject[] {
  // One signature a step: that of its first call.
  let needsSignature = manners.generation >= 3;
  return parts.flatMap((part) => {
    if (part.type !== 'tool-call') return writePart(part, manners);
    const written = writeCallPart(part, { ...manners, needsSignature });
    needsSignature = false;
    return [written];
  });
}

function writePart(part: Exclude<Part, ToolCallPart>, manners: Manners): JsonObject[] {
  switch (part.type) {
    case 'text': {
      const signature = part.state?.issuer === 'gemini' ? { thoughtSignature: part.state.value } : {};
      return isBlank(part.text) ? [] : [{ text: part.text, ...signature }];
    }
    case 'reasoning':
      return writeThought(part, manners.warnings);
    case 'tool-result':
      return writeResult(part, manners);
    case 'image':
    case 'audio':
      return [writeMedia(part.source)];
    case 'document':
      return [part.source.type === 'text' ? { text: part.source.text } : writeMedia(part.source)];
    case 'native':
      if (part.dialect === ID) return [part.value];
      manners.warnings.add(
        'messages',
        `A block of type ${textIn(part.value, 'type') ?? '?'} has no place in Gemini's dialect.`,
      );
      return [];
  }
}

function writeThought({ text, state }: ReasoningPart, warnings: Warnings): JsonObject[] {
  if (state?.issuer === 'gemini') return [{ text, thought: true, thoughtSignature: state.value }];
  if (text !== '' || state !== null) warnings.add('messages', 'Reasoning that Gemini did not sign is left out.');
  return [];
}

function writeCallPart(
  part: ToolCallPart,
  { sendsIds, needsSignature }: Manners & { needsSignature: boolean },
): JsonObject {
  const own = part.state?.issuer === 'gemini' ? part.state.value : null;
  const signature = own ?? (needsSignature ? NO_SIGNATURE : null);
  return {
    functionCall: {
      ...(sendsIds ? { id: part.id } : {}),
      name: spell(part.name, TOOL_NAME),
      args: inputObject(inputText(part)),
    },
    ...(signature === null ? {} : { thoughtSignature: signature }),
  };
}

/** The response must be an object. Pictures go into it from Gemini 3 on, and beside it before. */
function writeResult(part: ToolResultPart, { warnings, generation, sendsIds }: Manners): JsonObject[] {
  const text = part.parts
    .map((inner) => textOf(inner, warnings))
    .filter((inner) => inner !== '')
    .join('\n');
  const media = part.parts.flatMap((inner) =>
    inner.type === 'image' || (inner.type === 'document' && inner.source.type !== 'text')
      ? [writeMedia(inner.source as MediaSource)]
      : [],
  );
  const isInside = generation >= 3 && media.length > 0;
  const response: JsonObject = {
    ...(sendsIds ? { id: part.callId } : {}),
    name: spell(part.name ?? part.callId, TOOL_NAME),
    response: part.isError ? { error: text } : { result: text },
    ...(isInside ? { parts: media } : {}),
  };
  return [{ functionResponse: response }, ...(isInside ? [] : media)];
}

function textOf(part: ResultPart, warnings: Warnings): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'document' && part.source.type === 'text') return part.source.text;
  if (part.type !== 'native') return '';
  warnings.add('messages', `A block of type ${textIn(part.value, 'type') ?? '?'} in a tool result is told as JSON.`);
  return JSON.stringify(part.value);
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
};

function writeMedia(source: MediaSource): JsonObject {
  switch (source.type) {
    case 'base64':
      return { inlineData: { mimeType: source.mimeType, data: source.data } };
    case 'url': {
      const extension = /\.(\w+)(?:[?#]|$)/.exec(source.url)?.[1]?.toLowerCase() ?? '';
      return {
        fileData: { mimeType: source.mimeType ?? lookUp(TYPES, extension) ?? 'image/jpeg', fileUri: source.url },
      };
    }
    case 'file':
      if (source.dialect !== ID) throw refuseMedia(FOREIGN_FILE);
      return { fileData: { ...(source.mimeType === null ? {} : { mimeType: source.mimeType }), fileUri: source.id } };
  }
}
