/**
 * Scans a text that is JSON, as the arguments of a tool are in some dialects. Each string of it is looked at as its reader will
 * have it, and the text as a whole too, because the name of a member says what its value is. Nothing that is found reaches across a
 * quote, so that what is put in its place leaves JSON that can be read.
 */
import type { Slices } from '../kernel/slices.ts';
import { walkText } from '../wire/json/walk-text.ts';
import type { Finding } from './check.ts';
import type { CompiledCheck } from './definition.ts';
import { scanInWindows } from './windows.ts';

/** What stands between two quotes, or a number. UTF-16 offsets in the JSON. */
interface Inner {
  start: number;
  end: number;
  kind: 'text' | 'name' | 'number';
}

type Scan = (text: string) => Finding[];

interface Place {
  /** The words are JSON themselves. */
  isJson?: true;
  /** Only what strings of the JSON say is looked at: neither the names of members, nor the text as a whole. */
  isOfValues?: true;
}

/** A judge masks what the strings of a tool's input say; to a scanner the name of a member tells what its value is. */
export const whereOf = ({ opened }: CompiledCheck): Pick<Place, 'isOfValues'> =>
  opened.kind === 'judge' ? { isOfValues: true } : {};

/** Of words in their place. Throws CheckError. */
export const scanWords = (text: string, { isJson, isOfValues }: Place, scan: Scan): Slices<Finding[]> =>
  isJson !== true ? scanInWindows(text, scan) : isOfValues === true ? scanValues(text, scan) : scanStrings(text, scan);

/** What was found there, as its reader will have it. */
export function saidIn(text: string, { isJson: isWritten }: { isJson?: true }, { start, end }: Finding): string {
  const written = text.slice(start, end);
  if (isWritten !== true || !written.includes('\\')) return written;
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    // The words only look like JSON.
    return written;
  }
}

/** In order, without overlaps, at places of the JSON. A text that is no JSON is scanned as it is. Throws CheckError. */
function* scanStrings(json: string, scan: Scan): Slices<Finding[]> {
  const whole = yield* scanInWindows(json, scan);
  const strings = yield* stringsOf(json);
  if (strings === null) return whole;
  const found = yield* scanEach(strings, ['text', 'name'], scan);
  const inWhole = whole.flatMap((one) => clipped(one, strings));
  const besides = inWhole.length === 0 ? [] : leftBy(found, inWhole).filter((one) => !isCutEscape(one, strings));
  return [...found, ...besides].toSorted((one, other) => one.start - other.start);
}

function* scanValues(json: string, scan: Scan): Slices<Finding[]> {
  const strings = yield* stringsOf(json);
  return strings === null ? yield* scanInWindows(json, scan) : yield* scanEach(strings, ['text'], scan);
}

function* scanEach(strings: Strings, kinds: readonly Inner['kind'][], scan: Scan): Slices<Finding[]> {
  const found: Finding[] = [];
  const pace = new Pace();
  for (const inner of strings.inners) {
    if (kinds.includes(inner.kind)) for (const one of yield* scanInner(inner, strings, scan)) found.push(one);
    if (pace.isDue(inner.end)) yield;
  }
  return found;
}

/** When it is time for a pause. */
class Pace {
  /** UTF-16 units, and what each string or number costs beside its own: a slice takes a few ms at most. */
  static readonly #slice = 64 * 1024;
  static readonly #each = 100;
  #next = Pace.#slice;
  #beside = 0;

