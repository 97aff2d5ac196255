/** What a failure of Bedrock means. Source: Amazon Bedrock API reference, Converse errors. */
import { readError } from '../../wire/dialects/bedrock-converse/errors.ts';
import { readRetryAfter } from '../../wire/retry-after.ts';
import { maskWording } from '../mask-wording.ts';
import type { FailureReading, UpstreamFailure } from '../provider.ts';

export function readBedrockFailure(failure: UpstreamFailure): FailureReading {
  const { kind, message, code } = readError(failure);
  return {
    // A signature or key that is refused is a 403 to AWS; callers know it as a 401.
    status: kind === 'authentication' ? 401 : failure.status,
    native: code === null || code === '' ? null : { dialect: 'bedrock-converse', type: code, code },
    isOverloaded: failure.status !== 503 && kind === 'overloaded',
    message: maskWording(message),
    retryAfterMs: readRetryAfter(failure.headers),
    upstreamRequestId: failure.headers['x-amzn-requestid'] ?? null,
    credentialRefused: kind === 'authentication' || (failure.status === 403 && /security token|api key/i.test(message)),
    thinkingRefused: false,
    refusal: null,
  };
}
