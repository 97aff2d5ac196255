/**
 * The scan of scan.ts for large bodies, in slices: 32 MB of short values take a quarter of a second, and every stream of
 * this process would stand still meanwhile. Finds the same, and refuses the same.
 */
import {
  collectIn,
  JsonBoundError,
  JsonScanError,
  MAX_MEMBERS,
  readKey,
  scanDocument,
  type JsonDocument,
  type Member,
} from './scan.ts';
import { noteLongString } from './long-strings.ts';
import { Ranges } from './ranges.ts';
import { noteString, FILTER_WORDS, LONGEST_NOTED, ShortStrings } from './short-strings.ts';
import type { Slices } from '../../kernel/slices.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** From here on a body is worth more than one slice: 1 MiB takes some 3 ms at worst. */
export const LARGE_BYTES = 1024 * 1024;
/** Of work between two pauses, in bytes of text. */
const SLICE_BYTES = 256 * 1024;
/** What a value costs beside its bytes: of `1,1,1…` a slice by bytes alone would have a hundred thousand of them. */
const VALUE_BYTES = 14;
/** Within a string, bytes that are walked before the native search is asked. */
const WALKED_BYTES = 24;
/**
 * Of a whole body. What is looked for later is looked for in one turn, and takes some 50 ns for each value. A conversation of
 * a million tokens has a fifth of it at most.
 */
export const MAX_VALUES = 500_000;

/** Where the walk is. */
interface Walk {
  bytes: Buffer;
  /** As far as strings have been searched for their ends. */
  searched: Buffer;
  at: number;
  /** Where the next pause is due. */
  pauseAt: number;
  /** Strings, numbers, words, objects and arrays so far. */
  values: number;
  maxValues: number;
  /** Filter of `ShortStrings`. */
  words: Uint32Array;
}

/** As `scanDocument`. Throws JsonScanError, and JsonBoundError for a body of more than `maxValues` values. */
export function* scanSlices(bytes: Buffer, split?: string, maxValues = MAX_VALUES): Slices<JsonDocument> {
  const words = new Uint32Array(FILTER_WORDS);
  const searched = bytes.subarray(0, SEARCHED_BYTES);
  const walk: Walk = { bytes, searched, at: 0, pauseAt: SLICE_BYTES, values: 0, maxValues, words };
  const members: Member[] = [];
  const found = collectIn(members, MAX_MEMBERS);
  if (isSpace(bytes[walk.at])) yield* skipSpace(walk);
  if (bytes[walk.at] !== OPEN_OBJECT) throw new JsonScanError('Expected a JSON object', walk.at);
  walk.at += 1;
  if (isSpace(bytes[walk.at])) yield* skipSpace(walk);
  if (bytes[walk.at] === CLOSE_OBJECT) walk.at += 1;
  else {
    do found(yield* nextMember(walk, split));
    while (yield* goesOn(walk, CLOSE_OBJECT, '}'));
  }
  const end = walk.at;
  if (isSpace(bytes[walk.at])) yield* skipSpace(walk);
  if (walk.at !== bytes.length) throw new JsonScanError('Unexpected text after the JSON object', end);
  return { bytes, members, strings: new ShortStrings(walk.words) };
}

/** What is small is scanned at once. */
export function* scanAny(bytes: Buffer, split?: string): Slices<JsonDocument> {
  return bytes.length < LARGE_BYTES ? scanDocument(bytes, split) : yield* scanSlices(bytes, split);
}

function* nextMember(walk: Walk, split: string | undefined): Slices<Member> {
  const { bytes } = walk;
  const start = walk.at;
  if (bytes[start] !== QUOTE) throw new JsonScanError('Expected a quoted key', start);
  yield* skipString(walk);
  const keyEnd = walk.at;
  if (isSpace(bytes[walk.at])) yield* skipSpace(walk);
  if (bytes[walk.at] !== COLON) throw new JsonScanError('Expected ":"', walk.at);
  walk.at += 1;
  if (isSpace(bytes[walk.at])) yield* skipSpace(walk);
  const valueStart = walk.at;
  const key = readKey(bytes, start, keyEnd);
  const elements = key === split && bytes[valueStart] === OPEN_ARRAY ? new Ranges(bytes) : null;
  if (elements === null) yield* skipValue(walk);
  else yield* skipElements(walk, elements);
  return { key, start, valueStart, end: walk.at, elements };
}

function* skipElements(walk: Walk, elements: Ranges): Slices<void> {
  const { bytes } = walk;
  walk.at += 1;
  if (isSpace(bytes[walk.at])) yield* skipSpace(walk);
  if (bytes[walk.at] === CLOSE_ARRAY) {
    walk.at += 1;
    return;
  }
  do {
    const start = walk.at;
    yield* skipValue(walk);
    elements.push(start, walk.at);
    if (walk.at >= walk.pauseAt) yield* pause(walk);
  } while (yield* goesOn(walk, CLOSE_ARRAY, ']'));
}

