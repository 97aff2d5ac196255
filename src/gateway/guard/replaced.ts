/** Single strings of an answer in other words; every other byte stays. */
import type { Placed } from '../../guardrails/conversation.ts';
import { withoutOverlaps, type Placeholders } from '../../guardrails/placeholders.ts';
import type { Words } from '../../wire/words.ts';
import type { AnswerWords } from './answer-words.ts';

interface ToReplace {
  found: readonly Placed[];
  placeholders: Placeholders;
}

/** What was found is masked, and placeholders get their values back. null = nothing is another. */
export function restored(answer: Buffer, words: AnswerWords, { found, placeholders }: ToReplace): Buffer | null {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const [word, place] of words.words.entries()) {
    const before = words.textOf(place);
    const inWord = fittedInto(
      place,
      found.filter((placed) => placed.word === word),
    );
    const after = placeholders.restore(masked(before, inWord, placeholders), place.isJson === true);
    if (after === before) continue;
    pieces.push(answer.subarray(at, place.start), Buffer.from(JSON.stringify(after)));
    at = place.end;
  }
  return at === 0 ? null : Buffer.concat([...pieces, answer.subarray(at)]);
}

/** In words that are JSON themselves, what stands in place of a finding must be escaped as they are. */
export const fittedInto = ({ isJson }: Pick<Words, 'isJson'>, found: readonly Placed[]): readonly Placed[] =>
  isJson === true ? found.map(withEscapes) : found;

const withEscapes = (one: Placed): Placed =>
  one.replacement === undefined ? one : { ...one, replacement: escaped(one.replacement) };

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

export function masked(text: string, found: readonly Placed[], placeholders: Placeholders): string {
  let out = '';
  let end = 0;
  for (const one of withoutOverlaps(found)) {
    out += text.slice(end, one.start) + (one.replacement ?? placeholders.of(one.kind, one.text, one.isReversible));
    end = one.end;
  }
  return out + text.slice(end);
}
