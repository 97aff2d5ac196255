/**
 * The untouched lane's editor: finds the byte ranges of a JSON object's members and cuts or splices them, so that a
 * large body reaches the upstream byte for byte but for what must change. Nothing is parsed that is not looked at.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
/** Below this many bytes a loop beats the call into native `indexOf`. */
const SHORT_STRING = 24;

/** Smaller documents are searched faster than their strings are noted. */
const WORTH_NOTING_BYTES = 8 * 1024;

export interface Range {
  start: number;
  /** Exclusive. */
  end: number;
}

/** One `"key": value` of an object; `start` is the key's opening quote, `end` the first byte after the value. */
export interface Member extends Range {
  key: string;
  valueStart: number;
  /** Element ranges, where the scan was asked to split this array; null elsewhere. */
  elements: Range[] | null;
}

/** An object's bytes with the ranges of its top-level members. The bytes are never written to. */
export interface JsonDocument {
  bytes: Buffer;
  /** In the order of the text; a key may stand twice, and the last one counts, as in JSON.parse. */
  members: readonly Member[];
  /** The short strings that the scan came past inside the members; absent where nobody noted them. */
  strings?: ShortStrings;
}

/**
 * Which short strings occur below the top level of a document, as a filter of some bits: it may say yes to one that does not occur, and never
 * no to one that does. To search 300 KB for a key takes as long as half their scan, and most keys that are asked for are
 * not there.
 */
export class ShortStrings {
  /** One of them is written with a backslash and `u`: it may stand for any other. */
  hasEscapes = false;
  readonly #bits = new Uint32Array(64);

  /** The string between the quotes at `open` and `close`. */
  add(bytes: Buffer, open: number, close: number): void {
    const bit = bitOf(bytes, open, close);
    this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }

  /** `quoted` is the string as it stands in JSON, with its quotes. */
  mayHold(quoted: Buffer): boolean {
    if (quoted.length > SHORT_STRING || this.hasEscapes) return true;
    const bit = bitOf(quoted, 0, quoted.length - 1);
    return ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }
}

/** Length and three letters: enough to tell the keys of an API apart, and little beside finding the quotes. */
function bitOf(bytes: Buffer, open: number, close: number): number {
  const first = bytes[open + 1] ?? 0;
  const middle = bytes[(open + close) >>> 1] ?? 0;
  const last = bytes[close - 1] ?? 0;
  return (first * 5 + middle * 37 + last * 211 + (close - open) * 1009) & 2047;
}

/** Frees the bytes of a document that nobody will read again, whoever still holds it. */
export function letGo(document: JsonDocument): void {
  document.bytes = Buffer.alloc(0);
  document.members = [];
}

export class JsonScanError extends Error {
  /** Byte at which the text stops being JSON. */
  readonly position: number;
  constructor(message: string, position: number) {
    super(`${message} at byte ${position}`);
    this.name = 'JsonScanError';
    this.position = position;
  }
}

/**
 * Scans a whole body that must be one JSON object. Throws JsonScanError; nested values are skipped, not validated. If the
 * member named `split` is an array, the ranges of its elements are found in the same pass.
 */
export function scanDocument(bytes: Buffer, split?: string): JsonDocument {
  const start = skipSpace(bytes, 0);
  if (bytes[start] !== OPEN_OBJECT) throw new JsonScanError('Expected a JSON object', start);
  const members: Member[] = [];
  const strings = bytes.length < WORTH_NOTING_BYTES ? null : new ShortStrings();
  const end = scanMembers(bytes, start, { split, strings, found: (member) => members.push(member) });
  if (skipSpace(bytes, end) !== bytes.length) throw new JsonScanError('Unexpected text after the JSON object', end);
  return strings === null ? { bytes, members } : { bytes, members, strings };
}

/** Members of the object that begins at `start`. Throws JsonScanError. */
export function membersOf(bytes: Buffer, start: number): Member[] {
  const members: Member[] = [];
  scanMembers(bytes, start, { strings: null, found: (member) => members.push(member) });
  return members;
}

