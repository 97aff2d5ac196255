/** The inner conversation as OpenAI's `messages`: one tool message per result, and pictures of results after them all. */
import { lookUp } from '../../chat/look-up.ts';
import type {
  CacheMark,
  ChatMessage,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../chat/call.ts';
import { pairTools } from '../../chat/pair-tools.ts';
import { TEXT_ONLY } from '../../chat/refused-members.ts';
import { spell, type Spelling } from '../../chat/tool-spelling.ts';
import type { TargetQuirks } from '../../chat/translator.ts';
import {
  FOREIGN_FILE,
  inputText,
  isBlank,
  refuseMedia,
  systemTurnsAsUser,
  withoutBillingLine,
  type Warnings,
  type Writing,
} from '../../chat/writing.ts';
import type { JsonObject } from '../../json/object.ts';
import { detailsOf } from './reasoning-details.ts';

const ID = 'openai-chat';

export const TOOL_NAME: Spelling = { forbidden: /[^a-zA-Z0-9_-]/, maxLength: 64 };

interface Manners {
  quirks: TargetQuirks;
  warnings: Warnings;
  toolId: Spelling;
}

export function writeMessages({ call, options, warnings }: Writing): JsonObject[] {
  const { quirks } = options;
  const exact = quirks.toolIdLength === undefined ? {} : { exactLength: quirks.toolIdLength };
  const manners: Manners = { quirks, warnings, toolId: { forbidden: /[^a-zA-Z0-9_.:-]/, maxLength: 40, ...exact } };
  const system = withoutBillingLine(call.system);
  const head = system.length === 0 ? [] : [{ role: 'system', content: contentOf(system, manners) }];
  const turns = quirks.alternatesTurns === true ? alternating(call.messages) : call.messages;
  return [...head, ...pairTools(turns).flatMap((message) => writeMessage(message, manners))];
}

/** System messages as the user's at their place, the user first, and turns of the same one as one. */
function alternating(messages: readonly ChatMessage[]): ChatMessage[] {
  const turns: ChatMessage[] = [];
  for (const { role, parts } of systemTurnsAsUser(messages)) {
    const last = turns.at(-1);
    if (last?.role === role) last.parts = [...last.parts, ...parts];
    else turns.push({ role, parts });
  }
  return turns[0]?.role === 'assistant' ? [{ role: 'user', parts: [{ type: 'text', text: '.' }] }, ...turns] : turns;
}

function writeMessage(message: ChatMessage, manners: Manners): JsonObject[] {
  const named = message.name === undefined ? {} : { name: message.name };
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: contentOf(message.parts, manners), ...named }];
    case 'assistant':
      return [{ ...writeAssistant(message.parts, manners), ...named }];
    case 'user': {
      const results = message.parts.filter((part): part is ToolResultPart => part.type === 'tool-result');
      const others = message.parts.filter((part) => part.type !== 'tool-result');
      const pictures = results.flatMap(({ parts }) => parts.filter(isMedia));
      const shown = [...pictures, ...others];
      return [
        ...results.map((result) => writeResult(result, manners)),
        ...(shown.length === 0 ? [] : [{ role: 'user', content: contentOf(shown, manners), ...named }]),
      ];
    }
  }
}

function isMedia({ type }: ResultPart): boolean {
  return type === 'image' || type === 'document';
}

/** There is no mark for an error, so the text says it. */
function writeResult(
  { callId, parts, isError, cache }: ToolResultPart,
  { quirks, warnings, toolId }: Manners,
): JsonObject {
  const texts = parts.map((part) => {
    if (part.type === 'text') return part.text;
    if (part.type === 'native') {
      warnings.add('messages', `A block of type ${String(part.value['type'])} in a tool result is told as JSON.`);
      return JSON.stringify(part.value);
    }
    return `[${part.type} in the next message]`;
  });
  const content = texts.join('\n');
  const marks = quirks.takesCacheMarks === true ? cacheControl(cache) : {};
  return {
    role: 'tool',
    tool_call_id: spell(callId, toolId),
    content: isError ? `Error: ${content}` : content,
    ...marks,
  };
}

function writeAssistant(parts: readonly Part[], manners: Manners): JsonObject {
  const { warnings } = manners;
  const said = parts.filter((part): part is TextPart => part.type === 'text');
  const texts = said.filter(({ isRefusal }) => isRefusal !== true);
  const refusals = said.filter(({ isRefusal }) => isRefusal === true);
  const calls = parts.filter((part): part is ToolCallPart => part.type === 'tool-call');
  const thoughts = parts.filter((part): part is ReasoningPart => part.type === 'reasoning');
  for (const part of parts) if (part.type === 'native') noteNative(part.value, warnings);
  const message: JsonObject = { role: 'assistant', content: texts.length === 0 ? null : contentOf(texts, manners) };
  if (refusals.length > 0) message['refusal'] = refusals.map(({ text }) => text).join('');
  if (calls.length > 0) message['tool_calls'] = calls.map((call) => writeCallPart(call, manners));
  writeThoughts(message, thoughts, manners);
  // A message that says nothing at all is refused.
  if (message['content'] === null && calls.length === 0 && refusals.length === 0) message['content'] = '';
  return message;
}

