/** Error bodies of OpenAI's dialects, read and written; and how they word what is wrong with a body. */
import { lookUp } from '../../chat/look-up.ts';
import { bareFailure, failureJson, isContextOverflow, kindOfStatus, statusOfKind } from '../../chat/errors.ts';
import { textIn } from '../../chat/decoding.ts';
import type { ChatError, ErrorKind } from '../../chat/event.ts';
import type { FieldError, FieldPath, FieldType } from '../../chat/field.ts';
import type { FieldProblem, WireFailure } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';

const CODES: Readonly<Record<string, ErrorKind>> = {
  context_length_exceeded: 'context-overflow',
  string_above_max_length: 'context-overflow',
  invalid_api_key: 'authentication',
  insufficient_quota: 'quota',
  rate_limit_exceeded: 'rate-limit',
  model_not_found: 'not-found',
  content_filter: 'content-filter',
  content_policy_violation: 'content-filter',
  server_error: 'server',
  overloaded: 'overloaded',
  slow_down: 'overloaded',
};

/**
 * An error object inside a stream or an answer: `{message, type, param, code}`, and what other hosts make of it. `status`
 * is null where there is none but that of the stream.
 */
export function readErrorObject(error: unknown, status: number | null): ChatError {
  if (!isObject(error)) {
    const message = typeof error === 'string' ? error : 'The upstream told an error without a message.';
    return {
      kind: status === null ? 'server' : kindOfStatus(status),
      status: status ?? 500,
      message,
      code: null,
      field: null,
    };
  }
  const message = textIn(error, 'message') ?? JSON.stringify(error);
  const code = textIn(error, 'code') ?? textIn(error, 'type');
  const told = statusIn(error['code']) ?? statusIn(error['status']) ?? status;
  const kind = kindOf(code, message, told);
  return { kind, status: told ?? statusOfKind(kind), message, code, field: textIn(error, 'param') };
}

function kindOf(code: string | null, message: string, status: number | null): ErrorKind {
  const named = lookUp(CODES, code);
  // `server_error` stands for all that is not the caller's fault; the status says more.
  if (named !== undefined && !(named === 'server' && status !== null)) return named;
  const kind = status === null ? 'server' : kindOfStatus(status);
  return (kind === 'invalid-request' || kind === 'too-large') && isContextOverflow(message) ? 'context-overflow' : kind;
}

/** Azure and OpenRouter write the status where the code stands. */
function statusIn(code: unknown): number | null {
  const status = typeof code === 'string' ? Number(code) : code;
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600 ? status : null;
}

export function readError(failure: WireFailure): ChatError {
  const json = failureJson(failure);
  if (json === null) return bareFailure(failure);
  const error = json['error'] ?? json['detail'] ?? json['message'];
  if (error === undefined) return bareFailure(failure);
  return {
    ...readErrorObject(isObject(json['error']) ? json['error'] : error, failure.status),
    status: failure.status,
  };
}

const TYPES: Readonly<Partial<Record<ErrorKind, string>>> = {
  authentication: 'authentication_error',
  permission: 'permission_error',
  'rate-limit': 'rate_limit_error',
  quota: 'insufficient_quota',
  billing: 'insufficient_quota',
  server: 'server_error',
  overloaded: 'server_error',
  timeout: 'server_error',
};

const WRITTEN_CODES: Readonly<Partial<Record<ErrorKind, string>>> = {
  'context-overflow': 'context_length_exceeded',
  authentication: 'invalid_api_key',
  'rate-limit': 'rate_limit_exceeded',
  quota: 'insufficient_quota',
  billing: 'insufficient_quota',
  'content-filter': 'content_filter',
};

export function errorMembers({ kind, message, code, field }: ChatError): JsonObject {
  const type = TYPES[kind] ?? 'invalid_request_error';
  return { message, type, param: field, code: WRITTEN_CODES[kind] ?? code };
}

export function writeError(error: ChatError): JsonObject {
  return { error: errorMembers(error) };
}

/** As `messages[0].content`. */
function pathText(path: FieldPath): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');
}

const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  number: 'a decimal',
  integer: 'an integer',
  boolean: 'a boolean',
  'string or array': 'one of a string or array of objects',
};

export function describeField({ path, fault, value }: FieldError): FieldProblem {
  const field = pathText(path);
  switch (fault.type) {
    case 'missing':
      return { field, message: `Missing required parameter: '${field}'.`, code: 'missing_required_parameter' };
    case 'wrong-type':
      return {
        field,
        message: `Invalid type for '${field}': expected ${TYPE_WORDS[fault.expected]}, but got ${kindOfValue(value)} instead.`,
        code: 'invalid_type',
      };
    case 'wrong-value':
      return {
        field,
        message: `Invalid value: '${String(value)}'. Supported values are: ${listOf(fault.allowed)}.`,
        code: 'invalid_value',
      };
    case 'rule':
      return { field, message: fault.message, code: 'invalid_value' };
  }
}

function kindOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (Number.isInteger(value)) return 'an integer';
  if (typeof value === 'number') return 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function listOf(allowed: readonly string[]): string {
  const quoted = allowed.map((value) => `'${value}'`);
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1) ?? ''}`;
}
