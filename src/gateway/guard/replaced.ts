/** Single strings of an answer in other words; every other byte stays. */
import type { Placed } from '../../guardrails/conversation.ts';
import { withoutOverlaps, type Placeholders } from '../../guardrails/placeholders.ts';
import type { AnswerWords } from './answer-words.ts';

/** Puts placeholders, or what a check wants, in the place of findings of one string. */
type Mask = (found: readonly Placed[], placeholders: Placeholders) => string;

/** null = nothing is another. */
export function replaced(
  answer: Buffer,
  words: AnswerWords,
  change: (mask: Mask, word: number) => string,
): Buffer | null {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const [word, place] of words.words.entries()) {
    const before = words.textOf(place);
    const after = change((found, placeholders) => masked(before, found, placeholders), word);
    if (after === before) continue;
    pieces.push(answer.subarray(at, place.start), Buffer.from(JSON.stringify(after)));
    at = place.end;
  }
  return at === 0 ? null : Buffer.concat([...pieces, answer.subarray(at)]);
}

export function masked(text: string, found: readonly Placed[], placeholders: Placeholders): string {
  let out = '';
  let end = 0;
  for (const one of withoutOverlaps(found)) {
    out += text.slice(end, one.start) + (one.replacement ?? placeholders.of(one.kind, one.text, one.isReversible));
    end = one.end;
  }
  return out + text.slice(end);
}
