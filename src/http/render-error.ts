/** Every dialect's way of saying that something went wrong, in one file. */
import { errorBody, errorEvent, errorTypeFor } from '../wire/dialects/anthropic-messages/answers.ts';
import { openaiErrorBody } from '../wire/dialects/openai-embeddings/answers.ts';
import type { GatewayError } from '../wire/errors.ts';

/** `portkey`: the contract's own shape for routes that are no provider's dialect (§1.6). */
export type ErrorDialect = 'anthropic-messages' | 'openai' | 'portkey';

export interface RenderedError {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A whole answer. `id` is the request id, by which the log row is found. */
export function renderError(error: GatewayError, dialect: ErrorDialect, id: string): RenderedError {
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'request-id': id,
      ...(error.retryable === null ? {} : { 'x-should-retry': String(error.retryable) }),
      ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
    },
    body: renderBody(error, dialect, id),
  };
}

function renderBody(error: GatewayError, dialect: ErrorDialect, id: string): string {
  switch (dialect) {
    case 'anthropic-messages':
      return errorBody(anthropic(error, id));
    case 'openai':
      return openaiErrorBody({ status: error.status, message: textOf(error), code: error.code });
    case 'portkey':
      return portkeyBody(error, id);
  }
}

/** The end of an event stream that had begun. */
export function renderErrorEvent(error: GatewayError, id: string): string {
  return errorEvent(anthropic(error, id));
}

function anthropic(error: GatewayError, id: string) {
  const own = error.native?.dialect === 'anthropic-messages' ? error.native.type : null;
  return { type: own ?? errorTypeFor(error.status), message: textOf(error), requestId: id };
}

function portkeyBody(error: GatewayError, id: string): string {
  const message = textOf(error);
  return JSON.stringify({
    status: 'failure',
    message,
    error: { message, type: errorTypeFor(error.status), param: null, code: error.code },
    request_id: id,
  });
}

/** An upstream's own words stand alone: clients recognise and repair them. Ours are followed by what to do next. */
function textOf(error: GatewayError): string {
  if (error.hint === undefined || error.code === 'upstream_error' || error.code === 'upstream_cut')
    return error.message;
  return `${error.message} ${error.hint}`;
}
