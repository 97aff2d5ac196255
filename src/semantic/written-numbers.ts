/** Numbers that are written out: `twenty five` and `25` are one number, `third` is the third. */
import type { Token } from './tokens.ts';

const list = (text: string, from: number, step: number): [string, number][] =>
  text.split(' ').map((word, index) => [word, from + index * step]);

const SMALL = new Map([
  ...list(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen',
    0,
    1,
  ),
  ...list('seventeen eighteen nineteen', 17, 1),
]);
const TENS = new Map(list('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10));
const SCALES = new Map([
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1_000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);
const ORDINALS = new Map(list('first second third fourth fifth sixth seventh eighth ninth tenth', 1, 1));
/** After these, `one` is a pronoun. */
const BEFORE_PRONOUN = new Set(['which', 'this', 'that', 'the', 'no', 'any', 'every', 'another', 'each', 'good']);

/** Words that say a number become number tokens; a following unit, ten or scale is drawn in. */
export function readNumbers(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    const before = out.at(-1);
    const value = token.kind === 'word' ? valueOf(token.text, before?.text ?? '') : undefined;
    if (value === undefined) out.push(token);
    else if (typeof value === 'string') out.push({ ...token, text: value, kind: 'number' });
    else if (before?.kind === 'number' && belongsTo(Number(before.text), value, token.text)) {
      const total = SCALES.has(token.text) ? Number(before.text) * value : Number(before.text) + value;
      out[out.length - 1] = { ...before, text: String(total) };
    } else out.push({ ...token, text: String(value), kind: 'number' });
  }
  return out;
}

/** A number, `#3` for the third, undefined for another word. */
function valueOf(word: string, before: string): number | string | undefined {
  const ordinal = ORDINALS.get(word);
  if (ordinal !== undefined) return `#${ordinal}`;
  if (word === 'one' && BEFORE_PRONOUN.has(before)) return undefined;
  return SMALL.get(word) ?? TENS.get(word) ?? SCALES.get(word);
}

/** `twenty five`, `two hundred`, `5 million`; but `five six` are two numbers. */
function belongsTo(before: number, value: number, word: string): boolean {
  if (Number.isNaN(before)) return false;
  if (SCALES.has(word)) return true;
  const isTensAndUnit = before >= 20 && before < 100 && before % 10 === 0 && value > 0 && value < 10;
  return isTensAndUnit || (before >= 100 && before % 100 === 0 && value < 100);
}
