/** Reads a failure of Anthropic's own API: it is in the caller's dialect already. */
import { errorTypeFor, nativeError } from '../../wire/dialects/anthropic-messages/answers.ts';
import {
  readAnthropicError,
  readRefusal,
  refusesThinking,
} from '../../wire/dialects/anthropic-messages/read-failure.ts';
import { readRetryAfter } from '../../wire/retry-after.ts';
import { maskWording } from '../mask-wording.ts';
import type { FailureReading, UpstreamFailure } from '../provider.ts';

export function readAnthropicFailure({ status, headers, body }: UpstreamFailure): FailureReading {
  const error = readAnthropicError(parse(body));
  const message = error?.message ?? `Anthropic answered with status ${status}.`;
  const type = error?.type ?? errorTypeFor(status);
  return {
    status,
    native: nativeError(type),
    isOverloaded: type === 'overloaded_error' || status === 529,
    message: maskWording(message),
    retryAfterMs: readRetryAfter(headers),
    upstreamRequestId: error?.requestId ?? headers['request-id'] ?? null,
    credentialRefused: status === 401,
    thinkingRefused: refusesThinking(message),
    refusal: readRefusal(message),
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
