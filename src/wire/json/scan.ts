/**
 * The untouched lane's eye: finds the byte ranges of a JSON object's members and of an array's elements. What is inside
 * them is passed over, neither validated nor parsed, but for a member that is asked for.
 */
import { loadText, type LoadedText } from './skip.ts';
import { endOfLongString } from './long-strings.ts';
import { Ranges, type Range } from './ranges.ts';
import type { ShortStrings } from './short-strings.ts';

export type { Range } from './ranges.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
/** Below this many bytes a loop beats the call into native `indexOf`. */
const SHORT_STRING = 24;
/** Then the native search is asked again, for what may be plain from there on. */
const LONGEST_WALK = 64 * 1024;
/** Smaller documents are scanned at once, and nobody notes where their strings end. */
const WORTH_NOTING_BYTES = 1024 * 1024;
/** Smaller documents are passed over faster than they are copied to where SIMD can. */
const WORTH_LOADING_BYTES = 8 * 1024;
/**
 * Of one object. A member takes some hundred bytes of memory, however short it is, so their number is bounded: no API has
 * a tenth as many. Elements of arrays are not: they take less memory than text (`Ranges`).
 */
export const MAX_MEMBERS = 1000;
/** Of an object inside a body, which is looked through and not kept: a tool's input may be a table. */
const MAX_NESTED_MEMBERS = 10_000;
/** No member that is read this way is longer in earnest; parsed, a hostile one takes fifty times its size. */
const MAX_READ_BYTES = 64 * 1024;

/** One `"key": value` of an object; `start` is the key's opening quote, `end` the first byte after the value. */
export interface Member extends Range {
  key: string;
  valueStart: number;
  /** Element ranges, where the scan was asked to split this array; null elsewhere. */
  elements: Ranges | null;
}

/** An object's bytes with the ranges of its top-level members. The bytes are never written to. */
export interface JsonDocument {
  bytes: Buffer;
  /** In the order of the text; a key may stand twice, and the last one counts, as in JSON.parse. */
  members: readonly Member[];
  /** The short strings that the scan came past inside the members; absent where nobody noted them. */
  strings?: ShortStrings;
}

/** Frees the bytes of a document that nobody will read again, whoever still holds it. */
export function letGo(document: JsonDocument): void {
  document.bytes = Buffer.alloc(0);
  document.members = [];
}

export class JsonScanError extends Error {
  override readonly name: string = 'JsonScanError';
  /** Byte at which the text stops being JSON. */
  readonly position: number;
  constructor(message: string, position: number) {
    super(`${message} at byte ${position}`);
    this.position = position;
  }
}

/** It is JSON, as far as it was looked at, and more of it than anybody means. */
export class JsonBoundError extends JsonScanError {
  override readonly name = 'JsonBoundError';
}

/** What is scanned: `loaded` is the same text where SIMD passes over its values, null for the plain walk. */
interface Text {
  bytes: Buffer;
  loaded: LoadedText | null;
}

/**
 * Scans a whole body that must be one JSON object. Throws JsonScanError; nested values are skipped, not validated. If the
 * member named `split` is an array, the ranges of its elements are found in the same pass.
 */
export function scanDocument(bytes: Buffer, split?: string): JsonDocument {
  const start = skipSpace(bytes, 0);
  const loaded = bytes.length < WORTH_LOADING_BYTES ? null : loadText(bytes);
  const members: Member[] = [];
  const found = collectIn(members, MAX_MEMBERS);
  const end = scanMembers({ bytes, loaded }, start, { split, found });
  if (skipSpace(bytes, end) !== bytes.length) throw new JsonScanError('Unexpected text after the JSON object', end);
  return loaded === null ? { bytes, members } : { bytes, members, strings: loaded.shortStrings() };
}

/** Members of the object that begins at `start`. Throws JsonScanError. */
export function membersOf(bytes: Buffer, start: number): Member[] {
  const members: Member[] = [];
  scanMembers({ bytes, loaded: null }, start, { found: collectIn(members, MAX_NESTED_MEMBERS) });
  return members;
}

/** Adds each member to the list; throws JsonScanError at the one that is too many. */
export function collectIn(members: Member[], max: number): (member: Member) => void {
  return (member) => {
    if (members.length === max) throw new JsonBoundError(`An object has more than ${max} members`, member.start);
    members.push(member);
  };
}

/** Element ranges of the array that begins at `start`. Throws JsonScanError. */
export function elementsOf(bytes: Buffer, start: number): Ranges {
  const elements = new Ranges(bytes);
  scanElements({ bytes, loaded: null }, start, elements);
  return elements;
}

/** The last member of that name, or undefined. */
export function findMember(members: readonly Member[], key: string): Member | undefined {
  for (let index = members.length - 1; index >= 0; index -= 1) {
    const member = members[index];
    if (member?.key === key) return member;
  }
  return undefined;
}

