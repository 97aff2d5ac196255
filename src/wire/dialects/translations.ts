/**
 * Whole bodies from one dialect into another, and what whole answers say: pure functions of what can be sent to a thread,
 * because a large body takes longer than the event loop may stand still.
 */
import { answeredCall, type AnsweredCall, type DialectId } from '../chat/call.ts';
import type { Restoration } from '../chat/restoration.ts';
import { translateWhole, type TranslatedAnswer } from '../chat/translate-whole.ts';
import type {
  AnswerContext,
  ConstraintProblem,
  DecodeContext,
  FieldProblem,
  RequestLine,
  Translator,
  Warning,
  WriteOptions,
} from '../chat/translator.ts';
import { isObject, type JsonObject } from '../json/object.ts';
import { JsonBoundError, JsonScanError } from '../json/scan.ts';
import { scanSlices } from '../json/scan-slices.ts';
import { atOnce } from '../../kernel/slices.ts';
import { anthropicMessages } from './anthropic-messages/index.ts';
import { bedrockConverse } from './bedrock-converse/index.ts';
import type { AnswerFacts, Dialect } from './dialect.ts';
import { gemini } from './gemini/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiResponses } from './openai-responses/index.ts';

/** All arguments and results survive a structured clone. */
export interface CallToTranslate {
  /** The client's whole body. */
  bytes: Uint8Array;
  client: DialectId;
  upstream: DialectId;
  line: RequestLine;
  options: WriteOptions;
}

export type TranslatedCall =
  | {
      ok: true;
      /** JSON in the upstream's dialect. */
      body: Uint8Array;
      warnings: Warning[];
      restoration: Restoration;
      answered: AnsweredCall;
    }
  | { ok: false; problem: TranslationProblem };

export type TranslationProblem =
  | { kind: 'no-json' | 'no-object' | 'too-deep' }
  /** More values than are parsed; `message` says how many. */
  | { kind: 'too-many-values'; message: string }
  /** Not what the client's dialect asks for. */
  | { kind: 'malformed'; field: FieldProblem }
  /** Something that this upstream cannot keep. */
  | { kind: 'unkept'; constraint: ConstraintProblem };

export interface AnswerToTranslate {
  bytes: Uint8Array;
  client: DialectId;
  upstream: DialectId;
  decoding: DecodeContext;
  answering: AnswerContext;
}

/**
 * Of a whole body: parsed, a value takes some hundred bytes, however short it is. A conversation of a million tokens has
 * half as many at most.
 */
export const MAX_TRANSLATED_VALUES = 200_000;

const DIALECTS: Readonly<Record<DialectId, Dialect>> = {
  'anthropic-messages': anthropicMessages,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  gemini,
  'bedrock-converse': bedrockConverse,
};

/** Its clients may write base64 in the alphabet of URLs, which other dialects do not have. */
export const hasUrlBase64 = (client: DialectId): boolean => client === gemini.id;

/** `onParsed` is called when the bytes are not needed any more. */
export function translateCall(
  asked: CallToTranslate,
  onParsed: (asked: CallToTranslate) => void = () => undefined,
): TranslatedCall {
  const { bytes, client, upstream, line, options } = asked;
  const parsed = parse(bytes);
  onParsed(asked);
  if ('kind' in parsed) return { ok: false, problem: parsed };
  try {
    const read = translatorOf(client).readCall(parsed.body, line);
    if (!read.ok) return { ok: false, problem: { kind: 'malformed', field: read.problem } };
    const call = { ...read.call, model: options.model, stream: line.stream ?? read.call.stream };
    const written = translatorOf(upstream).writeCall(call, options);
    if (!written.ok) return { ok: false, problem: { kind: 'unkept', constraint: written.problem } };
    return {
      ok: true,
      body: Buffer.from(JSON.stringify(written.body)),
      warnings: [...read.warnings, ...written.warnings],
      restoration: written.restoration,
      answered: answeredCall(call),
    };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, problem: { kind: 'too-deep' } };
    throw error;
  }
}

function parse(bytes: Uint8Array): { body: JsonObject } | TranslationProblem {
  const buffer = asBuffer(bytes);
  try {
    atOnce(scanSlices(buffer, undefined, MAX_TRANSLATED_VALUES));
    const body: unknown = JSON.parse(buffer.toString('utf8'));
    return isObject(body) ? { body } : { kind: 'no-object' };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'too-deep' };
    if (error instanceof SyntaxError) return { kind: 'no-json' };
    if (!(error instanceof JsonScanError)) throw error;
    return error instanceof JsonBoundError ? { kind: 'too-many-values', message: error.message } : { kind: 'no-json' };
  }
}

/** Never throws: what is no answer stays as it is, and is said to be none. */
export function translateAnswer({ bytes, client, upstream, decoding, answering }: AnswerToTranslate): TranslatedAnswer {
  const translation = { client: translatorOf(client), upstream: translatorOf(upstream), decoding, answering };
  return translateWhole(asBuffer(bytes), translation);
}

/** What a whole answer in this dialect says of itself. Never throws. */
export function answerFacts({ bytes, dialect }: { bytes: Uint8Array; dialect: DialectId }): AnswerFacts {
  return DIALECTS[dialect].readWhole(asBuffer(bytes));
}

/** What a whole answer says of itself, whichever dialect it is in; null = it is an answer in none. Never throws. */
export function factsOfAnswer(bytes: Buffer): AnswerFacts | null {
  for (const dialect of Object.values(DIALECTS)) {
    const facts = dialect.readWhole(bytes);
    if (facts.isAnswer) return facts;
  }
  return null;
}

function translatorOf(id: DialectId): Translator {
  const { translator } = DIALECTS[id];
  if (translator === null) throw new Error(`The dialect ${id} has no translation.`);
  return translator;
}

/** What came through a structured clone is no Buffer any more. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
