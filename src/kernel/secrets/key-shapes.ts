/**
 * What a key looks like that came where something else belongs: such a text reaches neither a message nor the log. A guess,
 * as the whole text goes. What is cut out of stored bodies is matched exactly: storage/bodies/mask-credentials.ts.
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
  return holdsKey(name) || RUN_OF_KEY.test(name);
}
