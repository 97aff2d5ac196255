/** An error as a whole HTTP answer, in the form of the client's dialect. */
import type { ErrorRenderer } from '../wire/dialects/dialect.ts';
import type { GatewayError } from '../kernel/errors.ts';
import { maskText, type KnownSecrets } from '../kernel/secrets/mask.ts';

export interface RenderedError {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface RenderErrorOptions {
  errors: ErrorRenderer;
  /** Of the request, by which the log row is found. */
  id: string;
  known: KnownSecrets;
}

/** Keys are masked: what a caller sent may stand in the message. */
export function renderError(refusal: GatewayError, { errors, id, known }: RenderErrorOptions): RenderedError {
  const error = refusal.reworded((text) => maskText(text, known));
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'request-id': id,
      ...errors.headers?.(error),
      ...error.headers,
      ...(error.retryable === null ? {} : { 'x-should-retry': String(error.retryable) }),
      ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
    },
    body: errors.body(error, id),
  };
}
