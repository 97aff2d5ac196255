/** A whole answer as a stream, and back, in any dialect that is translated. */
import { isObject } from '../json/object.ts';
import { BrokenAnswer, collect, eventsOf } from './collect.ts';
import type { ChatAnswer } from './event.ts';
import { NOTHING_TO_RESTORE } from './restoration.ts';
import type { AnswerContext, Translator } from './translator.ts';

const DECODING = { restoration: NOTHING_TO_RESTORE, id: 'replayed' };

/** Throws SyntaxError where it is no answer. */
export function wholeInEvents(answer: Buffer, translator: Translator): Buffer {
  const body: unknown = JSON.parse(answer.toString('utf8'));
  if (!isObject(body)) throw new SyntaxError('The answer is no JSON object.');
  const read = translator.readAnswer(body, DECODING);
  const encoder = translator.openEncoder(contextOf(read));
  return Buffer.concat(eventsOf(read).map((event) => encoder.push(event)));
}

/** null where the stream is not complete, or reports an error. */
export function wholeFromEvents(events: Buffer, translator: Translator): Buffer | null {
  const decoder = translator.openDecoder(DECODING);
  try {
    const answer = collect([...decoder.push(events), ...decoder.end()]);
    return Buffer.from(JSON.stringify(translator.writeAnswer(answer, contextOf(answer))));
  } catch (error) {
    if (error instanceof BrokenAnswer) return null;
    throw error;
  }
}

function contextOf({ id, model }: ChatAnswer): AnswerContext {
  return { id: id ?? 'replayed', model: model ?? '', created: 0, isStrict: false, call: null };
}
