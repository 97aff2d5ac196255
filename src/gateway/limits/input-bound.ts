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

const DATA = /"(?:data|bytes)"\s*:\s*"/g;
const IMAGE_DATA = /"(?:media_type|mimeType|mime_type)"\s*:\s*"image\/|"image"\s*:/;
const DATA_URL = /"data:image\//g;
const URL_IMAGE = /"image_url"\s*:/g;
const NAMED_IMAGE = /"type"\s*:\s*"image"\s*,\s*"source"\s*:\s*\{\s*"type"\s*:\s*"(?:url|file)"/g;
const NAMED_SOURCE = /"source"\s*:\s*\{\s*"type"\s*:\s*"(?:url|file)"/g;
/** Members with a value, as a tool's schema has none. A page of a PDF is counted as text and as a picture, and its text is compressed. */
const UNSEEN_FILES = [
  /"(?:file_id|file_url|fileUri|file_uri)"\s*:\s*"/,
  /"s3Location"\s*:\s*\{\s*"uri"\s*:\s*"/,
  /"(?:media_type|mimeType|mime_type)"\s*:\s*"application\/pdf"/,
  /"data:application\/pdf|"format"\s*:\s*"pdf"/,
];
/** Far above what stands between the two members of an image's source. */
const NEAR_BYTES = 200;

/** One of them stands in every body that any of the above is in. In a text their quotes are escaped. */
const MARKS = ['source', 'image', 'image_url', 'inlineData', 'inline_data', 'file', 'file_data', 'file_id', 'file_url'];
const MORE_MARKS = ['fileUri', 'file_uri', 's3Location', 'document', 'media_type', 'application/pdf'];
const ALL_MARKS = [...MARKS, ...MORE_MARKS].map((name) => Buffer.from(`"${name}"`));
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
  countImages(text, { bound, most: imageTokens ?? IMAGE_TOKENS, context });
  if (UNSEEN_FILES.some((file) => file.test(text))) bound.unseen += context;
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

interface Counting {
  bound: InputBound;
  /** Tokens of an image. */
  most: number;
  context: number;
}

function countImages(text: string, { bound, most, context }: Counting): void {
  for (const { index, 0: head } of text.matchAll(DATA)) {
    const start = index + head.length;
    const end = text.indexOf('"', start);
    if (end === -1) break;
    const around = text.slice(Math.max(0, index - NEAR_BYTES), index) + text.slice(end, end + NEAR_BYTES);
    if (IMAGE_DATA.test(around)) countImage(end - start, most, bound);
  }
  let inUrls = 0;
  for (const { index } of text.matchAll(DATA_URL)) {
    const end = text.indexOf('"', index + 1);
    if (end === -1) break;
    countImage(end - index, most, bound);
    inUrls += 1;
  }
  bound.unseen += Math.max(0, countOf(text, URL_IMAGE) - inUrls) * most;
  const images = countOf(text, NAMED_IMAGE);
  bound.unseen += images * most;
  if (countOf(text, NAMED_SOURCE) > images) bound.unseen += context;
}

/** A picture of few bytes may be large, and one of many bytes is no more than the largest. */
function countImage(length: number, most: number, bound: InputBound): void {
  if (length > most) bound.tokens -= length - most;
  else bound.unseen += most - length;
}

const countOf = (text: string, pattern: RegExp): number => Array.from(text.matchAll(pattern)).length;