/** Element ranges of the array that begins at `start`. Throws JsonScanError. */
export function elementsOf(bytes: Buffer, start: number): Range[] {
  const elements: Range[] = [];
  scanElements(bytes, start, { elements, strings: null });
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

/** Parses one member's value; undefined when the member is absent. Throws SyntaxError when the value is not JSON. */
export function readMember(document: JsonDocument, key: string): unknown {
  const member = findMember(document.members, key);
  if (member === undefined) return undefined;
  return JSON.parse(document.bytes.toString('utf8', member.valueStart, member.end));
}

export type Edit =
  /** Takes the member out, every occurrence of it, with the comma that belongs to it. */
  | { type: 'remove'; key: string }
  /** Replaces the member's value in place, or appends the member. `json` is JSON text. */
  | { type: 'set'; key: string; json: string }
  /** Replaces any range of bytes inside a member's value. Ranges must not overlap one another. */
  | { type: 'splice'; start: number; end: number; replacement: string };

export interface Cut extends Range {
  replacement: string;
}

/**
 * The document with the edits applied, as slices of the original bytes with the new pieces between them (nothing large
 * is copied). A splice inside a removed member is dropped with it.
 */
export function applyEdits(document: JsonDocument, edits: readonly Edit[]): Buffer[] {
  const { bytes, members } = document;
  if (edits.length === 0) return [bytes];
  const removed = removedBy(edits, members);
  const cuts = removalCuts(members, removed);
  let appended = '';
  for (const edit of edits) {
    if (edit.type !== 'set') continue;
    const member = findMember(members, edit.key);
    if (member === undefined) appended += `,${JSON.stringify(edit.key)}:${edit.json}`;
    else cuts.push({ start: member.valueStart, end: member.end, replacement: edit.json });
  }
  const whole = cuts.length;
  for (const edit of edits) {
    if (edit.type === 'splice' && !isInside(edit, cuts, whole)) cuts.push(edit);
  }
  if (appended !== '') {
    const at = members.at(-1)?.end ?? bytes.indexOf(OPEN_OBJECT) + 1;
    cuts.push({ start: at, end: at, replacement: removed.size === members.length ? appended.slice(1) : appended });
  }
  return cutOut(bytes, cuts);
}

/** Is the range inside one of the first `count` cuts? */
function isInside({ start, end }: Range, cuts: readonly Cut[], count: number): boolean {
  for (let index = 0; index < count; index += 1) {
    const cut = cuts[index];
    if (cut !== undefined && start >= cut.start && end <= cut.end) return true;
  }
  return false;
}

/** Indexes: a removed key goes wherever it stands; a set key that stands twice keeps its last place only. */
function removedBy(edits: readonly Edit[], members: readonly Member[]): Set<number> {
  const removed = new Set<number>();
  for (const edit of edits) {
    if (edit.type === 'splice') continue;
    const kept = edit.type === 'set' ? findMember(members, edit.key) : undefined;
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index];
      if (member?.key === edit.key && member !== kept) removed.add(index);
    }
  }
  return removed;
}

