/** Google's error bodies, read and written; and how the API words what is wrong with a body. Source: google.rpc.Status; AIP-193. */
import { lookUp } from '../../chat/look-up.ts';
import { objectIn, objectsIn, textIn } from '../../chat/decoding.ts';
import { bareFailure, failureJson, isContextOverflow, kindOfStatus, statusOfKind } from '../../chat/errors.ts';
import type { ChatError, ErrorKind } from '../../chat/event.ts';
import type { FieldError, FieldPath, FieldType } from '../../chat/field.ts';
import type { FieldProblem, WireFailure } from '../../chat/translator.ts';
import { isObject, type JsonObject } from '../../json/object.ts';

const KINDS: Readonly<Record<string, ErrorKind>> = {
  INVALID_ARGUMENT: 'invalid-request',
  FAILED_PRECONDITION: 'invalid-request',
  OUT_OF_RANGE: 'invalid-request',
  UNAUTHENTICATED: 'authentication',
  PERMISSION_DENIED: 'permission',
  NOT_FOUND: 'not-found',
  RESOURCE_EXHAUSTED: 'rate-limit',
  ABORTED: 'conflict',
  UNIMPLEMENTED: 'not-supported',
  INTERNAL: 'server',
  UNKNOWN: 'server',
  UNAVAILABLE: 'overloaded',
  DEADLINE_EXCEEDED: 'timeout',
};

/** `status` is that of the answer, or null inside a stream. */
export function readErrorObject(error: JsonObject, status: number | null): ChatError {
  const message = textIn(error, 'message') ?? 'The upstream told an error without a message.';
  const name = textIn(error, 'status');
  const code = typeof error['code'] === 'number' ? error['code'] : null;
  const told = status ?? code;
  const kind = kindOf({ error, message, name, status: told });
  return { kind, status: told ?? statusOfKind(kind), message, code: name, field: fieldIn(error) };
}

function kindOf(told: { error: JsonObject; message: string; name: string | null; status: number | null }): ErrorKind {
  const reasons = objectsIn(told.error, 'details').map((detail) => detail['reason']);
  // A bad key is an invalid argument to this API.
  if (reasons.includes('API_KEY_INVALID')) return 'authentication';
  const named = lookUp(KINDS, told.name);
  const kind =
    told.status === null || told.status === 400
      ? (named ?? kindOfStatus(told.status ?? 500))
      : kindOfStatus(told.status);
  return kind === 'invalid-request' && isContextOverflow(told.message) ? 'context-overflow' : kind;
}

function fieldIn(error: JsonObject): string | null {
  const violations = objectsIn(error, 'details').flatMap((detail) => objectsIn(detail, 'fieldViolations'));
  return violations.map((violation) => textIn(violation, 'field')).find((field) => field !== null) ?? null;
}

export function readError(failure: WireFailure): ChatError {
  const json = failureJson(failure);
  if (json === null || !isObject(json['error'])) return bareFailure(failure);
  return readErrorObject(objectIn(json, 'error'), failure.status);
}

const NAMES: Readonly<Record<ErrorKind, string>> = {
  'invalid-request': 'INVALID_ARGUMENT',
  authentication: 'UNAUTHENTICATED',
  billing: 'FAILED_PRECONDITION',
  permission: 'PERMISSION_DENIED',
  'not-found': 'NOT_FOUND',
  timeout: 'DEADLINE_EXCEEDED',
  conflict: 'ABORTED',
  'too-large': 'INVALID_ARGUMENT',
  'context-overflow': 'INVALID_ARGUMENT',
  'content-filter': 'INVALID_ARGUMENT',
  'rate-limit': 'RESOURCE_EXHAUSTED',
  quota: 'RESOURCE_EXHAUSTED',
  'not-supported': 'UNIMPLEMENTED',
  overloaded: 'UNAVAILABLE',
  server: 'INTERNAL',
};

export function writeError({ kind, status, message, field }: ChatError): JsonObject {
  const details =
    field === null
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: message }] }];
  return { error: { code: status, message, status: NAMES[kind], ...(details.length === 0 ? {} : { details }) } };
}

function pathText(path: FieldPath): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');
}

const TYPES: Readonly<Record<FieldType, string>> = {
  object: 'TYPE_MESSAGE',
  array: 'a list',
  string: 'TYPE_STRING',
  number: 'TYPE_FLOAT',
  integer: 'TYPE_INT32',
  boolean: 'TYPE_BOOL',
  'string or array': 'TYPE_STRING',
};

export function describeField({ path, fault, value }: FieldError): FieldProblem {
  const field = pathText(path);
  const told = { field, code: 'INVALID_ARGUMENT' };
  switch (fault.type) {
    case 'missing':
      return { ...told, message: `* GenerateContentRequest.${field}: ${field} is not specified` };
    case 'wrong-type':
      return { ...told, message: `Invalid value at '${field}' (${TYPES[fault.expected]}), ${JSON.stringify(value)}` };
    case 'wrong-value':
      return {
        ...told,
        message: `Invalid value at '${field}', ${JSON.stringify(value)}: expected one of ${fault.allowed.join(', ')}`,
      };
    case 'rule':
      return { ...told, message: fault.message };
  }
}
