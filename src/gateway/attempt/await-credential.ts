/** Waits for an attempt's credential. Fetching one may take a request, which counts against the attempt's timeouts. */
import { GatewayError } from '../../kernel/errors.ts';
import type { Header } from '../credentials/credentials.ts';
import type { PassedBound } from '../relay/measured.ts';
import type { AttemptBounds, Reply } from '../relay/relay.ts';
import { UNWATCHED } from '../relay/heartbeat.ts';
import type { AttemptedTarget } from './target-request.ts';
import type { Failure } from '../route/retry.ts';

/** An attempt that ended before anything was sent. */
export interface NotSent {
  reply: Extract<Reply, { kind: 'broken' | 'client-closed' }>;
  /** null where nothing has failed: the caller hung up. */
  failure: Failure | null;
  /** For the attempt's record. */
  reason: string;
}

export interface WaitingFor {
  bounds: AttemptBounds;
  /** Monotonic ms at which the attempt began. */
  begunElapsed: number;
}

/**
 * Resolves as soon as the credential is there, its fetch has failed, a bound of the attempt has passed, the caller has
 * hung up, or the gateway goes down. The fetch itself goes on: others may wait for the same token.
 */
export async function awaitCredential(
  run: AttemptedTarget,
  fetched: Promise<Header>,
  { bounds, begunElapsed }: WaitingFor,
): Promise<Header | NotSent> {
  const { deps, to, target } = run;
  const given = Promise.withResolvers<NotSent>();
  const watched = {
    place: UNWATCHED,
    beat(elapsed: number): void {
      const bound = passedBound(bounds, elapsed - begunElapsed);
      if (bound !== null) given.resolve(tooLate(bound, target.provider.name));
    },
    halt: () => given.resolve(SHUT_DOWN),
  };
  to.client.onClose(() => given.resolve(HUNG_UP));
  if (to.client.isClosed) return HUNG_UP;
  deps.heartbeat.watch(watched);
  try {
    return await Promise.race([fetched.catch(notGiven), given.promise]);
  } finally {
    deps.heartbeat.unwatch(watched);
  }
}

const HUNG_UP: NotSent = { reply: { kind: 'client-closed' }, failure: null, reason: 'client_closed' };
const SHUT_DOWN: NotSent = {
  reply: { kind: 'broken', reason: 'shutdown' },
  failure: { status: 0, reading: null },
  reason: 'shutdown',
};

function passedBound({ firstByteMs, totalMs }: AttemptBounds, ms: number): PassedBound | null {
  if (totalMs !== null && ms > totalMs) return { name: 'total_timeout', ms: totalMs };
  return ms > firstByteMs ? { name: 'request_timeout', ms: firstByteMs } : null;
}

function tooLate(bound: PassedBound, provider: string): NotSent {
  const message = `The credential for the provider "${provider}" did not come within its ${bound.name} of ${bound.ms} ms.`;
  const cause = new GatewayError('upstream_timeout', message, {
    hint: 'The provider itself was not asked: its token endpoint does not answer.',
  });
  return {
    reply: { kind: 'broken', reason: 'timeout', cause, bound },
    failure: { status: cause.status, reading: null },
    reason: 'credentials_timeout',
  };
}

/**
 * Why there is no credential. A token endpoint that cannot be reached may be well again in a second: to retries, fallbacks
 * and circuits it is an upstream that answers 503. What is wrong with the credential itself no retry mends. Throws what
 * nobody foresaw.
 */
export function notGiven(thrown: unknown): NotSent {
  if (!(thrown instanceof GatewayError)) throw thrown;
  const isLasting = thrown.code !== 'credentials_unreachable';
  return {
    reply: { kind: 'broken', reason: 'unreachable', cause: thrown },
    failure: { status: thrown.status, reading: null, isLasting },
    reason: thrown.code,
  };
}
