/**
 * Scans a text that is JSON, as the arguments of a tool are in some dialects. Each string of it is looked at as its reader will
 * have it, and the text as a whole too, because the name of a member says what its value is. Nothing that is found reaches across a
 * quote, so that what is put in its place leaves JSON that can be read.
 */
import type { Slices } from '../kernel/slices.ts';
import type { Finding } from './check.ts';
import { scanInWindows } from './windows.ts';

/** What stands between two quotes, or a number. UTF-16 offsets in the JSON. */
interface Inner {
  start: number;
  end: number;
  isNumber: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

type Scan = (text: string) => Finding[];

/** Of words in their place: they may be JSON themselves. Throws CheckError. */
export const scanWords = (text: string, { isJson: isWritten }: { isJson?: true }, scan: Scan): Slices<Finding[]> =>
  isWritten === true ? scanStrings(text, scan) : scanInWindows(text, scan);

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
  if (!isJson(json)) return whole;
  const strings = stringsOf(json);
  const found: Finding[] = [];
  for (const inner of strings.inners) for (const one of yield* scanInner(json, inner, scan)) found.push(one);
  const inWhole = whole.flatMap((one) => clipped(one, strings));
  return withoutTouching(found, inWhole);
}

/** Places of the second list count where none of the first is. Both are in order. */
function withoutTouching(first: readonly Finding[], second: readonly Finding[]): Finding[] {
  let at = 0;
  const besides = second.filter(({ start, end }) => {
    while ((first[at]?.end ?? Infinity) <= start) at += 1;
    return (first[at]?.start ?? Infinity) >= end;
  });
  return [...first, ...besides].toSorted((one, other) => one.start - other.start);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Strings {
  /** In order. */
  inners: readonly Inner[];
  /** Is an escape begun before this place, and not ended? By place in the JSON. */
  isInEscape: Uint8Array;
}

function stringsOf(json: string): Strings {
  const inners: Inner[] = [];
  const isInEscape = new Uint8Array(json.length + 1);
  let from = 0;
  for (let quote = json.indexOf('"'); quote !== -1; quote = json.indexOf('"', from)) {
    inners.push(...numbersIn(json, from, quote));
    let end = quote + 1;
    while (json.charCodeAt(end) !== QUOTE) {
      const length = json.charCodeAt(end) !== BACKSLASH ? 1 : json[end + 1] === 'u' ? 6 : 2;
      if (length > 1) isInEscape.fill(1, end + 1, end + length);
      end += length;
    }
    inners.push({ start: quote + 1, end, isNumber: false });
    from = end + 1;
  }
  inners.push(...numbersIn(json, from, json.length));
  return { inners, isInEscape };
}

/** `from` and `to`: a piece without strings. */
const numbersIn = (json: string, from: number, to: number): Inner[] =>
  Array.from(json.slice(from, to).matchAll(/[-\d][-+.\dEe]*/g), ({ index, 0: { length } }) => ({
    start: from + index,
    end: from + index + length,
    isNumber: true,
  }));

function* scanInner(json: string, { start, end, isNumber }: Inner, scan: Scan): Slices<Finding[]> {
  if (isNumber) return [];
  const raw = json.slice(start, end);
  const found = yield* scanInWindows(raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw, scan);
  if (found.length === 0) return found;
  const place = placesIn(raw);
  return found.map((one) => ({ ...one, start: start + place(one.start), end: start + place(one.end) }));
}

const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|.)/g;

/** From places in what a string says to places in how it is written. Places are asked for in order. */
function placesIn(raw: string): (plain: number) => number {
  const escapes = raw.includes('\\') ? [...raw.matchAll(ESCAPE)] : [];
  let next = 0;
  let longer = 0;
  return (plain) => {
    for (let escape = escapes[next]; escape !== undefined && escape.index < plain + longer; escape = escapes[next]) {
      longer += escape[0].length - 1;
      next += 1;
    }
    return plain + longer;
  };
}

/** What of it lies inside of strings, and every number that it touches; what holds the JSON together stays. */
function clipped(finding: Finding, { inners, isInEscape }: Strings): Finding[] {
  const parts: Finding[] = [];
  for (let at = firstEndingAfter(inners, finding.start); at < inners.length; at += 1) {
    const { start, end, isNumber } = inners[at] ?? { start: 0, end: 0, isNumber: false };
    let from = Math.max(start, finding.start);
    let to = Math.min(end, finding.end);
    if (start >= finding.end) break;
    if (from >= to) continue;
    if (isNumber) parts.push({ ...finding, start, end, isNumber });
    while (isInEscape[from] === 1) from -= 1;
    while (isInEscape[to] === 1) to += 1;
    if (!isNumber) parts.push({ ...finding, start: from, end: to });
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
