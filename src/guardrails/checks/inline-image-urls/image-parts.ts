/** Where the dialects name an image by URL, and the same part with the image in it. Pure. */
import { isObject, type JsonObject } from '../../../wire/json/object.ts';

export interface Image {
  mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  base64: string;
}

/** In order, with repetitions. */
export function imageUrlsIn(body: JsonObject): string[] {
  const urls: string[] = [];
  walk(body, (part) => {
    const url = urlOf(part);
    if (url !== null) urls.push(url);
    return part;
  });
  return urls;
}

/** A new body; what names no image of `images` is shared with the old one. */
export function withImages(body: JsonObject, images: ReadonlyMap<string, Image>): JsonObject {
  return walk(body, (part) => {
    const image = images.get(urlOf(part) ?? '');
    return image === undefined ? part : inlined(part, image);
  }) as JsonObject;
}

/** Deeper than any dialect puts an image: into a tool's result, inside of a message. */
const MAX_DEPTH = 12;

function walk(value: unknown, change: (part: JsonObject) => JsonObject, depth = 0): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => walk(item, change, depth + 1));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (!isObject(value)) return value;
  const changed = change(value);
  if (changed !== value) return changed;
  const entries = Object.entries(value).map(([name, item]) => [name, walk(item, change, depth + 1)] as const);
  return entries.some(([name, item]) => item !== value[name]) ? Object.fromEntries(entries) : value;
}

/** null = names no image by URL. */
function urlOf(part: JsonObject): string | null {
  const { type, image_url: image, source } = part;
  // Chat Completions, Responses, Messages, Gemini.
  if (type === 'image_url' && isObject(image)) return webUrl(image['url']);
  if (type === 'input_image') return webUrl(image);
  if (type === 'image' && isObject(source)) return source['type'] === 'url' ? webUrl(source['url']) : null;
  return imageFileOf(part);
}

/** Google's libraries write the names in two ways. */
function imageFileOf(part: JsonObject): string | null {
  const file = part['fileData'] ?? part['file_data'];
  if (!isObject(file)) return null;
  const mediaType = file['mimeType'] ?? file['mime_type'];
  const isImage = typeof mediaType === 'string' && mediaType.startsWith('image/');
  return isImage ? webUrl(file['fileUri'] ?? file['file_uri']) : null;
}

/** Files that the vendor holds itself are no images of the web. */
const HELD_BY_VENDOR = /^https:\/\/(?:generativelanguage|storage)\.googleapis\.com\//;

const webUrl = (url: unknown): string | null =>
  typeof url === 'string' && /^https?:\/\//.test(url) && !HELD_BY_VENDOR.test(url) ? url : null;

function inlined(part: JsonObject, { mediaType, base64 }: Image): JsonObject {
  const dataUrl = `data:${mediaType};base64,${base64}`;
  const { type, image_url: image } = part;
  if (type === 'image_url' && isObject(image)) return { ...part, image_url: { ...image, url: dataUrl } };
  if (type === 'input_image') return { ...part, image_url: dataUrl };
  if (type === 'image') return { ...part, source: { type: 'base64', media_type: mediaType, data: base64 } };
  const { fileData: _, file_data: __, ...rest } = part;
  return { ...rest, inlineData: { mimeType: mediaType, data: base64 } };
}
