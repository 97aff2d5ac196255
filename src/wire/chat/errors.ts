/** Errors between dialects: what a status means, and the sentences that clients heal themselves by. */
import { isObject, type JsonObject } from '../json/object.ts';
import type { ChatError, ErrorKind } from './event.ts';
import type { WireFailure } from './translator.ts';

const KINDS: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid-request',
  401: 'authentication',
  402: 'billing',
  403: 'permission',
  404: 'not-found',
  405: 'not-supported',
  408: 'timeout',
  409: 'conflict',
  413: 'too-large',
  422: 'invalid-request',
  424: 'server',
  429: 'rate-limit',
  501: 'not-supported',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
};

export function kindOfStatus(status: number): ErrorKind {
  return KINDS[status] ?? (status >= 500 ? 'server' : 'invalid-request');
}

const STATUSES: Readonly<Record<ErrorKind, number>> = {
  'invalid-request': 400,
  authentication: 401,
  billing: 402,
  permission: 403,
  'not-found': 404,
  timeout: 504,
  conflict: 409,
  'too-large': 413,
  'context-overflow': 400,
  'content-filter': 400,
  'rate-limit': 429,
  quota: 429,
  'not-supported': 501,
  overloaded: 503,
  server: 500,
};

/** For an error that came without a status, inside a stream. */
export function statusOfKind(kind: ErrorKind): number {
  return STATUSES[kind];
}

/** The wordings with which vendors say that the conversation is too long. */
const OVERFLOWS: readonly RegExp[] = [
  /prompt is too long/i,
  /input is too long/i,
  /maximum context length/i,
  /context (?:length|window)[^.]{0,80}exceed/i,
  /exceeds? (?:the )?(?:model'?s? )?(?:maximum )?context (?:length|window)/i,
  /input token count[^.]{0,80}exceeds/i,
  /too many (?:input )?tokens/i,
];

export function isContextOverflow(message: string): boolean {
  return OVERFLOWS.some((wording) => wording.test(message));
}

/**
 * Claude Code shortens the conversation when it reads exactly this: `prompt is too long: N tokens > M maximum`. The vendor's
 * own sentence follows.
 */
export function overflowSentence(message: string): string {
  if (/prompt is too long/i.test(message)) return message;
  const numbers = [...message.matchAll(/\d[\d,]{2,}/g)].map(([digits]) => Number(digits.replaceAll(',', '')));
  const most = Math.max(0, ...numbers);
  const least = numbers.length < 2 ? 0 : Math.min(...numbers);
  const counts = least > 0 && most > least ? `: ${most} tokens > ${least} maximum` : '';
  return `prompt is too long${counts}. ${message}`;
}

/** The body as an object, if it is one; a JSON array of one is unwrapped, as Google sends it on stream paths. */
export function failureJson({ body }: WireFailure): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    return isObject(inner) ? inner : null;
  } catch {
    return null;
  }
}

/** For a body that says nothing a person could read. */
export function bareFailure({ status }: WireFailure): ChatError {
  return {
    kind: kindOfStatus(status),
    status,
    message: `The upstream answered with status ${status} and no message.`,
    code: null,
    field: null,
  };
}