function writeThoughts(
  message: JsonObject,
  thoughts: readonly ReasoningPart[],
  { quirks, warnings }: Pick<Manners, 'quirks' | 'warnings'>,
): void {
  const { reasoningField, needsReasoningField, takesReasoningDetails } = quirks;
  const details = takesReasoningDetails === true ? detailsOf(thoughts) : [];
  if (details.length > 0) {
    message['reasoning_details'] = details;
    return;
  }
  const text = thoughts.map((thought) => thought.text).join('');
  if (reasoningField === undefined || (text === '' && needsReasoningField !== true)) {
    if (thoughts.length > 0) warnings.add('messages', 'Earlier reasoning is left out: this provider takes none back.');
  } else if (reasoningField === 'thinking') message['content'] = thoughtBefore(text, message['content']);
  else message[reasoningField] = text;
}

/** Mistral's: a part of the content, before the words. */
function thoughtBefore(text: string, content: unknown): JsonObject[] {
  const words = typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
  return [{ type: 'thinking', thinking: [{ type: 'text', text }] }, ...words];
}

function noteNative(value: JsonObject, warnings: Warnings): void {
  warnings.add('messages', `A block of type ${String(value['type'])} has no place in OpenAI Chat Completions.`);
}

function writeCallPart(call: ToolCallPart, { quirks, toolId }: Manners): JsonObject {
  const id = spell(call.id, toolId);
  const name = spell(call.name, TOOL_NAME);
  if (call.isFreeform === true && quirks.takesCustomTools === true) {
    return { id, type: 'custom', custom: { name, input: call.input } };
  }
  const state = call.state?.issuer === 'gemini' && quirks.takesGoogleState === true ? call.state.value : null;
  return {
    id,
    type: 'function',
    function: { name, arguments: inputText(call) },
    ...(state === null ? {} : { extra_content: { google: { thought_signature: state } } }),
  };
}

/** Blank text beside other text says nothing. */
function withoutBlanks(texts: readonly TextPart[]): readonly TextPart[] {
  const said = texts.filter(({ text }) => !isBlank(text));
  return said.length === 0 ? texts : said;
}

/** A string where there is nothing but text: every host takes that. */
function contentOf(parts: readonly Part[], manners: Manners): unknown {
  const { quirks, warnings } = manners;
  const keepsMarks = quirks.takesCacheMarks === true && parts.some(({ cache }) => cache !== undefined);
  const texts = withoutBlanks(parts.filter((part): part is TextPart => part.type === 'text'));
  if (parts.every(({ type }) => type === 'text') && !keepsMarks) return texts.map(({ text }) => text).join('\n\n');
  if (quirks.contentAsString === true) {
    throw refuseMedia(TEXT_ONLY);
  }
  return parts.flatMap((part) => {
    const written = writePart(part, warnings);
    return written === null
      ? []
      : [{ ...written, ...(quirks.takesCacheMarks === true ? cacheControl(part.cache) : {}) }];
  });
}

function writePart(part: Part, warnings: Warnings): JsonObject | null {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image': {
      const url = urlOf(part.source);
      return { type: 'image_url', image_url: { url, ...(part.detail === undefined ? {} : { detail: part.detail }) } };
    }
    case 'document':
      return writeFile(part.source, part.name);
    case 'audio':
      return writeAudio(part.source);
    case 'native':
      noteNative(part.value, warnings);
      return null;
    case 'reasoning':
    case 'tool-call':
    case 'tool-result':
      return null;
  }
}

/** Data as a `data:` URL. */
export function urlOf(source: MediaSource): string {
  if (source.type === 'base64') return `data:${source.mimeType};base64,${source.data}`;
  if (source.type === 'url') return source.url;
  throw refuseMedia(FOREIGN_FILE);
}

function writeFile(source: MediaSource | { type: 'text'; text: string }, name: string | null): JsonObject {
  if (source.type === 'text') return { type: 'text', text: name === null ? source.text : `${name}:\n${source.text}` };
  if (source.type === 'file' && (source.dialect === ID || source.dialect === 'openai-responses')) {
    return { type: 'file', file: { file_id: source.id } };
  }
  if (source.type === 'base64' && source.mimeType.startsWith('text/')) {
    const text = Buffer.from(source.data, 'base64').toString('utf8');
    return { type: 'text', text: name === null ? text : `${name}:\n${text}` };
  }
  if (source.type === 'base64') {
    const data = `data:${source.mimeType};base64,${source.data}`;
    return { type: 'file', file: { filename: name ?? 'document.pdf', file_data: data } };
  }
  throw refuseMedia('A document by URL or file id cannot be sent to this provider: send the data itself.');
}

const AUDIO_FORMATS: Readonly<Record<string, string>> = { 'audio/mpeg': 'mp3', 'audio/mp3': 'mp3', 'audio/wav': 'wav' };

function writeAudio(source: MediaSource): JsonObject {
  const format = source.type === 'base64' ? lookUp(AUDIO_FORMATS, source.mimeType) : undefined;
  if (source.type === 'base64' && format !== undefined) {
    return { type: 'input_audio', input_audio: { data: source.data, format } };
  }
  throw refuseMedia('OpenAI takes sound as MP3 or WAV data, and no film.');
}

export function cacheControl(cache: CacheMark | undefined): JsonObject {
  if (cache === undefined) return {};
  return { cache_control: { type: 'ephemeral', ...(cache.ttl === null ? {} : { ttl: cache.ttl }) } };
}