/** Behind a value: past the comma and the space behind it, or past the closing bracket. */
function* goesOn(walk: Walk, close: number, shown: string): Slices<boolean> {
  const { bytes } = walk;
  if (isSpace(bytes[walk.at])) yield* skipSpace(walk);
  const byte = bytes[walk.at];
  if (byte !== close && byte !== COMMA) throw new JsonScanError(`Expected "," or "${shown}"`, walk.at);
  walk.at += 1;
  if (byte === close) return false;
  if (isSpace(bytes[walk.at])) yield* skipSpace(walk);
  return true;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function* skipSpace(walk: Walk): Slices<void> {
  while (isSpace(walk.bytes[walk.at])) {
    walk.at += 1;
    if (walk.at >= walk.pauseAt) yield* pause(walk);
  }
}

function* pause(walk: Walk): Slices<void> {
  walk.pauseAt = walk.at + SLICE_BYTES;
  yield;
}

function* skipValue(walk: Walk): Slices<void> {
  const first = walk.bytes[walk.at];
  if (first === QUOTE) yield* skipString(walk);
  else if (first === OPEN_OBJECT || first === OPEN_ARRAY) yield* skipCompound(walk);
  else yield* skipScalar(walk);
}

function* skipScalar(walk: Walk): Slices<void> {
  const start = walk.at;
  while (!passScalar(walk)) yield* pause(walk);
  if (walk.at === start) throw new JsonScanError('Expected a JSON value', start);
  count(walk);
}

/** False where a pause is due before its end. */
function passScalar(walk: Walk): boolean {
  const { bytes, pauseAt } = walk;
  let { at } = walk;
  for (;;) {
    const byte = bytes[at];
    const isLetter = byte !== undefined && byte >= 0x61 && byte <= 0x7a;
    const isNumber = byte !== undefined && ((byte >= 0x2b && byte <= 0x39 && byte !== COMMA) || byte === 0x45);
    if ((!isLetter && !isNumber) || at >= pauseAt) {
      walk.at = at;
      return !isLetter && !isNumber;
    }
    at += 1;
  }
}

/** An object or an array; brackets are matched by their number. */
function* skipCompound(walk: Walk): Slices<void> {
  const { bytes } = walk;
  let depth = 0;
  while (walk.at < bytes.length) {
    const byte = bytes[walk.at];
    if (byte === QUOTE) yield* skipString(walk);
    else {
      walk.at += 1;
      if (byte === COMMA) count(walk);
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        count(walk);
        depth += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        depth -= 1;
        if (depth === 0) return;
      }
    }
    if (walk.at >= walk.pauseAt) yield* pause(walk);
  }
  throw ended(bytes);
}

function* skipString(walk: Walk): Slices<void> {
  const { bytes, words } = walk;
  const open = walk.at;
  let at = open + 1;
  for (;;) {
    const limit = Math.min(at + WALKED_BYTES, bytes.length);
    while (at < limit) {
      const byte = bytes[at];
      if (byte === QUOTE) return closeString(walk, open, at);
      if (byte === BACKSLASH) {
        if (at - open < LONGEST_NOTED) noteEscape(words, bytes[at + 1]);
        at += 2;
      } else at += 1;
    }
    if (at >= bytes.length) throw ended(bytes);
    // Without a backslash before the next quote that quote is the end; else the walk goes on from the backslash.
    // A view of its own for every string would be as many objects.
    let quote = walk.searched.indexOf(QUOTE, at);
    if (quote === -1) quote = yield* findQuote(walk, at);
    if (quote === -1) throw ended(bytes);
    if (bytes[quote - 1] !== BACKSLASH) return closeString(walk, open, quote);
    at = yield* behindEscapes(walk, at, quote);
    if (at === quote) return closeString(walk, open, quote);
  }
}

/** Of a search between two pauses, bytes: native code passes over some gigabytes in a second. */
const SEARCHED_BYTES = 4 * 1024 * 1024;

/** The next quote from `at`, of which there is none in what was searched so far; -1 = there is none at all. */
function* findQuote(walk: Walk, at: number): Slices<number> {
  const { bytes } = walk;
  for (;;) {
    // What is not inside of strings has been walked over.
    const from = Math.max(walk.searched.length, at);
    if (from >= bytes.length) return -1;
    yield;
    walk.searched = bytes.subarray(0, from + SEARCHED_BYTES);
    const quote = walk.searched.indexOf(QUOTE, from);
    if (quote !== -1) return quote;
  }
}

/** The quote itself, where the backslashes before it escape one another; the byte behind it, where one escapes the quote. */
function* behindEscapes(walk: Walk, from: number, quote: number): Slices<number> {
  const { bytes } = walk;
  walk.at = quote;
  if (walk.at >= walk.pauseAt) yield* pause(walk);
  let escapes = quote;
  let counted = 0;
  while (escapes > from && bytes[escapes - 1] === BACKSLASH) {
    escapes -= 1;
    counted += 1;
    if (counted % SLICE_BYTES === 0) yield;
  }
  return (quote - escapes) % 2 === 0 ? quote : quote + 1;
}

function closeString(walk: Walk, open: number, close: number): void {
  if (close - open < LONGEST_NOTED) noteString(walk.words, walk.bytes, { open, close });
  walk.at = close + 1;
  noteLongString(walk.bytes, open, walk.at);
  count(walk);
}

/** Keys count as well: what counts is the work that they make. */
function count(walk: Walk): void {
  walk.values += 1;
  walk.pauseAt -= VALUE_BYTES;
  const { values, maxValues } = walk;
  if (values > maxValues) throw new JsonBoundError(`It has more than ${maxValues} values`, walk.at);
}

function noteEscape(words: Uint32Array, letter: number | undefined): void {
  if (letter === 0x75 || letter === 0x2f) words[FILTER_WORDS - 1] = 1;
}

function ended(bytes: Buffer): JsonScanError {
  return new JsonScanError('Unexpected end of JSON', bytes.length);
}
