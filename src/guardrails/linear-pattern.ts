/** Patterns of users: RE2, whose time is linear in the text, so that no pattern can stop the gateway. */
import { RE2JS } from 're2js';
import { ParameterError } from './check.ts';
import { requiredLiteral } from './required-literal.ts';
import { MAX_FINDINGS } from './windows.ts';

export interface LinearPattern {
  matches(text: string): boolean;
  /** Every match, in order, without overlaps; empty ones are left out. */
  places(text: string): { start: number; end: number }[];
}

/** Compiling takes a tenth of a millisecond a character at worst. */
const MAX_PATTERN_CHARACTERS = 2000;
/** Of the compiled form: an instruction takes some 20 ns a character at worst. */
const MAX_INSTRUCTIONS = 5000;
/** One more than a text may have: what follows is left unread, and scanInWindows throws. */
const MAX_PLACES = MAX_FINDINGS + 1;

/** Throws ParameterError for what is no pattern of RE2 (it has no look-around and no back references), or too large a one. */
export function linearPattern(source: string, flags = ''): LinearPattern {
  if (source.length > MAX_PATTERN_CHARACTERS) {
    throw new ParameterError(`a pattern has at most ${MAX_PATTERN_CHARACTERS} characters`);
  }
  const pattern = compile(source, flags);
  if (pattern.programSize() > MAX_INSTRUCTIONS) {
    throw new ParameterError(`the pattern compiles to more than ${MAX_INSTRUCTIONS} instructions`);
  }
  const mayMatch = flags === '' ? literalTest(source) : () => true;
  return {
    matches: (text) => mayMatch(text) && pattern.test(text),
    places(text) {
      if (!mayMatch(text) || !pattern.test(text)) return [];
      const places: { start: number; end: number }[] = [];
      const matcher = pattern.matcher(text);
      while (matcher.find() && places.length < MAX_PLACES) {
        if (matcher.end() > matcher.start()) places.push({ start: matcher.start(), end: matcher.end() });
      }
      return places;
    },
  };
}

/** False where the text lacks what every match has. */
function literalTest(source: string): (text: string) => boolean {
  const literal = requiredLiteral(source);
  if (literal === null) return () => true;
  if (!literal.ignoresCase) return (text) => text.includes(literal.text);
  // By Unicode's folding, as RE2 does it. A literal alone cannot backtrack.
  const anyCase = new RegExp(literal.text.replaceAll(/[.^$*+?()[\]{}|\\/]/g, String.raw`\$&`), 'iu');
  return (text) => anyCase.test(text);
}

function compile(source: string, flags: string): RE2JS {
  const bits = (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes('s') ? RE2JS.DOTALL : 0);
  try {
    return RE2JS.compile(source, bits | (flags.includes('m') ? RE2JS.MULTILINE : 0));
  } catch (error) {
    throw new ParameterError(`not a pattern of RE2: ${error instanceof Error ? error.message : String(error)}`);
  }
}
