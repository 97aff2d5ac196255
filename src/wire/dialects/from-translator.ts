/**
 * A dialect of the gateway out of its translation alone. Its streams are relayed as they came, and decoded beside: a tap of
 * its own, which does not parse each event, can take the reader's place.
 */
import { kindOfStatus } from '../chat/errors.ts';
import type { ChatError, StopReason } from '../chat/event.ts';
import { NOTHING_TO_RESTORE } from '../chat/restoration.ts';
import type { Translator } from '../chat/translator.ts';
import { fullMessage, type GatewayError } from '../../kernel/errors.ts';
import { isObject } from '../json/object.ts';
import { emptyUsage, requireTotals } from '../usage.ts';
import type { StreamWordReader } from '../stream-words.ts';
import type { WordReader } from '../words.ts';
import { BinaryEvents, DecodingReader, TextEvents } from '../chat/decoding-reader.ts';
import { BINARY_STREAM } from '../framing/aws-event-stream.ts';
import { openBinaryFrames } from '../framing/event-frames.ts';
import { wholeFromEvents, wholeInEvents } from '../chat/whole-and-stream.ts';
import { noReasoning, type AnswerFacts, type Dialect, type ErrorRenderer, type StreamFormat } from './dialect.ts';

interface Described {
  translator: Translator;
  /** As in `Dialect`. */
  turns: string;
  contentMembers: readonly string[];
  /** As in `Dialect`; absent = none stands at the top. */
  outputMembers?: Dialect['outputMembers'];
  /** Its streams are server-sent events, or AWS's binary ones. */
  streams: 'text' | 'binary';
  /** Where clients speak it. */
  openEnding?: NonNullable<StreamFormat['openEnding']>;
  words: WordReader | null;
  streamWords?: StreamWordReader;
  /** As in `Dialect`; absent = there are none. */
  untoldTerms?: Dialect['untoldTerms'];
}

const REASONS: readonly StopReason[] = [
  'end',
  'stop-sequence',
  'length',
  'context-window',
  'tool-calls',
  'refusal',
  'content-filter',
];

export function dialectFrom({
  translator,
  turns,
  contentMembers,
  outputMembers,
  streams,
  openEnding,
  words,
  streamWords,
  untoldTerms,
}: Described): Dialect {
  return {
    id: translator.id,
    turns,
    contentMembers,
    outputMembers: outputMembers ?? [],
    stopReasons: [...new Set(REASONS.map((reason) => translator.stopWord(reason)))],
    errors: errorsIn(translator),
    // Above the fastest hardware that serves open models.
    maxTokensPerSecond: 4000,
    stream: {
      ...(streams === 'text' ? textStreams : binaryStreams)(translator, openEnding ?? null),
      ...(streamWords !== undefined && { words: streamWords }),
    },
    readWhole: (answer) => readWhole(answer, translator),
    untoldTerms: untoldTerms ?? (() => ({})),
    readOptions: () => ({ version: null, flags: [] }),
    flagsHeader: null,
    lostMeaning: () => null,
    dropReasoning: noReasoning,
    words,
    translator,
  };
}

function textStreams(translator: Translator, openEnding: StreamFormat['openEnding']): StreamFormat {
  return {
    // A comment: clients of these dialects know no event that says nothing.
    ping: ': ping\n\n',
    openReader: () => new DecodingReader(translator, new TextEvents()),
    fromWhole: (answer) => wholeInEvents(answer, translator),
    toWhole: (events) => wholeFromEvents(events, translator),
    openEnding,
  };
}

function binaryStreams(translator: Translator, openEnding: StreamFormat['openEnding']): StreamFormat {
  return {
    ...textStreams(translator, openEnding),
    contentType: BINARY_STREAM,
    ping: null,
    openReader: () => new DecodingReader(translator, new BinaryEvents()),
    openFrames: openBinaryFrames,
  };
}

function errorsIn(translator: Translator): ErrorRenderer {
  return {
    body: (error, requestId) => JSON.stringify(translator.writeError(chatErrorOf(error), requestId)),
    event(error, requestId) {
      const context = { id: requestId, model: '', created: 0, isStrict: false, call: null };
      return translator.openEncoder(context).push({ type: 'error', error: chatErrorOf(error) });
    },
  };
}

function chatErrorOf(error: GatewayError): ChatError {
  const { status, code, native, member } = error;
  return {
    kind: kindOfStatus(status),
    status,
    message: fullMessage(error),
    code: native?.code ?? code,
    field: native?.param ?? member ?? null,
  };
}

function readWhole(answer: Buffer, translator: Translator): AnswerFacts {
  try {
    const json: unknown = JSON.parse(answer.toString('utf8'));
    if (!isObject(json)) return NO_ANSWER;
    const { usage: told, model, reason } = translator.readAnswer(json, { restoration: NOTHING_TO_RESTORE, id: '' });
    const usage = told ?? emptyUsage();
    requireTotals(usage);
    usage.model ??= model;
    return { isAnswer: true, usage, stopReason: translator.stopWord(reason) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return NO_ANSWER;
    throw error;
  }
}

const NO_ANSWER: AnswerFacts = { isAnswer: false, usage: null, stopReason: null };
