/** What a reply means: a success, a failure read in the provider's words, or the gateway error for the caller. Pure. */
import type { Connection, FailureReading, Operation } from '../../providers/provider.ts';
import { statusFor } from '../../wire/dialects/anthropic-messages/answers.ts';
import type { StreamError } from '../../wire/dialects/anthropic-messages/stream-tap.ts';
import { readModel, readUsage, requireTotals } from '../../wire/dialects/anthropic-messages/read-usage.ts';
import { readEmbeddingsUsage } from '../../wire/dialects/openai-embeddings/answers.ts';
import { GatewayError, toGatewayError } from '../../wire/errors.ts';
import { findMember, readMember, scanDocument, type JsonDocument } from '../../wire/json-scan.ts';
import { emptyUsage, type Usage } from '../../wire/usage.ts';
import type { Failure } from '../route/retry.ts';
import type { Reply } from '../relay/relay.ts';

/** What may be tried again, and falls through; null for an answer, or for one that is past taking back. */
export function failureOf(
  reply: Reply,
  { connection, isAnswer }: { connection: Connection; isAnswer: boolean },
): Failure | null {
  switch (reply.kind) {
    case 'failure':
      return said(connection.readFailure(reply));
    case 'stream-error':
      return said(readStreamError(reply.error, connection));
    case 'broken':
      return { status: reply.reason === 'timeout' ? TIMEOUT : 0, reading: null };
    case 'whole':
      return isAnswer ? null : { status: BAD_ANSWER, reading: null };
    case 'streamed':
    case 'held':
    case 'client-closed':
      return null;
  }
}

const said = (reading: FailureReading): Failure => ({ status: reading.status, reading });
/** Contract §2.7: a time-out counts as 408 for retries and fallbacks. */
const TIMEOUT = 408;
const BAD_ANSWER = 502;

/** An error event, read as the failure that it would have been as an answer. */
function readStreamError(error: StreamError, connection: Connection): FailureReading {
  const body = Buffer.from(JSON.stringify({ type: 'error', error }));
  return connection.readFailure({ status: statusFor(error.type), headers: {}, body });
}

/** After content was relayed: the upstream's own error where it sent one, else what the gateway saw. */
export function cutError(
  reply: Extract<Reply, { kind: 'streamed' }>,
  { connection, provider }: { connection: Connection; provider: string },
): GatewayError {
  if (reply.error === null)
    return brokenError({ kind: 'broken', reason: reply.end === 'complete' ? 'cut' : reply.end }, provider);
  const { message, native } = readStreamError(reply.error, connection);
  return new GatewayError('upstream_cut', message, { native });
}

/** What each operation's answer carries. */
const MARK: Readonly<Record<Operation, { key: string; json: string | null }>> = {
  messages: { key: 'type', json: '"message"' },
  messagesCountTokens: { key: 'input_tokens', json: null },
  embed: { key: 'object', json: '"list"' },
};

/** What a success says of itself. */
export interface Told {
  /** A page of a proxy or a login wall is none, however well it was delivered. */
  isAnswer: boolean;
  /** null = not told. A count of tokens is an answer, and no usage. */
  usage: Usage | null;
  stopReason: string | null;
}

/** A whole body under status 200, read at its top level alone. */
export function readWhole(operation: Operation, body: Buffer): Told {
  let document: JsonDocument;
  try {
    document = scanDocument(body);
  } catch {
    return { isAnswer: false, usage: null, stopReason: null };
  }
  const { key, json } = MARK[operation];
  const member = findMember(document.members, key);
  const isMarked =
    member !== undefined && (json === null || body.toString('utf8', member.valueStart, member.end) === json);
  if (operation === 'messagesCountTokens') return { isAnswer: isMarked, usage: null, stopReason: null };
  if (operation === 'embed') {
    const usage = emptyUsage();
    readEmbeddingsUsage(usage, read(document, 'usage'));
    return {
      isAnswer: isMarked,
      usage: isMarked || Object.keys(usage.meters).length > 0 ? usage : null,
      stopReason: null,
    };
  }
  const told = read(document, 'stop_reason');
  const stopReason = typeof told === 'string' ? told : null;
  return { isAnswer: isMarked, usage: usageOf(document, isMarked), stopReason };
}

/** Something that is no answer may still have been counted, and then it is billed. */
function usageOf(document: JsonDocument, isAnswer: boolean): Usage | null {
  const usage = emptyUsage();
  readModel(usage, read(document, 'model'));
  readUsage(usage, read(document, 'usage'));
  if (isAnswer) requireTotals(usage);
  return isAnswer || tellsUsage(usage) ? usage : null;
}

const tellsUsage = ({ meters, unread }: Usage): boolean => Object.keys(meters).length > 0 || unread.length > 0;

/** undefined for a member that is absent, or no JSON. */
function read(document: JsonDocument, key: string): unknown {
  try {
    return readMember(document, key);
  } catch {
    return undefined;
  }
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
