/** What a failure of Bedrock means. Source: Amazon Bedrock API reference, Converse errors. */
import { mayBeLeftOut } from '../../wire/dialects/anthropic-messages/hint-members.ts';
import { nativeError } from '../../wire/dialects/anthropic-messages/answers.ts';
import {
  readAnthropicError,
  readRefusal,
  refusesThinking,
} from '../../wire/dialects/anthropic-messages/read-failure.ts';
import { failureJson } from '../../wire/chat/errors.ts';
import { readError } from '../../wire/dialects/bedrock-converse/errors.ts';
import { readRetryAfter } from '../../wire/retry-after.ts';
import { maskWording } from '../mask-wording.ts';
import type { FailureReading, UpstreamFailure } from '../provider.ts';

export function readBedrockFailure(failure: UpstreamFailure): FailureReading {
  const { kind, message, code } = readError(failure);
  // Claude's own, and what InvokeModel reported inside a stream.
  const claude = readAnthropicError(failureJson(failure));
  return {
    // A signature or key that is refused is a 403 to AWS; callers know it as a 401.
    status: kind === 'authentication' ? 401 : failure.status,
    native: claude === null ? nativeIn(code) : nativeError(claude.type),
    isOverloaded: (failure.status !== 503 && kind === 'overloaded') || claude?.type === 'overloaded_error',
    message: maskWording(message),
    retryAfterMs: readRetryAfter(failure.headers),
    upstreamRequestId: failure.headers['x-amzn-requestid'] ?? null,
    credentialRefused: kind === 'authentication' || (failure.status === 403 && /security token|api key/i.test(message)),
    thinkingRefused: refusesThinking(message),
    refusal: readRefusal(message) ?? extraneousIn(message),
  };
}

const nativeIn = (code: string | null): FailureReading['native'] =>
  code === null || code === '' ? null : { dialect: 'bedrock-converse', type: code, code };

const EXTRANEOUS = /^Malformed input request: #: extraneous key \[(\w{1,64})\] is not permitted/;

/** A member that Bedrock's own check refuses, before the model has seen the request. */
function extraneousIn(message: string): FailureReading['refusal'] {
  const field = EXTRANEOUS.exec(message)?.[1];
  return field === undefined || !mayBeLeftOut(field) ? null : { betas: [], fields: [field], alwaysFields: [field] };
}
