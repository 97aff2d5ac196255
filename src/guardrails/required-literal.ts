/** A text without which a pattern cannot match: to look for it first is a hundred times faster than to run the pattern. */

export interface RequiredLiteral {
  text: string;
  /** Letters of either case count. */
  ignoresCase: boolean;
}

/** Shorter ones stand in every text. */
const MIN_LENGTH = 3;
const SPECIAL = new Set('.[](){}*+?|^$\\');
/** Escapes of one character that stand for themselves. */
const ESCAPED = /[^A-Za-z0-9]/;

/** The longest at the top level of a pattern of RE2; null = none, or the pattern says something that is not understood here. */
export function requiredLiteral(pattern: string): RequiredLiteral | null {
  const ignoresCase = pattern.startsWith('(?i)');
  const body = ignoresCase ? pattern.slice(4) : pattern;
  // Flags inside may change what follows, and \Q…\E quotes.
  if (/\(\?[a-zA-Z-]+[:)]/.test(body.replaceAll('(?:', '')) || /\\[QEpPx0-9C]/.test(body)) return null;
  const runs = runsOf(body);
  const longest = runs?.reduce((best, run) => (run.length > best.length ? run : best), '') ?? '';
  return longest.length < MIN_LENGTH ? null : { text: longest, ignoresCase };
}

/** Runs of characters that every match has, one after another; null where there are alternatives at the top level. */
function runsOf(pattern: string): string[] | null {
  const runs = [''];
  for (let at = 0; at < pattern.length;) {
    const element = elementAt(pattern, at);
    if (element === null) return null;
    if (element.literal !== null) runs[runs.length - 1] += element.literal;
    if (element.literal === null || element.mayRepeat) runs.push('');
    at = element.end;
  }
  return runs;
}

interface Element {
  /** A character that is there once at least; null = anything else, or it may be absent. */
  literal: string | null;
  /** More of it may follow. */
  mayRepeat: boolean;
  /** After it and its quantifier. */
  end: number;
}

/** null = an alternative begins, or something does not end. */
function elementAt(pattern: string, at: number): Element | null {
  const next = pattern[at] === '|' ? null : stepOver(pattern, at);
  if (next === null) return null;
  const literal = literalAt(pattern, at);
  switch (pattern[next]) {
    case '?':
    case '*':
    case '{':
      return { literal: null, mayRepeat: true, end: afterQuantifier(pattern, next) };
    case '+':
      return { literal, mayRepeat: true, end: afterQuantifier(pattern, next) };
    case undefined:
    default:
      return { literal, mayRepeat: false, end: next };
  }
}

/** One character that stands for itself; null = anything else. */
function literalAt(pattern: string, at: number): string | null {
  const letter = pattern[at] ?? '';
  if (letter === '\\') return ESCAPED.test(pattern[at + 1] ?? '') ? (pattern[at + 1] ?? null) : null;
  return SPECIAL.has(letter) ? null : letter;
}

/** After the element that begins here: a character, an escape, a class, a group. null = it does not end. */
function stepOver(pattern: string, at: number): number | null {
  const letter = pattern[at];
  if (letter === '\\') return at + 2;
  if (letter === '[') return afterClass(pattern, at);
  if (letter !== '(') return at + 1;
  let depth = 0;
  for (let inside = at; inside < pattern.length;) {
    const one = pattern[inside];
    if (one === '(') depth += 1;
    if (one === ')') depth -= 1;
    const next: number | null = one === '[' ? afterClass(pattern, inside) : inside + (one === '\\' ? 2 : 1);
    if (next === null) return null;
    if (depth === 0) return next;
    inside = next;
  }
  return null;
}

/** A `]` at the beginning of a class is one of it, and so are those of named classes. */
function afterClass(pattern: string, at: number): number | null {
  let inside = at + 1;
  if (pattern[inside] === '^') inside += 1;
  if (pattern[inside] === ']') inside += 1;
  for (; inside < pattern.length; inside += 1) {
    if (pattern[inside] === '\\') inside += 1;
    else if (pattern.startsWith('[:', inside)) {
      const end = pattern.indexOf(':]', inside);
      if (end === -1) return null;
      inside = end + 1;
    } else if (pattern[inside] === ']') return inside + 1;
  }
  return null;
}

function afterQuantifier(pattern: string, at: number): number {
  const end = pattern[at] === '{' ? pattern.indexOf('}', at) : at;
  const after = end === -1 ? pattern.length : end + 1;
  return pattern[after] === '?' ? after + 1 : after;
}
