/** OpenAI's `POST /v1/images/generations`, for a provider that makes images in another form. Source: OpenAI's API reference, images. */
import { GatewayError } from '../../../kernel/errors.ts';
import type { GeneratedImages, ImagesRequest } from '../../images.ts';
import { findMember, readMember, type JsonDocument } from '../../json/scan.ts';

const KNOWN = new Set([
  'model',
  'prompt',
  'n',
  'size',
  'response_format',
  'output_format',
  'output_compression',
  'stream',
]);
/** OpenAI's models take 32,000 characters. */
const MAX_PROMPT_BYTES = 1024 * 1024;

/** Throws GatewayError invalid_request, which names the member, for what is malformed and for what cannot be kept. */
export function readImagesRequest(document: JsonDocument): ImagesRequest {
  if (read(document, 'stream') === true) throw unkept('stream', 'this model sends its images whole');
  if (read(document, 'response_format') === 'url')
    throw unkept('response_format', 'this model sends data and no URLs; use "b64_json"');
  const others = document.members.filter(({ key }) => !KNOWN.has(key)).map(({ key }) => [key, read(document, key)]);
  return {
    prompt: promptIn(document),
    count: countIn(document),
    size: sizeIn(read(document, 'size')),
    format: textIn(document, 'output_format'),
    compression: compressionIn(read(document, 'output_compression')),
    others: Object.fromEntries(others) as Record<string, unknown>,
  };
}

/** As OpenAI answers: the data itself, never a URL. `created`: seconds since 1970. */
export function writeImages({ images }: GeneratedImages, created: number): Buffer {
  const data = images.map(({ base64, revisedPrompt }) => ({
    b64_json: base64,
    ...(revisedPrompt === null ? {} : { revised_prompt: revisedPrompt }),
  }));
  const [, format] = /^image\/(\w+)$/.exec(images[0]?.mediaType ?? '') ?? [];
  return Buffer.from(JSON.stringify({ created, data, ...(format === undefined ? {} : { output_format: format }) }));
}

function promptIn(document: JsonDocument): string {
  const prompt = read(document, 'prompt', MAX_PROMPT_BYTES);
  if (typeof prompt === 'string' && prompt.trim() !== '') return prompt;
  throw wrong('prompt', 'a text that is not empty');
}

function countIn(document: JsonDocument): number {
  const count = read(document, 'n') ?? 1;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 1) return count;
  throw wrong('n', 'a whole number above 0');
}

function sizeIn(size: unknown): ImagesRequest['size'] {
  if (size === undefined || size === null || size === 'auto') return null;
  const [, width, height] = typeof size === 'string' ? (/^([1-9]\d{1,4})x([1-9]\d{1,4})$/.exec(size) ?? []) : [];
  if (width === undefined || height === undefined) throw wrong('size', 'a size such as "1024x1024", or "auto"');
  return { width: Number(width), height: Number(height) };
}

function textIn(document: JsonDocument, key: string): string | null {
  const value = read(document, key);
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw wrong(key, 'a text');
}

function compressionIn(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100) return value;
  throw wrong('output_compression', 'a whole number from 0 to 100');
}

function read(document: JsonDocument, key: string, maxBytes?: number): unknown {
  if (findMember(document.members, key) === undefined) return undefined;
  try {
    return readMember(document, key, maxBytes);
  } catch (error) {
    throw new GatewayError('invalid_request', `${key}: it is not valid JSON, or too long.`, {
      member: key,
      cause: error,
    });
  }
}

function wrong(member: string, expected: string): GatewayError {
  return new GatewayError('invalid_request', `${member}: expected ${expected}.`, { member });
}

/** What was asked for, and cannot be had here. */
export function unkept(member: string, reason: string): GatewayError {
  return new GatewayError('invalid_request', `${member}: ${reason}.`, {
    member,
    hint: 'Leave it out, or send the request to a model that takes it.',
  });
}
