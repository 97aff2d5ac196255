/**
 * The texts of a large body, set aside while the rest of it is translated: they are not parsed, and are put back byte for
 * byte. Parsed and written again, 30 MB of text take nine times their size for a moment.
 */
import type { Slices } from '../../kernel/slices.ts';
import { textsOf } from './long-strings.ts';
import type { Range } from './ranges.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const LETTER_U = 0x75;

/** What stays of each, bytes: by the beginning of a text a translation may know what it is, as `data:image/png;base64,`. */
const KEPT_BYTES = 128;
/** Of work between two pauses, bytes. */
const SLICE_BYTES = 1024 * 1024;
/** What a text costs beside its bytes: of the shortest ones a slice has five hundred. */
const COST_BYTES = 2048;

/** Members whose texts a translation hands on as they are; base64 that may be in another alphabet is left out. */
const MEMBERS: ReadonlySet<string> = new Set([
  'text',
  'content',
  'system',
  'instructions',
  'data',
  'bytes',
  'url',
  'image_url',
]);
const PLAIN_MEMBERS: ReadonlySet<string> = new Set(['text', 'content', 'system', 'instructions']);
const LONGEST_MEMBER = 12;

export interface SetAside {
  /** The body with `token` in the place of each text's end. */
  rest: Buffer;
  /** The body itself. */
  bytes: Buffer;
  /** Where the ends of the texts lie in it, without their closing quotes. */
  texts: readonly Range[];
  token: string;
}

export interface SettingAside {
  /** Letters and digits that nobody could know beforehand. */
  token: string;
  /** The dialect writes base64 in the alphabet of URLs too, which is translated. */
  hasUrlBase64: boolean;
}

/**
 * The body must have been scanned in slices, which notes its long strings. null = there is nothing to set aside, or a text is
 * no JSON.
 */
export function* setAside(bytes: Buffer, { token, hasUrlBase64 }: SettingAside): Slices<SetAside | null> {
  const wanted = hasUrlBase64 ? PLAIN_MEMBERS : MEMBERS;
  const texts: Range[] = [];
  let done = 0;
  for (const { start: open, end } of textsOf(bytes)) {
    done += COST_BYTES;
    if (wanted.has(memberBefore(bytes, open))) {
      const start = endOfUnit(bytes, open + KEPT_BYTES, open + 1);
      const text = bytes.subarray(start, end - 1);
      if (!(yield* isText(text))) return null;
      texts.push({ start, end: end - 1 });
      done += text.length;
    }
    if (done >= SLICE_BYTES) {
      done = 0;
      yield;
    }
  }
  return texts.length === 0 ? null : { rest: yield* restOf(bytes, texts, token), bytes, texts, token };
}

function* restOf(bytes: Buffer, texts: readonly Range[], token: string): Slices<Buffer> {
  const markOf = (index: number): string => `${MARK}${token}n${index}n`;
  const longest = texts.length * markOf(texts.length).length;
  const out = Buffer.allocUnsafeSlow(
    texts.reduce((left, { start, end }) => left - (end - start), bytes.length + longest),
  );
  let at = 0;
  let filled = 0;
  for (const [index, { start, end }] of texts.entries()) {
    filled += bytes.copy(out, filled, at, start);
    filled += out.write(markOf(index), filled, 'latin1');
    at = end;
    if (index % TEXTS_AT_ONCE === TEXTS_AT_ONCE - 1) yield;
  }
  filled += bytes.copy(out, filled, at);
  return out.subarray(0, filled);
}

const TEXTS_AT_ONCE = SLICE_BYTES / COST_BYTES;

/** Every writer of JSON escapes the quote: by the backslashes between the two one knows whether a text was put into another one. */
const MARK = String.raw`x\"`;

