/** Whole answers of Gemini, read and written. Source: Gemini API reference, `GenerateContentResponse`. */
import { objectIn, objectsIn, textIn } from '../../chat/decoding.ts';
import type { Citation, OpaqueState } from '../../chat/call.ts';
import type { AnswerPart, ChatAnswer } from '../../chat/event.ts';
import { restoreAnswer } from '../../chat/restoration.ts';
import type { AnswerContext, DecodeContext } from '../../chat/translator.ts';
import { inputObject, inputText } from '../../chat/writing.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, type Usage } from '../../usage.ts';
import { readSignature, writeSignature } from './bytes-fields.ts';
import { readFinishReason, writeFinishReason } from './finish-reasons.ts';
import { readSearches, readUsage, writeUsage } from './read-usage.ts';

const ID = 'gemini';

export type GeminiPart = AnswerPart;

/** `ownId` is for a call that has no id, as all of Vertex AI's. */
export function readPart(part: JsonObject, ownId: string): GeminiPart {
  const signature = textIn(part, 'thoughtSignature');
  const state = signature === null ? null : readSignature(signature);
  const text = textIn(part, 'text');
  if (text !== null) {
    if (part['thought'] === true) return { type: 'reasoning', text, state };
    return { type: 'text', text, isRefusal: false, citations: [], state };
  }
  const call = part['functionCall'];
  if (isObject(call)) {
    const id = textIn(call, 'id') ?? ownId;
    const input = JSON.stringify(objectIn(call, 'args'));
    return { type: 'tool-call', id, name: textIn(call, 'name') ?? '', input, isFreeform: false, state };
  }
  const inline = part['inlineData'];
  if (isObject(inline) && textIn(inline, 'mimeType')?.startsWith('image/') === true) {
    const source = {
      type: 'base64' as const,
      mimeType: textIn(inline, 'mimeType') ?? '',
      data: textIn(inline, 'data') ?? '',
    };
    return { type: 'image', source };
  }
  return { type: 'native', dialect: ID, value: part };
}

/** Where the answer was found, by search or in known text. */
export function citationsIn(candidate: JsonObject): Citation[] {
  const chunks = objectsIn(objectIn(candidate, 'groundingMetadata'), 'groundingChunks').map((chunk) =>
    objectIn(chunk, 'web'),
  );
  const sources = objectsIn(objectIn(candidate, 'citationMetadata'), 'citations');
  return [...chunks, ...sources].flatMap((source): Citation[] => {
    const url = textIn(source, 'uri');
    return url === null ? [] : [{ url, title: textIn(source, 'title'), citedText: null, native: null }];
  });
}

/** Throws SyntaxError where this is no answer. */
export function readAnswer(body: JsonObject, context: DecodeContext): ChatAnswer {
  const [candidate] = objectsIn(body, 'candidates');
  const blocked = textIn(objectIn(body, 'promptFeedback'), 'blockReason');
  if (candidate === undefined && blocked === null) throw new SyntaxError('The answer has no candidates.');
  const content = objectIn(candidate ?? {}, 'content');
  const parts = joined(objectsIn(content, 'parts').map((part, at) => readPart(part, `call_${context.id}_${at + 1}`)));
  const last = parts.findLast((part) => part.type === 'text');
  if (last?.type === 'text' && candidate !== undefined) last.citations = citationsIn(candidate);
  const reason = blocked === null ? textIn(candidate ?? {}, 'finishReason') : 'SAFETY';
  const answer: ChatAnswer = {
    id: textIn(body, 'responseId'),
    model: textIn(body, 'modelVersion'),
    parts,
    reason: readFinishReason(
      reason,
      parts.some(({ type }) => type === 'tool-call'),
    ),
    stopSequence: null,
    usage: usageOf(body['usageMetadata'], candidate ?? {}),
    native: { dialect: ID, reason, extra: {} },
  };
  return restoreAnswer(answer, context.restoration);
}

function usageOf(reported: unknown, candidate: JsonObject): Usage | null {
  if (!isObject(reported)) return null;
  const usage = emptyUsage();
  readUsage(usage, reported);
  readSearches(usage, candidate);
  return usage;
}

/** Parts of one kind in a row are one block, as they are in a stream; a signature ends its block. */
function joined(parts: readonly AnswerPart[]): AnswerPart[] {
  const blocks: AnswerPart[] = [];
  for (const part of parts) {
    const last = blocks.at(-1);
    if (last?.type === 'reasoning' && part.type === 'reasoning' && last.state === null) {
      blocks[blocks.length - 1] = { ...last, text: last.text + part.text, state: part.state };
    } else if (last?.type === 'text' && part.type === 'text' && last.state === null) {
      blocks[blocks.length - 1] = { ...last, text: last.text + part.text, state: part.state };
    } else blocks.push(part);
  }
  return blocks;
}

export function writeAnswer(answer: ChatAnswer, context: AnswerContext): JsonObject {
  const usage = writeUsage(answer.usage);
  return {
    candidates: [
      {
        content: { role: 'model', parts: answer.parts.flatMap(writePart) },
        finishReason: writeFinishReason(answer.reason),
        index: 0,
      },
    ],
    ...(usage === null ? {} : { usageMetadata: usage }),
    modelVersion: context.model,
    responseId: context.id,
  };
}

function signed(state: OpaqueState | null): JsonObject {
  return state === null ? {} : { thoughtSignature: writeSignature(state) };
}

export function writePart(part: AnswerPart): JsonObject[] {
  switch (part.type) {
    case 'text':
      return [{ text: part.text, ...signed(part.state) }];
    case 'reasoning':
      return [{ text: part.text, thought: true, ...signed(part.state) }];
    case 'tool-call': {
      const { id, name, state } = part;
      return [{ functionCall: { id, name, args: inputObject(inputText(part)) }, ...signed(state) }];
    }
    case 'image':
      if (part.source.type !== 'base64') return [];
      return [{ inlineData: { mimeType: part.source.mimeType, data: part.source.data } }];
    case 'native':
      return part.dialect === ID ? [part.value] : [];
  }
}
