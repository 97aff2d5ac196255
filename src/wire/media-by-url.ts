/** Where the dialects name an image or a document by URL, and the same part with the file in it. Pure. */
import { isObject, type JsonObject } from './json/object.ts';

export type MediaKind = 'image' | 'document';

/** A file of a type that every vendor takes. */
export interface Media {
  mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'application/pdf';
  base64: string;
}

export interface NamedMedia {
  kind: MediaKind;
  url: string;
  /** Of the part, from the body down. */
  path: readonly (string | number)[];
}

export const kindOf = ({ mediaType }: Media): MediaKind => (mediaType === 'application/pdf' ? 'document' : 'image');

/** In order, with repetitions. */
export function mediaByUrl(body: JsonObject): NamedMedia[] {
  const found: NamedMedia[] = [];
  walk(body, [], (part, path) => {
    const named = namedBy(part);
    if (named !== null) found.push({ ...named, path });
    return part;
  });
  return found;
}

/** A new body; a part that names no file of `media`, which is by URL, is shared with the old one. */
export function withMedia(body: JsonObject, media: ReadonlyMap<string, Media>): JsonObject {
  return walk(body, [], (part) => {
    const named = namedBy(part);
    const file = named === null ? undefined : media.get(named.url);
    return named === null || file === undefined || kindOf(file) !== named.kind ? part : inlined(part, file);
  }) as JsonObject;
}

/** Deeper than any dialect puts a file: into a tool's result, inside of a message. */
const MAX_DEPTH = 12;

type Path = readonly (string | number)[];

function walk(value: unknown, path: Path, change: (part: JsonObject, path: Path) => JsonObject): unknown {
  if (path.length > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const items = value.map((item, at) => walk(item, [...path, at], change));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (!isObject(value)) return value;
  const changed = change(value, path);
  if (changed !== value) return changed;
  const entries = Object.entries(value).map(
    ([name, item]) => [name, isOfTools(name, value) ? item : walk(item, [...path, name], change)] as const,
  );
  return entries.some(([name, item]) => item !== value[name]) ? Object.fromEntries(entries) : value;
}

/** Tools, what they are called with and the JSON that they give back: a part of that form there is no file for the model. */
const OF_TOOLS = new Set(['tools', 'functions', 'functionCall', 'function_call', 'toolUse', 'response']);
const TOOL_USE = /tool_use$/;

const isOfTools = (name: string, { type }: JsonObject): boolean =>
  OF_TOOLS.has(name) || (name === 'input' && typeof type === 'string' && TOOL_USE.test(type));

type Named = Omit<NamedMedia, 'path'>;

/** null = names no file by URL. */
function namedBy(part: JsonObject): Named | null {
  const { type, image_url: image, file_url: file, source } = part;
  // Chat Completions, Responses, Messages, Gemini.
  if (type === 'image_url' && isObject(image)) return named('image', image['url']);
  if (type === 'input_image') return named('image', image);
  if (type === 'input_file') return named('document', file);
  if ((type === 'image' || type === 'document') && isObject(source)) {
    return source['type'] === 'url' ? named(type, source['url']) : null;
  }
  return fileOf(part);
}

/** Files that the vendor holds itself are none of the web. */
const HELD_BY_VENDOR = /^https:\/\/(?:generativelanguage|storage)\.googleapis\.com\//;

/** Google's libraries write the names in two ways. */
function fileOf(part: JsonObject): Named | null {
  const file = part['fileData'] ?? part['file_data'];
  if (!isObject(file)) return null;
  const mediaType = file['mimeType'] ?? file['mime_type'];
  const uri = file['fileUri'] ?? file['file_uri'];
  if (typeof mediaType !== 'string' || typeof uri !== 'string' || HELD_BY_VENDOR.test(uri)) return null;
  if (mediaType.startsWith('image/')) return named('image', uri);
  return mediaType === 'application/pdf' ? named('document', uri) : null;
}

const named = (kind: MediaKind, url: unknown): Named | null =>
  typeof url === 'string' && /^https?:\/\//i.test(url) ? { kind, url } : null;

function inlined(part: JsonObject, { mediaType, base64 }: Media): JsonObject {
  const dataUrl = `data:${mediaType};base64,${base64}`;
  const { type, image_url: image } = part;
  if (type === 'image_url' && isObject(image)) return { ...part, image_url: { ...image, url: dataUrl } };
  if (type === 'input_image') return { ...part, image_url: dataUrl };
  if (type === 'input_file') {
    const { file_url: _, ...rest } = part;
    return { filename: 'document.pdf', ...rest, file_data: dataUrl };
  }
  if (type === 'image' || type === 'document') {
    return { ...part, source: { type: 'base64', media_type: mediaType, data: base64 } };
  }
  const { fileData: _, file_data: __, ...rest } = part;
  return { ...rest, inlineData: { mimeType: mediaType, data: base64 } };
}
