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
/**
 * The pairs of letters that are most common in English, and nearly as common in its neighbours. Of the pairs in words about
 * three quarters are among them, of the pairs in random letters a sixth.
 */
const COMMON_PAIRS: ReadonlySet<string> = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ' +
    'ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ' +
    'ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp'
  ).split(' '),
);
const MIN_SHARE_IN_WORDS = 0.5;
/** Where digits are read as letters: `o`, `i`, `e`, `a`, `s` and `t` stand in many of the pairs. */
const MIN_SHARE_IN_SPELLED = 0.6;
/** With more digits than that the text is more than words; where they may stand for letters there may be more of them. */
const MAX_SHARE_OF_DIGITS = 0.15;
const MAX_SHARE_OF_SIGNS = 0.25;
/** Letters in a word, on average: capitals in random text make shorter ones. */
const MIN_LETTERS_IN_A_WORD = 4;
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
  if (isOfWords(text)) return 'This admin key is made of words, so that it can be guessed.';
  if (shareOfNeighbours(bare) > MAX_SHARE_OF_NEIGHBOURS) {
    return 'This admin key follows the keys of a keyboard, so that it can be guessed.';
  }
  return null;
}

const withoutWords = (bare: string): string => bare.replaceAll(COMMON_WORDS, '');

/** Words of any common language, one after the other, however they are divided: `correcthorse`, `C0rrect-Horse`. */
function isOfWords(text: string): boolean {
  const rest = text.replaceAll(/(?:19|20)\d\d/g, '');
  const share = (rest.match(/\d/g)?.length ?? 0) / rest.length;
  const isPlain = share <= MAX_SHARE_OF_DIGITS && looksLikeWords(rest, MIN_SHARE_IN_WORDS);
  return isPlain || (share <= MAX_SHARE_OF_SIGNS && looksLikeWords(withLetters(rest), MIN_SHARE_IN_SPELLED));
}

function looksLikeWords(text: string, minShare: number): boolean {
  const words = text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  const letters = words.join('').length;
  if (letters < text.length / 2 || letters < words.length * MIN_LETTERS_IN_A_WORD) return false;
  const pairs = words.flatMap((word) => Array.from(word.slice(1), (letter, at) => `${word.charAt(at)}${letter}`));
  const common = pairs.filter((pair) => COMMON_PAIRS.has(pair.toLowerCase()));
  return common.length >= pairs.length * minShare;
}

const withLetters = (text: string): string =>
  text.replaceAll(/[013457@$]/g, (sign) => LETTERS.charAt(SIGNS.indexOf(sign)));

/** `s3cr3t` as `secret`. */
function spelledOut(text: string): string {
  return withLetters(text.toLowerCase()).replaceAll(/[^a-z0-9]/g, '');
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
