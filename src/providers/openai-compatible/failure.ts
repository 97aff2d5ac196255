/** Reads a failure in OpenAI's words. */
import { readErrorObject } from '../../wire/dialects/openai-chat/errors.ts';
import type { NativeError } from '../../kernel/errors.ts';
import { isObject } from '../../wire/json/object.ts';
import { readRetryAfter } from '../../wire/retry-after.ts';
import { maskWording } from '../mask-wording.ts';
import type { FailureReading, UpstreamFailure } from '../provider.ts';

/** `name` is the provider's, for an answer without words. */
export function readOpenaiFailure({ status, headers, body }: UpstreamFailure, name: string): FailureReading {
  const error = errorIn(body);
  const read = error === undefined ? null : readErrorObject(error, status);
  return {
    status,
    native: nativeIn(error),
    // A 503 says so by itself, and keeps its own words.
    isOverloaded: status !== 503 && read?.kind === 'overloaded',
    message: maskWording(read?.message ?? wordsIn(body) ?? `${name} answered with status ${status}.`),
    retryAfterMs: readRetryAfter(headers),
    upstreamRequestId: headers['x-request-id'] ?? headers['request-id'] ?? null,
    credentialRefused: status === 401,
    thinkingRefused: false,
    refusal: null,
  };
}

/** `{"error": {message, type, param, code}}`, and what other hosts make of it; undefined = no such thing. */
function errorIn(body: Buffer): unknown {
  const json = parse(body);
  const first: unknown = Array.isArray(json) ? json[0] : json;
  if (!isObject(first)) return undefined;
  return [first['error'], first['detail'], first['message']].find(
    (told) => isObject(told) || (typeof told === 'string' && told !== ''),
  );
}

function nativeIn(error: unknown): NativeError | null {
  if (!isObject(error) || typeof error['type'] !== 'string') return null;
  const text = (key: string): string | null => (typeof error[key] === 'string' ? error[key] : null);
  return { dialect: 'openai-chat', type: error['type'], code: text('code'), param: text('param') };
}

/** The title of a page from a proxy, or its first words. */
function wordsIn(body: Buffer): string | null {
  const text = body.toString('utf8', 0, 4096).trim();
  const title = /<title>([^<]{1,300})<\/title>/i.exec(text)?.[1]?.trim();
  if (title !== undefined) return title;
  return !/^[<{[]/.test(text) && /\w{2,}\W+\w{2,}/.test(text) ? text.slice(0, 1000) : null;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
