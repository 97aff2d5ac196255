/**
 * Walks over a text that may be JSON, in slices, and tells where its strings and numbers stand. Refuses what `JSON.parse` refuses.
 * Source: RFC 8259.
 */
import type { Slices } from '../../kernel/slices.ts';

/** Told of what is found, in order. UTF-16 offsets. */
export interface TextVisitor {
  /** What stands between two quotes: a value, or the name of a member. */
  string(start: number, end: number, isName: boolean): void;
  /** In a string, with its backslash. */
  escape(start: number, end: number): void;
  number(start: number, end: number): void;
}

/** What may come next. `first …`: or the end of what has just begun. */
type Awaited = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'end';

const VALUE: Readonly<Record<string, Awaited>> = { '[': 'first value', '{': 'first name', '"': 'end', scalar: 'end' };
/** What may come behind a token, by what was awaited and the letter that the token begins with. */
const AFTER: Readonly<Record<Awaited, Readonly<Record<string, Awaited>>>> = {
  value: VALUE,
  'first value': { ...VALUE, ']': 'end' },
  name: { '"': 'colon' },
  'first name': { '"': 'colon', '}': 'end' },
  colon: { ':': 'value' },
  end: { ']': 'end', '}': 'end' },
};
/** What may come behind a comma, by what closes the object or list. */
const BEHIND_COMMA: Readonly<Record<string, Awaited>> = { ']': 'value', '}': 'name' };
const CLOSES: Readonly<Record<string, string>> = { '[': ']', '{': '}' };
const SIGNS = new Set('[]{}:,"');
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACES = /[ \t\n\r]*/y;
const ESCAPED = /u[0-9a-fA-F]{4}|["\\/bfnrt]/y;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const SPACE = 0x20;

/** UTF-16 units of a slice, and what each value costs beside its own. */
const SLICE = 128 * 1024;
const VALUE_COST = 32;

/** false = it is no JSON; what the visitor was told until then is of no use. */
export function* walkText(text: string, visitor: TextVisitor): Slices<boolean> {
  const open: string[] = [];
  let awaited: Awaited = 'value';
  let [spent, pauseAt] = [0, SLICE];
  for (let at = endOf(SPACES, text, 0); at < text.length; at = endOf(SPACES, text, at)) {
    const letter = text[at] ?? '';
    const next = afterToken(letter, awaited, open);
    if (next === null) return false;
    const end: number = yield* endOfToken(text, at, visitor);
    if (end === at) return false;
    if (letter === '"') visitor.string(at + 1, end - 1, next === 'colon');
    [awaited, at] = [next, end];
    spent += VALUE_COST;
    if (at + spent < pauseAt) continue;
    pauseAt = at + spent + SLICE;
    yield;
  }
  return awaited === 'end' && open.length === 0;
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** What may come behind a token that begins with this letter; null = it may not stand here. `open`: what closes that is open. */
function afterToken(letter: string, awaited: Awaited, open: string[]): Awaited | null {
  const close = CLOSES[letter];
  if (letter === ',') return awaited === 'end' ? (BEHIND_COMMA[open.at(-1) ?? ''] ?? null) : null;
  if ((letter === ']' || letter === '}') && open.pop() !== letter) return null;
  if (close !== undefined) open.push(close);
  return AFTER[awaited][SIGNS.has(letter) ? letter : 'scalar'] ?? null;
}

/** Where it ends; where it begins, if it is none. */
function* endOfToken(text: string, at: number, visitor: TextVisitor): Slices<number> {
  const letter = text[at] ?? '';
  if (letter === '"') {
    const end = yield* endOfString(text, at + 1, visitor);
    return end === null ? at : end + 1;
  }
  if (SIGNS.has(letter)) return at + 1;
  const end = endOf(SCALAR, text, at);
  if (end > at && /[-\d]/.test(letter)) visitor.number(at, end);
  return end;
}

/** Where the quote stands that ends it; null = none does. */
function* endOfString(text: string, start: number, visitor: TextVisitor): Slices<number | null> {
  let pauseAt = start + SLICE;
  let at = start;
  for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(at)) {
    // Behind the end there is no number.
    if (Number.isNaN(code) || code < SPACE) return null;
    if (code === BACKSLASH) {
      const end = endOf(ESCAPED, text, at + 1);
      if (end === at + 1) return null;
      visitor.escape(at, end);
      at = end;
    } else at += 1;
    if (at < pauseAt) continue;
    pauseAt = at + SLICE;
    yield;
  }
  return at;
}
