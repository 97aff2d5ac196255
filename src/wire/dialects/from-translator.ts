/**
 * A dialect of the gateway out of its translation alone, for dialects that no client speaks to us yet: upstreams are asked in
 * them, and every answer is translated. A reader of their own, which does not parse each event, comes with their endpoint.
 */
import { kindOfStatus } from '../chat/errors.ts';
import type { ChatError, StopReason } from '../chat/event.ts';
import { NOTHING_TO_RESTORE } from '../chat/restoration.ts';
import type { Translator } from '../chat/translator.ts';
import { fullMessage, type GatewayError } from '../../kernel/errors.ts';
import { isObject } from '../json/object.ts';
import type { AnswerFacts, Dialect } from './dialect.ts';

interface Described {
  translator: Translator;
  /** As in `Dialect`. */
  turns: string;
  contentMembers: readonly string[];
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

export function dialectFrom({ translator, turns, contentMembers }: Described): Dialect {
  const body = (error: GatewayError, requestId: string): string =>
    JSON.stringify(translator.writeError(chatErrorOf(error), requestId));
  return {
    id: translator.id,
    turns,
    contentMembers,
    stopReasons: [...new Set(REASONS.map((reason) => translator.stopWord(reason)))],
    errors: { body, event: body },
    stream: null,
    readWhole: (answer) => readWhole(answer, translator),
    cacheableParts: ({ bytes }) => [bytes],
    cacheableHeaders: () => [],
    dropReasoning: () => ({ edits: [], removed: 0 }),
    translator,
  };
}

function chatErrorOf(error: GatewayError): ChatError {
  const { status, code, native } = error;
  return { kind: kindOfStatus(status), status, message: fullMessage(error), code, field: native?.param ?? null };
}

function readWhole(answer: Buffer, translator: Translator): AnswerFacts {
  try {
    const json: unknown = JSON.parse(answer.toString('utf8'));
    if (!isObject(json)) return NO_ANSWER;
    const { usage, reason } = translator.readAnswer(json, { restoration: NOTHING_TO_RESTORE, id: '' });
    return { isAnswer: true, usage, stopReason: translator.stopWord(reason) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return NO_ANSWER;
    throw error;
  }
}

const NO_ANSWER: AnswerFacts = { isAnswer: false, usage: null, stopReason: null };
