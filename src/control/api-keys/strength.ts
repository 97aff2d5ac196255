/** Could somebody guess this text? For keys that an operator chose: one that Tollgate makes has 256 random bits. */
import type { ApiKeyType } from '../../storage/ports/records/api-keys.ts';

const MIN_CHARACTERS = 16;
/** Steps from one character to the next that are new and not just the next letter or digit. */
const MIN_SURPRISES = 12;
/** What stands in examples and is left there. Compared without case and punctuation. */
const PLACEHOLDERS = /changeme|replaceme|passw[o0]rd|letmein|qwerty|placeholder|yourkey|youradminkey|insertkey/;

/** Words and years that keys are commonly made of. Compared like the placeholders; longer words come first. */
const COMMON_WORDS = new RegExp(
  [
    'administrator|organi[sz]ation|development|production|somebody|tollgate|password',
    'gateway|default|example|private|company|staging|replace|strong|insert|secret|master|access|sample|please|share',
    'random|server|something|anything|welcome|login|token|super|admin|local|root|prod|test|demo|your|this|user|here|with',
    'from|corp|acme|team|port|main|safe|very|long|key|api|dev|the|for|and|org|our|not|my|of|tg|is|at|in|to',
    '(?:19|20)\\d\\d|123+4*5*6*7*8*9*0*|0815|4711',
  ].join('|'),
  'g',
);
/** Letters that are commonly written as digits and signs. */
const SIGNS = '013457@$';
const LETTERS = 'oieastas';
/** Surprises in what is left without them. */
const MIN_SURPRISES_BESIDE_WORDS = 7;
const KEYBOARD_ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
/** Of random keys about a fifth of the steps go to a neighbour. */
const MAX_SHARE_OF_NEIGHBOURS = 0.7;

/** What makes the text a weak key; null when it will do. An admin key opens everything, so more is asked of it. */
export function weaknessOf(text: string, type: ApiKeyType): string | null {
  if (!/^[\x21-\x7e]+$/.test(text) || text.length < MIN_CHARACTERS) {
    return `An API key must have at least ${MIN_CHARACTERS} characters, all visible ASCII without spaces.`;
  }
  if (type !== 'organisation-service') return null;
  const bare = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (PLACEHOLDERS.test(bare)) return 'This admin key is a placeholder that anybody would try.';
  if (surprises(text) < MIN_SURPRISES) return 'This admin key repeats itself or counts up, so that it can be guessed.';
  if ([bare, spelledOut(text)].some((plain) => surprises(withoutWords(plain)) < MIN_SURPRISES_BESIDE_WORDS)) {
    return 'This admin key is made of common words and years, so that it can be guessed.';
  }
  if (shareOfNeighbours(bare) > MAX_SHARE_OF_NEIGHBOURS) {
    return 'This admin key follows the keys of a keyboard, so that it can be guessed.';
  }
  return null;
}

const withoutWords = (bare: string): string => bare.replaceAll(COMMON_WORDS, '');

/** `s3cr3t` as `secret`. */
function spelledOut(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[013457@$]/g, (sign) => LETTERS.charAt(SIGNS.indexOf(sign)))
    .replaceAll(/[^a-z0-9]/g, '');
}

/** How many of the steps go from a key of the keyboard to one beside it: 0 to 1. */
function shareOfNeighbours(bare: string): number {
  const places = Array.from(bare, placeOnKeyboard);
  const steps = places.slice(1).filter((place, index) => {
    const before = places[index] ?? place;
    return Math.abs(place.row - before.row) <= 1 && Math.abs(place.column - before.column) <= 1;
  });
  return steps.length / Math.max(1, places.length - 1);
}

function placeOnKeyboard(character: string): { row: number; column: number } {
  const row = KEYBOARD_ROWS.findIndex((keys) => keys.includes(character));
  return { row, column: KEYBOARD_ROWS[row]?.indexOf(character) ?? -1 };
}

function surprises(text: string): number {
  const seen = new Set<string>();
  for (let index = 0; index < text.length; index++) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    if (index === 0 || Math.abs(step) > 1) seen.add(text.slice(Math.max(0, index - 1), index + 1));
  }
  return seen.size;
}
