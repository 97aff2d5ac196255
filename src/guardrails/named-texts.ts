/** Finds texts that are known, wherever they stand: what a service has found is masked in every turn that repeats it. Pure. */
import type { Finding, NamedText, Scanner } from './check.ts';
import { withoutOverlaps } from './placeholders.ts';

/** As a scanner: in order, the longer one where two overlap. */
export const finderOf = (wanted: readonly NamedText[]): Scanner['scan'] => {
  const distinct = new Map(wanted.filter(({ text }) => text !== '').map((one) => [`${one.kind} ${one.text}`, one]));
  return (text) => withoutOverlaps(Array.from(distinct.values()).flatMap((one) => placesOf(one, text)));
};

/** Where it stands by itself, or anywhere where it counts within words. */
function placesOf({ kind, text: wanted, isPart }: NamedText, text: string): Finding[] {
  const places: Finding[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length))
    places.push({ start: at, end: at + wanted.length, kind });
  return isPart === true
    ? places
    : places.filter(({ start, end }) => !isWithinWord(text, start) && !isWithinWord(text, end));
}

/** What stands by itself in none of the texts counts within words: to leave it would be to let it pass. */
export function partsMarked(found: readonly NamedText[], texts: readonly string[]): NamedText[] {
  return found.map((one) =>
    texts.some((text) => placesOf(one, text).length > 0) ? one : { ...one, isPart: true as const },
  );
}

/** Do letters or digits stand on both sides of this place? */
const isWithinWord = (text: string, at: number): boolean => WORD.test(text.slice(Math.max(0, at - 1), at + 1));
const WORD = /^[\p{L}\p{N}_]{2}$/u;

/** How a service calls a kind, as placeholders write it: `PhoneNumber` as `PHONE_NUMBER`. */
export function kindNamed(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]+/g, '_');
  const kind = words
    .replaceAll(/^[\d_]+|_+$/g, '')
    .toUpperCase()
    .slice(0, 50);
  return kind === '' ? 'FOUND' : kind;
}
