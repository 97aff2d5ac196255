/**
 * The most tokens that a piece of a body can be. No tokenizer makes more than one of a byte, but for what a vendor counts otherwise:
 * images by their size in pixels, and what the body only names, as a file or an earlier conversation, by what stands there.
 */
import type { JsonDocument, Member } from '../../wire/json/scan.ts';

export interface InputBound {
  /** Of what the body says. */
  tokens: number;
  /** On top of that, of what nobody sees in its bytes. */
  unseen: number;
}

/** What of it a model decides. */
export interface Reading {
  /** Tokens of the largest picture; null = not known. */
  imageTokens: number | null;
  /** The most that it reads at once; null = not known. */
  contextTokens: number | null;
}

/** Of the dearest model there. Source: OpenAI's page on images, 2026-11: 48,169 for the largest picture at GPT-4o mini. */
const IMAGE_TOKENS = 50_000;
/** No model reads more at once. */
const CONTEXT_TOKENS = 2_000_000;

/** What may be more or less than its bytes, each by a group of its own. A tool's schema has no text where such a member has one. */
const SEEN = new RegExp(
  [
    String.raw`"(?<data>data|bytes)"\s*:\s*"`,
    String.raw`"(?<url>data:image\/)`,
    String.raw`"(?<image>image_url)"\s*:`,
    String.raw`"(?<source>source)"\s*:\s*\{`,
    // A page of a PDF is counted as text and as a picture, and its text is compressed.
    String.raw`"(?<file>(?:file_id|file_url|fileUri|file_uri)"\s*:\s*"|data:application\/pdf|format"\s*:\s*"pdf"` +
      String.raw`|s3Location"\s*:\s*\{\s*"uri"\s*:\s*"|(?:media_type|mimeType|mime_type)"\s*:\s*"application\/pdf"` +
      String.raw`|type"\s*:\s*"(?:video_url|audio_url|document_url|item_reference)")`,
  ].join('|'),
  'g',
);
/** Letters, digits and `_` are written so by nobody but to hide a name. */
const HIDDEN = /\\u00(?:3\d|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\da])/gi;
const IMAGE_TYPE = /"(?:media_type|mimeType|mime_type)"\s*:\s*"image\//;
const OTHER_TYPE = /"(?:media_type|mimeType|mime_type)"\s*:\s*"(?!image\/)/;
/** Converse says above the data what they are. */
const IN_IMAGE = /"image"\s*:\s*\{[^{}]*"source"\s*:\s*\{\s*$/;
const IN_URL = /"(?:url|image_url)"\s*:\s*$/;
const REMOTE = /"type"\s*:\s*"(?:url|file)"/;
const OF_IMAGE = /"type"\s*:\s*"image"\s*,\s*$/;
/** Far above what stands between two members of an image's source. */
const NEAR_CHARACTERS = 200;

/** One of them stands in every body that any of the above is in. In a text their quotes are escaped. */
const MARKS = ['source', 'image', 'image_url', 'inlineData', 'inline_data', 'file', 'file_data', 'file_id', 'file_url'];
const MORE_MARKS = ['fileUri', 'file_uri', 's3Location', 'document', 'media_type', 'application/pdf'];
const LATER_MARKS = ['video_url', 'audio_url', 'document_url', 'item_reference'];
const ALL_MARKS = [...MARKS, ...MORE_MARKS, ...LATER_MARKS].map((name) => Buffer.from(`"${name}"`));
/** Top members by which a provider adds what it keeps, with the first byte of what names it. */
const [QUOTE, OPEN_OBJECT] = [0x22, 0x7b];
const KEPT = new Map([
  ['previous_response_id', [QUOTE]],
  ['conversation', [QUOTE, OPEN_OBJECT]],
  ['cachedContent', [QUOTE]],
  ['cached_content', [QUOTE]],
  // Elsewhere it is the text itself.
  ['prompt', [OPEN_OBJECT]],
]);

/** Of a part of a body. */
export function inputBound(bytes: Buffer, { imageTokens, contextTokens }: Reading): InputBound {
  const bound = { tokens: bytes.length, unseen: 0 };
  const text = bytes.toString('latin1');
  const context = contextTokens ?? CONTEXT_TOKENS;
  if (countSeen(text, imageTokens ?? IMAGE_TOKENS, bound) || hidesNames(text)) bound.unseen += context;
  return bound;
}

/** Of a whole body. */
export function inputBoundOf({ bytes, members, strings }: JsonDocument, reading: Reading): InputBound {
  const isMarked =
    strings === undefined ||
    ALL_MARKS.some((mark) => strings.mayHold(mark) && (strings.hasEscapes || bytes.includes(mark)));
  const { tokens, unseen } = isMarked ? inputBound(bytes, reading) : { tokens: bytes.length, unseen: 0 };
  const context = reading.contextTokens ?? CONTEXT_TOKENS;
  const isKept = ({ key, valueStart }: Member): boolean => KEPT.get(key)?.includes(bytes[valueStart] ?? 0) === true;
  const named = members.some(isKept) ? context : unseen;
  return { tokens, unseen: Math.min(named, Math.max(0, context - tokens)) };
}

/** Of a body: no conversation has as many. More of them are taken as all that the model reads. */
const MOST_SEEN = 10_000;
/** Each takes longer. */
const MOST_SOURCES = 500;

interface Counting {
  text: string;
  /** Tokens of an image. */
  most: number;
  bound: InputBound;
  /** Members `image_url` without data. */
  byUrl: number;
  /** There is what may be as much as the model reads. */
  hasFile: boolean;
}

/** Counts images into `bound`. True = there is what may be as much as the model reads. */
function countSeen(text: string, most: number, bound: InputBound): boolean {
  const counting: Counting = { text, most, bound, byUrl: 0, hasFile: false };
  let left = MOST_SEEN;
  SEEN.lastIndex = 0;
  for (let found = SEEN.exec(text); found !== null; found = SEEN.exec(text)) {
    left -= found.groups?.['source'] === undefined ? 1 : MOST_SEEN / MOST_SOURCES;
    if (left <= 0) return true;
    SEEN.lastIndex = count(found, SEEN.lastIndex, counting);
  }
  bound.unseen += Math.max(0, counting.byUrl) * most;
  return counting.hasFile;
}

/** `start`: behind what was found. Returns where to look further. */
function count(found: RegExpExecArray, start: number, counting: Counting): number {
  const { data, url, image, source } = found.groups ?? {};
  if (data !== undefined || url !== undefined) return countData(found, start, counting);
  if (image !== undefined) counting.byUrl += 1;
  else if (source !== undefined) countSource(found.index, start, counting);
  else counting.hasFile = true;
  return start;
}

/** No name stands inside of data, and no data have blanks. */
function countData({ index, groups = {} }: RegExpExecArray, start: number, counting: Counting): number {
  const { text, most, bound } = counting;
  const isInUrl = groups['url'] !== undefined;
  const end = endOfText(text, start);
  const isImage = isInUrl ? IN_URL.test(before(text, index)) : isOfImage(text, index, end);
  if (!isImage || text.slice(start, end).includes(' ')) return end;
  countImage(end - (isInUrl ? index : start), most, bound);
  if (isInUrl) counting.byUrl -= 1;
  return end;
}

function countSource(index: number, start: number, counting: Counting): void {
  const { text, most, bound } = counting;
  if (!REMOTE.test(membersAt(text, start))) return;
  if (OF_IMAGE.test(before(text, index))) bound.unseen += most;
  else counting.hasFile = true;
}

/** A text may have the escape of a backslash before what would be an escape. */
function hidesNames(text: string): boolean {
  let left = MOST_SEEN;
  for (const { index } of text.matchAll(HIDDEN)) {
    let first = index;
    while (text[first - 1] === '\\') first -= 1;
    left -= 1 + index - first;
    if ((index - first) % 2 === 0 || left <= 0) return true;
  }
  return false;
}

function endOfText(text: string, start: number): number {
  const end = text.indexOf('"', start);
  return end === -1 ? text.length : end;
}

const before = (text: string, index: number): string => text.slice(Math.max(0, index - NEAR_CHARACTERS), index);

/** By the members beside the data: those of another part say nothing. */
function isOfImage(text: string, index: number, end: number): boolean {
  const head = before(text, index);
  const [tail = ''] = text.slice(end, end + NEAR_CHARACTERS).split('}', 1);
  const beside = head.slice(head.lastIndexOf('{') + 1) + tail;
  return (IMAGE_TYPE.test(beside) || IN_IMAGE.test(head)) && !OTHER_TYPE.test(beside);
}

/**
 * Members of the object that was opened before `start`, without those of objects inside and without the ends of long texts. Of one
 * that does not end nearby the first ones.
 */
function membersAt(text: string, start: number): string {
  const near = text.slice(start, start + MOST_CHARACTERS);
  let members = '';
  let depth = 0;
  for (let at = 0; at < near.length;) {
    const character = near[at] ?? '';
    if (character === '}' && depth === 0) return members;
    if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    const end = character === '"' ? endOfString(near, at + 1) + 1 : at + 1;
    if (depth === 0) members += near.slice(at, end);
    at = end;
  }
  return HAS_TYPE.test(members) ? members : UNKNOWN;
}

/** A URL is shorter. */
const MOST_CHARACTERS = 4096;
/** Data are longer, and are counted. */
const HAS_TYPE = /"(?:type|data|bytes)"\s*:/;
const UNKNOWN = '"type":"file"';

/** Its closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** A picture of few bytes may be large, and one of many bytes is no more than the largest. */
function countImage(length: number, most: number, bound: InputBound): void {
  if (length > most) bound.tokens -= length - most;
  else bound.unseen += most - length;
}