/** The total length of the pieces, bytes. */
export function lengthOf(pieces: readonly Uint8Array[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

function cutOut(bytes: Buffer, cuts: Cut[]): Buffer[] {
  cuts.sort((a, b) => a.start - b.start || a.end - b.end);
  const pieces: Buffer[] = [];
  let at = 0;
  for (const cut of cuts) {
    if (cut.start > at) pieces.push(bytes.subarray(at, cut.start));
    if (cut.replacement !== '') pieces.push(Buffer.from(cut.replacement));
    at = Math.max(at, cut.end);
  }
  if (at < bytes.length) pieces.push(bytes.subarray(at));
  return pieces;
}

/**
 * The ranges that take items out of an object or array: a run of removed ones goes with the comma before it, or, at the
 * front, with the one after it. `removed` holds indexes of `items`.
 */
export function removalCuts(items: readonly Range[], removed: ReadonlySet<number>): Cut[] {
  const cuts: Cut[] = [];
  for (let index = 0; index < items.length; index += 1) {
    if (!removed.has(index)) continue;
    const before = items[index - 1];
    const first = items[index];
    while (removed.has(index + 1)) index += 1;
    const last = items[index];
    if (first === undefined || last === undefined) break;
    const after = items[index + 1];
    const start = before?.end ?? first.start;
    const end = before === undefined && after !== undefined ? after.start : last.end;
    cuts.push({ start, end, replacement: '' });
  }
  return cuts;
}

interface ElementVisit {
  elements: Range[];
  strings: ShortStrings | null;
}

/** Fills `elements`; returns the position after the closing bracket. */
function scanElements(bytes: Buffer, start: number, { elements, strings }: ElementVisit): number {
  if (bytes[start] !== OPEN_ARRAY) throw new JsonScanError('Expected a JSON array', start);
  let at = skipSpace(bytes, start + 1);
  if (bytes[at] === CLOSE_ARRAY) return at + 1;
  for (;;) {
    const end = skipValue(bytes, at, strings);
    elements.push({ start: at, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    if (bytes[at] !== COMMA) throw new JsonScanError('Expected "," or "]"', at);
    at = skipSpace(bytes, at + 1);
  }
}

interface MemberVisit {
  split?: string | undefined;
  strings: ShortStrings | null;
  found: (member: Member) => void;
}

/** Calls back per member; returns the position after the closing brace. */
function scanMembers(bytes: Buffer, start: number, visit: MemberVisit): number {
  if (bytes[start] !== OPEN_OBJECT) throw new JsonScanError('Expected a JSON object', start);
  let at = skipSpace(bytes, start + 1);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) throw new JsonScanError('Expected a quoted key', at);
    const keyEnd = skipString(bytes, at, null);
    const colon = skipSpace(bytes, keyEnd);
    if (bytes[colon] !== COLON) throw new JsonScanError('Expected ":"', colon);
    const valueStart = skipSpace(bytes, colon + 1);
    const key = readKey(bytes, at, keyEnd);
    const elements = key === visit.split && bytes[valueStart] === OPEN_ARRAY ? [] : null;
    const end =
      elements === null
        ? skipValue(bytes, valueStart, visit.strings)
        : scanElements(bytes, valueStart, { elements, strings: visit.strings });
    visit.found({ key, start: at, valueStart, end, elements });
    at = skipSpace(bytes, end);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) throw new JsonScanError('Expected "," or "}"', at);
    at = skipSpace(bytes, at + 1);
  }
}

function readKey(bytes: Buffer, start: number, end: number): string {
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
function skipValue(bytes: Buffer, start: number, strings: ShortStrings | null): number {
  const first = bytes[start];
  if (first === QUOTE) return skipString(bytes, start, strings);
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return skipScalar(bytes, start);
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at, strings);
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    at += 1;
  }
  throw new JsonScanError('Unexpected end of JSON', bytes.length);
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

/** The position after the closing quote of the string that opens at `start`. */
function skipString(bytes: Buffer, start: number, strings: ShortStrings | null): number {
  let at = start + 1;
  for (;;) {
    const limit = Math.min(at + SHORT_STRING, bytes.length);
    while (at < limit) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        if (strings !== null) strings.add(bytes, start, at);
        return at + 1;
      }
      if (byte === BACKSLASH) {
        if (strings !== null && bytes[at + 1] === LETTER_U) strings.hasEscapes = true;
        at += 2;
      } else at += 1;
    }
    const quote = bytes.indexOf(QUOTE, at);
    if (quote === -1) throw new JsonScanError('Unexpected end of JSON inside a string', bytes.length);
    let escapes = quote;
    while (escapes > at && bytes[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
