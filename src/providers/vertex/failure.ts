/** Reads the kinds of failure that come from Vertex: Google's JSON, the publisher's own (Anthropic's, OpenAI's), and HTML from a front end. */
import type { NativeError } from '../../kernel/errors.ts';
import { readErrorObject } from '../../wire/dialects/openai-chat/errors.ts';
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
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
  native: NativeError;
  isOverloaded: boolean;
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
  const { native, isOverloaded, message, requestId, retryAfterMs } = wordingOf(failure);
  return {
    status: failure.status,
    native,
    isOverloaded: isOverloaded || failure.status === 529,
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
  const google = readGoogle(first, status);
  if (google !== null) return google;
  const openai = hasOpenaiMembers(first) ? readOpenai(first, status) : null;
  if (openai !== null) return openai;
  const anthropic = readAnthropicError(first);
  if (anthropic !== null) return inAnthropic(anthropic.type, anthropic);
  const { type, message } = readText(text, status);
  return inAnthropic(type, { message });
}

type Told = Pick<Wording, 'message'> & Partial<Pick<Wording, 'requestId' | 'retryAfterMs'>>;

function inAnthropic(type: string, told: Told): Wording {
  const { message, requestId = null, retryAfterMs = null } = told;
  return { native: nativeError(type), isOverloaded: type === 'overloaded_error', message, requestId, retryAfterMs };
}

/** Its code is a number, and its status a word. */
function readGoogle(json: unknown, status: number): Wording | null {
  if (!isObject(json) || !isObject(json['error'])) return null;
  const { message, status: code, details, type: other } = json['error'];
  if (typeof other === 'string') return null;
  const type = typeof code === 'string' ? GOOGLE_TYPES[code] : undefined;
  return inAnthropic(type ?? errorTypeFor(status), {
    message: typeof message === 'string' && message !== '' ? message : `Vertex AI answered with status ${status}.`,
    retryAfterMs: retryDelayIn(details),
  });
}

/** Anthropic's errors have a type and a message alone. */
function hasOpenaiMembers(json: unknown): boolean {
  if (!isObject(json) || json['type'] === 'error') return false;
  const error = json['error'];
  return isObject(error) ? 'code' in error || 'param' in error : json['object'] === 'error' || 'detail' in json;
}

/** `{"error": {message, type, code}}`, or the same members at the top, as Mistral and deployments of vLLM write them. */
function readOpenai(json: unknown, status: number): Wording | null {
  if (!isObject(json)) return null;
  const error = json['error'] ?? (json['object'] === 'error' ? json : json['detail']);
  if (!isObject(error) && (typeof error !== 'string' || error === '')) return null;
  const { kind, message } = readErrorObject(error, status);
  return {
    native: nativeIn(error, status),
    isOverloaded: kind === 'overloaded',
    message,
    requestId: null,
    retryAfterMs: null,
  };
}

function nativeIn(error: unknown, status: number): NativeError {
  const text = (key: string): string | null =>
    isObject(error) && typeof error[key] === 'string' && error[key] !== '' ? error[key] : null;
  const type = text('type');
  if (type === null) return nativeError(errorTypeFor(status));
  return { dialect: openaiChat.id, type, code: text('code'), param: text('param') };
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