  /** One more string or number has been read, up to this place. */
  isDue(place: number): boolean {
    this.#beside += Pace.#each;
    if (place + this.#beside < this.#next) return false;
    this.#next = place + this.#beside + Pace.#slice;
    return true;
  }
}

/** A piece of a finding, where another finding takes the rest of it. */
interface Left extends Finding {
  isCut: boolean;
}

/** What the first list leaves of the second. Both are in order. */
function leftBy(first: readonly Finding[], second: readonly Finding[]): Left[] {
  const left: Left[] = [];
  let at = 0;
  for (const one of second) {
    while ((first[at]?.end ?? Infinity) <= one.start) at += 1;
    let from = one.start;
    for (let next = at; (first[next]?.start ?? Infinity) < one.end; next += 1) {
      const { start, end } = first[next] ?? one;
      if (from < start) left.push({ ...one, start: from, end: start, isCut: true });
      from = Math.max(from, end);
    }
    if (from < one.end) left.push({ ...one, start: from, isCut: from > one.start });
  }
  return left;
}

/** Letters of escapes look like a part of the word behind them: `\u00e9` before an address is none of it. */
function isCutEscape({ isCut, start, end }: Left, { isInEscape }: Strings): boolean {
  // Before the first letter of an escape there is its backslash.
  return isCut && isInEscape.subarray(start, end).every((is, index, all) => is === 1 || all[index + 1] === 1);
}

interface Strings {
  json: string;
  /** In order. */
  inners: readonly Inner[];
  /** Is an escape begun before this place, and not ended? By place in the JSON. */
  isInEscape: Uint8Array;
}

/** null = it is no JSON. */
function* stringsOf(json: string): Slices<Strings | null> {
  const inners: Inner[] = [];
  const isInEscape = new Uint8Array(json.length + 1);
  const isJson = yield* walkText(json, {
    string: (start, end, isName) => inners.push({ start, end, kind: isName ? 'name' : 'text' }),
    number: (start, end) => inners.push({ start, end, kind: 'number' }),
    escape: (start, end) => isInEscape.fill(1, start + 1, end),
  });
  return isJson ? { json, inners, isInEscape } : null;
}

function* scanInner({ start, end }: Inner, { json, isInEscape }: Strings, scan: Scan): Slices<Finding[]> {
  const raw = json.slice(start, end);
  const found = yield* scanInWindows(raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw, scan);
  const placed: Finding[] = [];
  const cursor: Cursor = { said: 0, written: start };
  for (const one of found) {
    const from = yield* placeOf(one.start, cursor, isInEscape);
    placed.push({ ...one, start: from, end: yield* placeOf(one.end, cursor, isInEscape) });
  }
  return placed;
}

/** A place in what a string says, and the same one in how it is written. */
interface Cursor {
  said: number;
  written: number;
}

/** UTF-16 units of a slice. */
const WALKED = 128 * 1024;

/** From a place in what a string says to one in the JSON. Places are asked for in order. */
function* placeOf(said: number, cursor: Cursor, isInEscape: Uint8Array): Slices<number> {
  for (; cursor.said < said; cursor.said += 1) {
    cursor.written += 1;
    while (isInEscape[cursor.written] === 1) cursor.written += 1;
    if (cursor.said % WALKED === WALKED - 1) yield;
  }
  return cursor.written;
}

/** What of it lies inside of strings, and every number that it touches; what holds the JSON together stays. */
function clipped(finding: Finding, { inners, isInEscape }: Strings): Finding[] {
  const parts: Finding[] = [];
  for (let at = firstEndingAfter(inners, finding.start); at < inners.length; at += 1) {
    const { start, end, kind } = inners[at] ?? { start: 0, end: 0, kind: 'text' };
    let from = Math.max(start, finding.start);
    let to = Math.min(end, finding.end);
    if (start >= finding.end) break;
    if (from >= to) continue;
    if (kind === 'number') {
      parts.push({ ...finding, start, end, isNumber: true });
      continue;
    }
    while (isInEscape[from] === 1) from -= 1;
    while (isInEscape[to] === 1) to += 1;
    parts.push({ ...finding, start: from, end: to });
  }
  return parts;
}

/** The index of the first that ends at this place or after it. */
function firstEndingAfter(inners: readonly Inner[], place: number): number {
  let [low, high] = [0, inners.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((inners[middle]?.end ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
