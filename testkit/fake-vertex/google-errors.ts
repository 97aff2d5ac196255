/** Errors of Google's front end, before a request reaches Claude. */
import { status } from '../upstream/answer.ts';
import type { Answer } from '../upstream/answer.ts';

const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** `wrapped` puts the object into an array, as the stream endpoints do. */
export function googleError(
  code: number,
  message: string,
  options: { wrapped?: boolean; details?: unknown[]; headers?: Record<string, string> } = {},
): Answer {
  const details = options.details === undefined ? {} : { details: options.details };
  const body = { error: { code, message, status: STATUSES[code] ?? 'UNKNOWN', ...details } };
  return status(code, options.wrapped === true ? [body] : body, options.headers);
}

/** The 429 of a spent quota, with Google's advice when to come back. */
export function quotaExceeded(model: string, options: { wrapped?: boolean; retryDelay?: string } = {}): Answer {
  const retry = options.retryDelay;
  return googleError(
    429,
    `Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model with base model: anthropic-${model}. Please submit a quota increase request. https://cloud.google.com/vertex-ai/docs/generative-ai/quotas-genai.`,
    {
      ...(options.wrapped === undefined ? {} : { wrapped: options.wrapped }),
      ...(retry === undefined
        ? {}
        : { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: retry }] }),
    },
  );
}
