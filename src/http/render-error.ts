/** An error as a whole HTTP answer, in the words of the dialect that it is told in. */
import type { ErrorRenderer } from '../wire/dialects/dialect.ts';
import type { GatewayError } from '../kernel/errors.ts';

export interface RenderedError {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** `id` is the request id, by which the log row is found. */
export function renderError(error: GatewayError, errors: ErrorRenderer, id: string): RenderedError {
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'request-id': id,
      ...error.headers,
      ...(error.retryable === null ? {} : { 'x-should-retry': String(error.retryable) }),
      ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
    },
    body: errors.body(error, id),
  };
}
