/** Error bodies of Anthropic's dialect, read and written; and how it words what is wrong with a body. */
import {
  failureJson,
  bareFailure,
  isContextOverflow,
  kindOfStatus,
  overflowSentence,
  statusOfKind,
} from '../../chat/errors.ts';
import type { ChatError, ErrorKind } from '../../chat/event.ts';
import type { FieldError, FieldType } from '../../chat/field.ts';
import type { FieldProblem, WireFailure } from '../../chat/translator.ts';
import { objectIn, textIn } from '../../chat/decoding.ts';
import type { JsonObject } from '../../json/object.ts';

const TYPES: Readonly<Record<ErrorKind, string>> = {
  'invalid-request': 'invalid_request_error',
  authentication: 'authentication_error',
  billing: 'billing_error',
  permission: 'permission_error',
  'not-found': 'not_found_error',
  timeout: 'timeout_error',
  conflict: 'conflict_error',
  'too-large': 'request_too_large',
  'context-overflow': 'invalid_request_error',
  'content-filter': 'invalid_request_error',
  'rate-limit': 'rate_limit_error',
  quota: 'billing_error',
  'not-supported': 'not_supported',
  overloaded: 'overloaded_error',
  server: 'api_error',
};

const KINDS = new Map<string, ErrorKind>([
  ...Object.entries(TYPES).map(([kind, type]): [string, ErrorKind] => [type, kind as ErrorKind]),
  ['invalid_request_error', 'invalid-request'],
  ['billing_error', 'billing'],
]);

/** `status` is null for an error inside a stream. */
export function readErrorMembers(json: JsonObject, status: number | null): ChatError {
  const error = objectIn(json, 'error');
  const type = textIn(error, 'type') ?? '';
  const message = textIn(error, 'message') ?? 'The upstream told an error without a message.';
  const told = KINDS.get(type) ?? (status === null ? 'server' : kindOfStatus(status));
  const kind = told === 'invalid-request' && isContextOverflow(message) ? 'context-overflow' : told;
  const code = textIn(objectIn(error, 'details'), 'error_code');
  return { kind, status: status ?? statusOfKind(kind), message, code, field: null };
}

export function readError(failure: WireFailure): ChatError {
  const json = failureJson(failure);
  return json === null || !('error' in json) ? bareFailure(failure) : readErrorMembers(json, failure.status);
}

export function writeError({ kind, message }: ChatError, requestId: string): JsonObject {
  const text = kind === 'context-overflow' ? overflowSentence(message) : message;
  return { type: 'error', error: { type: TYPES[kind], message: text }, request_id: requestId };
}

const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  object: 'Input should be a valid dictionary',
  array: 'Input should be a valid list',
  string: 'Input should be a valid string',
  number: 'Input should be a valid number',
  integer: 'Input should be a valid integer',
  boolean: 'Input should be a valid boolean',
  'string or array': 'Input should be a valid string or list',
};

/** As `messages.0.content: Field required`. */
export function describeField({ path, fault, value }: FieldError): FieldProblem {
  const field = path.join('.');
  return { field, message: `${field}: ${wordsFor(fault, value)}`, code: null };
}

function wordsFor(fault: FieldError['fault'], value: unknown): string {
  switch (fault.type) {
    case 'missing':
      return 'Field required';
    case 'wrong-type':
      return TYPE_WORDS[fault.expected];
    case 'wrong-value':
      return `Input should be ${alternatives(fault.allowed)}, not ${JSON.stringify(value)}`;
    case 'rule':
      return fault.message;
  }
}

function alternatives(allowed: readonly string[]): string {
  const quoted = allowed.map((value) => `'${value}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
}
