/** Classifies a reply: a success, a failure in the provider's words, or a gateway error for the client. Pure. */
import type { Connection, FailureReading } from '../../providers/provider.ts';
import { GatewayError, toGatewayError } from '../../kernel/errors.ts';
import { DENIED_STATUS } from '../guard/denied.ts';
import { REPORTED_STATUS } from '../guard/hooks.ts';
import type { RetryConfig } from '../../routing/parse.ts';
import type { Failure } from '../route/retry.ts';
import type { Reply } from '../relay/relay.ts';

/** What may be tried again, and falls through; null for an answer, or for one that is past taking back. */
export function failureOf(reply: Reply, { connection, isAnswer, isReported, retry }: ReadReply): Failure | null {
  switch (reply.kind) {
    case 'failure':
      return said(connection.readFailure(reply));
    case 'stream-error':
      return said(connection.readFailure(reply.error));
    case 'broken':
      return { status: reply.reason === 'timeout' ? TIMEOUT : 0, reading: null };
    case 'whole':
      return isAnswer ? reported(isReported, retry) : { status: BAD_ANSWER, reading: null };
    case 'refused':
      return isRetried(reply.error, retry) ? { status: DENIED_STATUS, reading: null } : null;
    case 'held':
      return reported(isReported, retry);
    case 'streamed':
    case 'client-closed':
      return null;
  }
}

interface ReadReply {
  connection: Connection;
  isAnswer: boolean;
  /** A guardrail without `deny` has failed on the answer. */
  isReported: boolean;
  /** null = nothing is asked again. */
  retry: RetryConfig | null;
}

/** An answer that stands, unless the config wants another one. */
const reported = (isReported: boolean, retry: RetryConfig | null): Failure | null =>
  isReported && retry?.onStatusCodes.has(REPORTED_STATUS) === true ? { status: REPORTED_STATUS, reading: null } : null;

/** Another answer may be one that the guardrail allows, where the config says so. */
const isRetried = ({ code }: GatewayError, retry: RetryConfig | null): boolean =>
  code === 'guardrail_denied' && retry?.onStatusCodes.has(DENIED_STATUS) === true;

const said = (reading: FailureReading): Failure => ({ status: reading.status, reading });
/** contract#time-outs: a time-out counts as 408 for retries and fallbacks. */
const TIMEOUT = 408;
const BAD_ANSWER = 502;

/** After content was relayed: the upstream's own error where it sent one, else what the gateway saw. */
export function cutError(
  reply: Extract<Reply, { kind: 'streamed' }>,
  { connection, provider }: { connection: Connection; provider: string },
): GatewayError {
  if (reply.error === null)
    return brokenError({ kind: 'broken', reason: reply.end === 'complete' ? 'cut' : reply.end }, provider);
  const { message, native } = connection.readFailure(reply.error);
  return new GatewayError('upstream_cut', message, { native });
}

export function notAnAnswer(provider: string): GatewayError {
  return new GatewayError(
    'upstream_error',
    `The provider "${provider}" answered 200 with something that is no answer.`,
    {
      retryable: null,
    },
  );
}

/**
 * The error for a caller whose attempts have all failed, in the upstream's own words. It says nothing about retries: a
 * client waits out a temporary failure for minutes (Claude Code: 10 retries in 180 s), longer than any retry block here,
 * and `x-should-retry: false` would take that from it.
 */
export function upstreamError(reading: FailureReading, isCallersCredential = false): GatewayError {
  if (reading.credentialRefused) return credentialRefused(reading, isCallersCredential);
  // Claude Code gives up on an overload by that name after 3 tries in 3 s, and waits out another 503 for minutes.
  const { isOverloaded } = reading;
  // Redirects are not followed, and to hand one on would send the caller's key where the upstream says.
  const isRedirect = reading.status < 400;
  const status = isOverloaded ? 503 : isRedirect ? 502 : reading.status;
  return new GatewayError(isUnknownModel(reading) ? 'model_not_found' : 'upstream_error', reading.message, {
    status,
    native: isOverloaded || isRedirect ? null : reading.native,
    retryable: null,
    ...(reading.retryAfterMs === null ? {} : { retryAfter: Math.ceil(reading.retryAfterMs / 1000) }),
  });
}

/** Another 404 is a wrong host or path: nothing that another model would mend. */
function isUnknownModel({ status, message }: FailureReading): boolean {
  return status === 404 && /\bmodel\b/i.test(message.slice(0, 1000));
}

function credentialRefused({ message }: FailureReading, isCallers: boolean): GatewayError {
  if (isCallers) {
    const told = `The upstream refused the credential that came with this request: ${message}`;
    return new GatewayError('credentials_rejected', told, {
      status: 401,
      hint: 'Send another one, or name a saved provider.',
    });
  }
  return new GatewayError('credentials_rejected', `The upstream refused the provider's credential: ${message}`, {
    hint: 'This is for whoever runs the gateway: check the integration’s service account and its roles.',
  });
}

/** The error for a reply that carried no words of its own. */
export function brokenError(reply: Extract<Reply, { kind: 'broken' }>, provider: string): GatewayError {
  if (reply.cause instanceof GatewayError) return toGatewayError(reply.cause);
  const cause = reply.cause === undefined ? {} : { cause: reply.cause };
  const time = reply.bound === undefined ? 'in time' : `within its ${reply.bound.name} of ${reply.bound.ms} ms`;
  switch (reply.reason) {
    case 'timeout':
      return new GatewayError('upstream_timeout', `The provider "${provider}" did not answer ${time}.`, cause);
    case 'cut':
      return new GatewayError('upstream_cut', `The provider "${provider}" broke off its answer.`, cause);
    case 'shutdown':
      return new GatewayError(
        'shutting_down',
        'This gateway is shutting down and could not wait for the answer any longer.',
      );
    case 'too_large':
      return new GatewayError('upstream_error', `The provider "${provider}" sent an answer larger than 64 MiB.`, cause);
    case 'unreachable':
      return new GatewayError(
        'upstream_unreachable',
        `The provider "${provider}" cannot be reached (${reasonOf(reply.cause)}).`,
        cause,
      );
  }
}

function reasonOf(cause: Error | undefined): string {
  if (cause !== undefined && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return 'no answer';
}