/** null where not every text is found once, as it was: then the whole has to be translated. */
export function* putBack(written: Buffer, { bytes, texts, token }: SetAside): Slices<Buffer | null> {
  const places = yield* placesOf(written, { token, texts });
  if (places === null) return null;
  let length = written.length;
  for (const { start, end } of texts) length += end - start;
  for (const { start, end } of places) length -= end - start;
  const out = Buffer.allocUnsafeSlow(length);
  let at = 0;
  let filled = 0;
  let copied = 0;
  for (const { start, end, text } of places) {
    filled += written.copy(out, filled, at, start);
    copied += COST_BYTES;
    for (let from = text.start; from < text.end; from += SLICE_BYTES) {
      const taken = bytes.copy(out, filled, from, Math.min(text.end, from + SLICE_BYTES));
      filled += taken;
      copied += taken;
      if (copied < SLICE_BYTES) continue;
      copied = 0;
      yield;
    }
    at = end;
  }
  written.copy(out, filled, at);
  return out;
}

/** In what was written; `text` is what belongs there. */
interface Place extends Range {
  text: Range;
}

/** null where one of them does not stand in a text of its own, or not once. */
function* placesOf(
  written: Buffer,
  { token, texts }: Pick<SetAside, 'token' | 'texts'>,
): Slices<readonly Place[] | null> {
  const needle = Buffer.from(`${token}n`);
  const places: Place[] = [];
  const found = new Uint8Array(texts.length);
  for (let at = written.indexOf(needle); at !== -1; at = written.indexOf(needle, at + needle.length)) {
    const [number] = /^\d{1,6}n/.exec(written.toString('latin1', at + needle.length, at + needle.length + 7)) ?? [];
    const start = at - MARK.length;
    const isOwn = written.toString('latin1', start, at) === MARK;
    const index = number === undefined ? -1 : Number(number.slice(0, -1));
    const text = texts[index];
    if (number === undefined || !isOwn || text === undefined || found[index] !== 0) return null;
    found[index] = 1;
    places.push({ start, end: at + needle.length + number.length, text });
    if (places.length % TEXTS_AT_ONCE === 0) yield;
  }
  return places.length === texts.length ? places : null;
}

/** The key of the member whose value opens there; '' for an element or a key, and for a long key. */
function memberBefore(bytes: Buffer, open: number): string {
  let at = beforeSpace(bytes, open - 1);
  if (bytes[at] !== COLON) return '';
  at = beforeSpace(bytes, at - 1);
  if (bytes[at] !== QUOTE) return '';
  const from = bytes.lastIndexOf(QUOTE, at - 1);
  return from === -1 || at - from - 1 > LONGEST_MEMBER ? '' : bytes.toString('latin1', from + 1, at);
}

function beforeSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at -= 1;
  return at;
}

/** The first place at or behind `wanted` where no character and no escape is cut in two. `at` is such a place. */
export function endOfUnit(bytes: Buffer, wanted: number, at: number): number {
  let end = at;
  while (end < wanted) {
    if (bytes[end] === BACKSLASH) end += bytes[end + 1] === LETTER_U ? 6 : 2;
    else {
      end += 1;
      while (((bytes[end] ?? 0) & 0xc0) === 0x80) end += 1;
    }
  }
  return end;
}

/** Is it the inside of a string of JSON? That it is UTF-8 is known, and where it ends. */
function* isText(text: Buffer): Slices<boolean> {
  let at = 0;
  while (at < text.length) {
    const end = Math.min(text.length, at + SLICE_BYTES);
    while (at < end) {
      const byte = text[at] ?? 0;
      if (byte < 0x20) return false;
      if (byte === BACKSLASH) {
        const length = lengthOfEscape(text, at);
        if (length === 0) return false;
        at += length;
      } else at += 1;
    }
    if (at < text.length) yield;
  }
  return true;
}

const HEX = /^[\da-f]{4}$/i;
const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));

/** 0 = it is none. */
function lengthOfEscape(text: Buffer, at: number): number {
  const letter = text[at + 1] ?? 0;
  if (ESCAPED.has(letter)) return 2;
  return letter === LETTER_U && HEX.test(text.toString('latin1', at + 2, at + 6)) ? 6 : 0;
}