/**
 * Parses one member's value; undefined when the member is absent. Throws SyntaxError when the value is not JSON, and
 * JsonScanError when it is longer than `maxBytes`: who asks for a longer one has to say so.
 */
export function readMember(document: JsonDocument, key: string, maxBytes = MAX_READ_BYTES): unknown {
  const member = findMember(document.members, key);
  if (member === undefined) return undefined;
  const { valueStart, end } = member;
  if (end - valueStart > maxBytes) throw new JsonBoundError(`${key} is longer than ${maxBytes} bytes`, valueStart);
  return JSON.parse(document.bytes.toString('utf8', valueStart, end));
}

/** The same; undefined also where the value is no JSON or too long: for whoever leaves it to others to say what is wrong. */
export function tryReadMember(document: JsonDocument, key: string, maxBytes?: number): unknown {
  try {
    return readMember(document, key, maxBytes);
  } catch {
    return undefined;
  }
}

/** Fills `elements`; returns the position after the closing bracket. */
function scanElements(text: Text, start: number, elements: Ranges): number {
  const { bytes } = text;
  if (bytes[start] !== OPEN_ARRAY) throw new JsonScanError('Expected a JSON array', start);
  let at = skipSpace(bytes, start + 1);
  if (bytes[at] === CLOSE_ARRAY) return at + 1;
  for (;;) {
    const end = skipValue(text, at);
    elements.push(at, end);
    at = skipSpace(bytes, end);
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    if (bytes[at] !== COMMA) throw new JsonScanError('Expected "," or "]"', at);
    at = skipSpace(bytes, at + 1);
  }
}

interface MemberVisit {
  split?: string | undefined;
  found: (member: Member) => void;
}

/** Calls back per member; returns the position after the closing brace. */
function scanMembers(text: Text, start: number, { split, found }: MemberVisit): number {
  const { bytes } = text;
  if (bytes[start] !== OPEN_OBJECT) throw new JsonScanError('Expected a JSON object', start);
  let at = skipSpace(bytes, start + 1);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) throw new JsonScanError('Expected a quoted key', at);
    const keyEnd = orEnded(skipString(bytes, at), bytes);
    const colon = skipSpace(bytes, keyEnd);
    if (bytes[colon] !== COLON) throw new JsonScanError('Expected ":"', colon);
    const valueStart = skipSpace(bytes, colon + 1);
    const key = readKey(bytes, at, keyEnd);
    const elements = key === split && bytes[valueStart] === OPEN_ARRAY ? new Ranges(bytes) : null;
    const end = elements === null ? skipValue(text, valueStart) : scanElements(text, valueStart, elements);
    found({ key, start: at, valueStart, end, elements });
    at = skipSpace(bytes, end);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) throw new JsonScanError('Expected "," or "}"', at);
    at = skipSpace(bytes, at + 1);
  }
}

export function readKey(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('utf8', start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    throw new JsonScanError('Bad escape in a key', start);
  }
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/** The position after the value that begins at `start`. Brackets are matched by depth; a scalar ends at a delimiter. */
function skipValue({ bytes, loaded }: Text, start: number): number {
  const first = bytes[start];
  if (first !== QUOTE && first !== OPEN_OBJECT && first !== OPEN_ARRAY) return skipScalar(bytes, start);
  return orEnded(loaded === null ? skipCompound(bytes, start) : loaded.skip(start), bytes);
}

function orEnded(position: number, bytes: Buffer): number {
  if (position === -1) throw new JsonScanError('Unexpected end of JSON', bytes.length);
  return position;
}

function skipScalar(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at];
    const isLetter = byte !== undefined && byte >= 0x61 && byte <= 0x7a;
    const isNumber = byte !== undefined && ((byte >= 0x2b && byte <= 0x39 && byte !== COMMA) || byte === 0x45);
    if (!isLetter && !isNumber) break;
    at += 1;
  }
  if (at === start) throw new JsonScanError('Expected a JSON value', start);
  return at;
}

/** Over a string, an object or an array; -1 where the text ends before it does. What json-skip.wat does, plainly. */
function skipCompound(bytes: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      if (depth === 0 || at === -1) return at;
      continue;
    }
    at += 1;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

/** The position after the closing quote of the string that opens at `start`; -1 if there is none. */
export function skipString(bytes: Buffer, start: number): number {
  let at = start + 1;
  let walked = SHORT_STRING;
  for (;;) {
    const limit = Math.min(at + walked, bytes.length);
    while (at < limit) {
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      at += byte === BACKSLASH ? 2 : 1;
    }
    const known = bytes.length < WORTH_NOTING_BYTES ? undefined : endOfLongString(bytes, start);
    if (known !== undefined) return known;
    const quote = bytes.indexOf(QUOTE, at);
    if (quote === -1) return -1;
    // Where escaped quotes stand close together, each call would find the next few bytes.
    walked = quote - at < walked ? Math.min(walked * 4, LONGEST_WALK) : SHORT_STRING;
    let escapes = quote;
    while (escapes > at && bytes[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
