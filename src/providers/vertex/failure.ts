/** Reads the three kinds of failure that come from Vertex: Anthropic's own JSON, Google's JSON, and HTML from a front end. */
import { isObject } from '../../wire/json/object.ts';
import { errorTypeFor, nativeError } from '../../wire/dialects/anthropic-messages/answers.ts';
import {
  readAnthropicError,
  readRefusal,
  refusesThinking,
} from '../../wire/dialects/anthropic-messages/read-failure.ts';
import { readRetryAfter } from '../../wire/retry-after.ts';
import { maskWording } from '../mask-wording.ts';
import type { FailureReading, UpstreamFailure } from '../provider.ts';

interface Wording {
  type: string;
  message: string;
  requestId: string | null;
  retryAfterMs: number | null;
}

/** Google's `error.status` in Anthropic's terms. Source: google.rpc.Code and Anthropic's error reference. */
const GOOGLE_TYPES: Readonly<Record<string, string>> = {
  INVALID_ARGUMENT: 'invalid_request_error',
  FAILED_PRECONDITION: 'invalid_request_error',
  OUT_OF_RANGE: 'invalid_request_error',
  UNAUTHENTICATED: 'authentication_error',
  PERMISSION_DENIED: 'permission_error',
  NOT_FOUND: 'not_found_error',
  RESOURCE_EXHAUSTED: 'rate_limit_error',
  ABORTED: 'conflict_error',
  INTERNAL: 'api_error',
  UNKNOWN: 'api_error',
  UNAVAILABLE: 'overloaded_error',
  DEADLINE_EXCEEDED: 'timeout_error',
};

/** `names` are the account's own (its project id), masked in the message. */
export function readVertexFailure(failure: UpstreamFailure, names: readonly string[]): FailureReading {
  const { type, message, requestId, retryAfterMs } = wordingOf(failure);
  return {
    status: failure.status,
    native: nativeError(type),
    isOverloaded: type === 'overloaded_error' || failure.status === 529,
    // The sentence by which Claude Code knows to shorten the conversation; Vertex has its own for the same.
    message: /(request|message) size .{0,200}exceeds/i.test(message)
      ? 'Input is too long.'
      : maskWording(message, names),
    retryAfterMs: readRetryAfter(failure.headers) ?? retryAfterMs,
    upstreamRequestId: requestId ?? failure.headers['request-id'] ?? failure.headers['x-request-id'] ?? null,
    credentialRefused: failure.status === 401,
    thinkingRefused: refusesThinking(message),
    refusal: readRefusal(message),
  };
}

function wordingOf({ status, body }: UpstreamFailure): Wording {
  const text = body.toString('utf8').trim();
  const json = parse(text);
  // Google's stream endpoints wrap their errors into an array.
  const first: unknown = Array.isArray(json) ? json[0] : json;
  const anthropic = readAnthropicError(first);
  if (anthropic !== null) return { ...anthropic, retryAfterMs: null };
  return readGoogle(first, status) ?? { ...readText(text, status), requestId: null, retryAfterMs: null };
}

function readGoogle(json: unknown, status: number): Wording | null {
  if (!isObject(json) || !isObject(json['error'])) return null;
  const { message, status: code, details } = json['error'];
  const type = typeof code === 'string' ? GOOGLE_TYPES[code] : undefined;
  return {
    type: type ?? errorTypeFor(status),
    message: typeof message === 'string' && message !== '' ? message : `Vertex AI answered with status ${status}.`,
    requestId: null,
    retryAfterMs: retryDelayIn(details),
  };
}

/** google.rpc.RetryInfo: `{"retryDelay": "12s"}` or `"0.5s"`. */
function retryDelayIn(details: unknown): number | null {
  if (!Array.isArray(details)) return null;
  for (const detail of details as unknown[]) {
    if (!isObject(detail) || typeof detail['retryDelay'] !== 'string') continue;
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(detail['retryDelay'])?.[1];
    if (seconds !== undefined) return Math.round(Number(seconds) * 1000);
  }
  return null;
}

/** A page from a proxy or a wrong host: its title says the most. */
function readText(text: string, status: number): { type: string; message: string } {
  const title = /<title>([^<]{1,300})<\/title>/i.exec(text)?.[1]?.trim();
  const beginning = text.slice(0, 1000);
  const saysSomething = !text.startsWith('<') && /\w{2,}\W+\w{2,}/.test(beginning);
  const message = title ?? (saysSomething ? beginning : `Vertex AI answered with status ${status}.`);
  return { type: errorTypeFor(status), message };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
