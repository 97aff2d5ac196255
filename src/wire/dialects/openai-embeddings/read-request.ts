/** OpenAI's `POST /v1/embeddings`: what a body asks for. Source: OpenAI's API reference, embeddings. */
import type { EmbeddingsRequest, VectorEncoding } from '../../embeddings.ts';
import { GatewayError } from '../../../kernel/errors.ts';
import { JsonScanError, readMember, type JsonDocument } from '../../json/scan.ts';

const KNOWN = new Set(['model', 'input', 'dimensions', 'encoding_format', 'task_type']);

/** Throws GatewayError invalid_request, which names the member and what was expected, or invalid_json. */
export function readEmbeddingsRequest(document: JsonDocument): EmbeddingsRequest {
  return {
    input: readInput(read(document, 'input')),
    dimensions: readDimensions(read(document, 'dimensions')),
    encoding: readEncoding(read(document, 'encoding_format') ?? 'float'),
    taskType: readTaskType(read(document, 'task_type')),
    others: [...new Set(document.members.map(({ key }) => key))].filter((key) => !KNOWN.has(key)),
  };
}

/** OpenAI takes 300,000 tokens in one request, some 1.5 MB of text. Parsed, a hostile list takes twenty times its size. */
export const MAX_INPUT_BYTES = 4 * 1024 * 1024;

function read(document: JsonDocument, key: string): unknown {
  try {
    return readMember(document, key, MAX_INPUT_BYTES);
  } catch (error) {
    if (error instanceof JsonScanError) throw wrong(key, `at most ${MAX_INPUT_BYTES / 1024 / 1024} MiB`);
    throw new GatewayError('invalid_json', `${key}: the value is not valid JSON.`, { cause: error });
  }
}

function readInput(value: unknown): EmbeddingsRequest['input'] {
  const isList = Array.isArray(value);
  const items: unknown[] = isList ? value : [value];
  if (items.length === 0) throw wrong('input', 'at least one text');
  if (isList && items.every((item) => typeof item === 'number' || Array.isArray(item))) return 'token-ids';
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.length < items.length) throw wrong('input', 'a text or an array of texts');
  const empty = texts.indexOf('');
  if (empty !== -1) throw wrong(isList ? `input[${empty}]` : 'input', 'a text that is not empty');
  return texts;
}

function readDimensions(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw wrong('dimensions', 'a whole number above 0');
}

function readEncoding(value: unknown): VectorEncoding {
  if (value === 'float' || value === 'base64') return value;
  throw wrong('encoding_format', '"float" or "base64"');
}

function readTaskType(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw wrong('task_type', 'a text');
}

function wrong(member: string, expected: string): GatewayError {
  return new GatewayError('invalid_request', `${member}: expected ${expected}.`, { member });
}
