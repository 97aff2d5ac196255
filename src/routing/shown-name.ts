/** Shortens names from headers for error messages: these are logged, and a missing line break could put a key into them. */
import { looksLikeKey } from '../kernel/secrets/key-shapes.ts';

const MAX_NAME_CHARACTERS = 64;
/** Of a longer text this much is shown: enough to know it again. */
const SHOWN_CHARACTERS = 12;

/**
 * The text itself where it may be a name; its beginning where it cannot be one, as two headers in one; and nothing of what
 * looks like a key.
 */
export function shownName(text: string): string {
  const word = /^[\w@./-]*/.exec(text)?.[0] ?? '';
  if (looksLikeKey(word)) return '[masked:key]';
  if (word === text && text.length <= MAX_NAME_CHARACTERS) return text;
  return `${word.slice(0, SHOWN_CHARACTERS)}…`;
}
