/** Single strings of an answer in other words; every other byte stays. */
import type { Placed } from '../../guardrails/conversation.ts';
import { maskedText } from '../../guardrails/masked-text.ts';
import type { Placeholders } from '../../guardrails/placeholders.ts';
import type { Range } from '../../wire/json/ranges.ts';
import { writtenAs, type Words } from '../../wire/words.ts';
import type { Emptied } from './repeats.ts';

/** Where the words of an answer stand in its bytes. */
export interface PlacedWords {
  readonly bytes: Buffer;
  readonly words: readonly Words[];
  textOf(at: Words): string;
  /** What says the words over again: emptied where one of them is changed. */
  readonly repeats: readonly Emptied[];
}

/** Masks what was found. null = nothing changed. */
export function maskedAnswer(words: PlacedWords, found: readonly Placed[], placeholders: Placeholders): Buffer | null {
  const byWord = Map.groupBy(found, ({ word }) => word);
  return reworded(words, (text, place, word) => {
    const inWord = byWord.get(word);
    return inWord === undefined ? text : maskedText(text, fittedInto(place, inWord), placeholders);
  });
}

/** Gives placeholders their values back. null = nothing changed. */
export const restored = (words: PlacedWords, placeholders: Placeholders): Buffer | null =>
  reworded(words, (text, place) => placeholders.restore(text, place.isJson === true));

function reworded(words: PlacedWords, after: (text: string, place: Words, word: number) => string): Buffer | null {
  const { bytes } = words;
  const edits: (Range & { instead: string })[] = [];
  for (const [word, place] of words.words.entries()) {
    const before = words.textOf(place);
    const changed = after(before, place, word);
    if (changed !== before) edits.push({ start: place.start, end: place.end, instead: writtenAs(place, changed) });
  }
  if (edits.length === 0) return null;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end, instead } of [...edits, ...words.repeats].toSorted((a, b) => a.start - b.start)) {
    pieces.push(bytes.subarray(at, start), Buffer.from(instead));
    at = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(at)]);
}

/** In words that are JSON themselves, what stands in place of a finding must be escaped as they are. */
export const fittedInto = ({ isJson }: Pick<Words, 'isJson'>, found: readonly Placed[]): readonly Placed[] =>
  isJson === true ? found.map(withEscapes) : found;

const withEscapes = (one: Placed): Placed =>
  one.replacement === undefined ? one : { ...one, replacement: escaped(one.replacement) };

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
