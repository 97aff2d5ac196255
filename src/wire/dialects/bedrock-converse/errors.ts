/** Bedrock's errors, read and written; and how it words what is wrong with a body. Source: Amazon Bedrock API reference, Converse errors. */
import { lookUp } from '../../chat/look-up.ts';
import { objectIn, textIn } from '../../chat/decoding.ts';
import { bareFailure, failureJson, isContextOverflow, kindOfStatus, statusOfKind } from '../../chat/errors.ts';
import type { ChatError, ErrorKind } from '../../chat/event.ts';
import type { FieldError, FieldPath } from '../../chat/field.ts';
import type { FieldProblem, WireFailure } from '../../chat/translator.ts';
import type { JsonObject } from '../../json/object.ts';

const KINDS: Readonly<Record<string, ErrorKind>> = {
  ValidationException: 'invalid-request',
  AccessDeniedException: 'permission',
  ResourceNotFoundException: 'not-found',
  ModelTimeoutException: 'timeout',
  ThrottlingException: 'rate-limit',
  ModelNotReadyException: 'overloaded',
  ModelErrorException: 'server',
  ModelStreamErrorException: 'server',
  InternalServerException: 'server',
  ServiceUnavailableException: 'overloaded',
  ServiceQuotaExceededException: 'quota',
  ConflictException: 'conflict',
  UnrecognizedClientException: 'authentication',
  InvalidSignatureException: 'authentication',
  ExpiredTokenException: 'authentication',
  UnknownOperationException: 'not-supported',
};

/** `throttlingException` in a stream is `ThrottlingException` elsewhere. */
function properName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `status` is null inside a stream. */
export function readException(name: string, message: string, status: number | null): ChatError {
  const code = properName(name);
  const named = lookUp(KINDS, code) ?? kindOfStatus(status ?? 500);
  const kind = named === 'invalid-request' && isContextOverflow(message) ? 'context-overflow' : named;
  return { kind, status: status ?? statusOfKind(kind), message, code, field: null };
}

/** The name comes as `Name:uri` in a header, or in the body. */
export function readError(failure: WireFailure): ChatError {
  const json = failureJson(failure);
  const message = json === null ? null : messageIn(json);
  if (json === null || message === null) return bareFailure(failure);
  const named = failure.headers['x-amzn-errortype'] ?? textIn(json, '__type') ?? '';
  const name = named.replace(/:.*$/s, '').replace(/^.*#/s, '');
  return readException(name, message, failure.status);
}

/** Some services in front of Bedrock put it into an object. */
function messageIn(json: JsonObject): string | null {
  return textIn(json, 'message') ?? textIn(json, 'Message') ?? textIn(objectIn(json, 'error'), 'message');
}

const NAMES: Readonly<Record<ErrorKind, string>> = {
  'invalid-request': 'ValidationException',
  authentication: 'UnrecognizedClientException',
  billing: 'AccessDeniedException',
  permission: 'AccessDeniedException',
  'not-found': 'ResourceNotFoundException',
  timeout: 'ModelTimeoutException',
  conflict: 'ConflictException',
  'too-large': 'ValidationException',
  'context-overflow': 'ValidationException',
  'content-filter': 'ValidationException',
  'rate-limit': 'ThrottlingException',
  quota: 'ServiceQuotaExceededException',
  'not-supported': 'UnknownOperationException',
  overloaded: 'ServiceUnavailableException',
  server: 'InternalServerException',
};

export function exceptionName(kind: ErrorKind): string {
  return NAMES[kind];
}

/** AWS's libraries read the name from `x-amzn-errortype` or from here. */
export function writeError({ kind, message }: ChatError): JsonObject {
  return { __type: NAMES[kind], message };
}

/** As `messages.1.member.content`: AWS counts from one. */
function pathText(path: FieldPath): string {
  return path.map((key) => (typeof key === 'number' ? `${key + 1}.member` : key)).join('.');
}

export function describeField({ path, fault }: FieldError): FieldProblem {
  const field = pathText(path);
  const told = (constraint: string): FieldProblem => ({
    field,
    message: `1 validation error detected: Value at '${field}' failed to satisfy constraint: ${constraint}`,
    code: 'ValidationException',
  });
  switch (fault.type) {
    case 'missing':
      return told('Member must not be null');
    case 'wrong-type':
      return told(`Member must be of type ${fault.expected}`);
    case 'wrong-value':
      return told(`Member must satisfy enum value set: [${fault.allowed.join(', ')}]`);
    case 'rule':
      return told(fault.message);
  }
}
