/**
 * What a key looks like that came where something else belongs: such a text reaches neither a message nor the log. These are
 * guesses, since the whole text goes. What is cut out of stored bodies is matched exactly: mask.ts and shapes.ts beside this.
 */

/** Ours, and those of providers that begin in the same ways. */
const BEGINNING_OF_KEY = /\b(?:tg-\w{20}|sk-[\w-]{20})/i;
/** No name has so many letters and digits in a row. Ids of traces have, and so do keys that an operator makes up. */
const RUN_OF_KEY = /[A-Za-z\d]{24}/;

/** Any text: does it hold a key that is known by its beginning? */
export function holdsKey(text: string): boolean {
  return BEGINNING_OF_KEY.test(text);
}

/** A text in the place of a name: is it a key, or does it hold one? */
export function looksLikeKey(name: string): boolean {
  return holdsKey(name) || isForeignKey(name) || RUN_OF_KEY.test(name);
}

/** A key or token of another service in the place of a gateway key. */
export const isForeignKey = (text: string): boolean => /^(?:sk-ant-|sk-proj-|ya29\.|AIza|AKIA)/.test(text);

/**
 * Credentials in a sentence that an upstream wrote, and what stands in their place. Each pattern is linear in the text, which
 * may be a megabyte long: none tries a run of characters twice.
 */
export const CREDENTIALS_IN_WORDING: readonly (readonly [RegExp, string])[] = [
  [/\b(ya29\.|eyJ)[\w.-]{10,}/g, '[token]'],
  [/\b(Bearer)\s+[\w.~+/=-]{8,}/gi, '$1 [token]'],
  [/\b(sk-|AIza)[\w*-]{8,}/g, '[key]'],
];
