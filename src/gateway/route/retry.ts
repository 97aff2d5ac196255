/** Decides whether a failed attempt is retried at the same target, and after how long. Pure; run-target.ts acts on it. */
import type { FailureReading } from '../../providers/provider.ts';
import type { Random } from '../../kernel/clock.ts';
import type { RetryConfig } from '../../routing/parse.ts';

export type Decision =
  | { action: 'again'; waitMs: number }
  /** `exhausted`: retries were configured and did not help. */
  | { action: 'give-up'; exhausted: boolean };

/** What went wrong; `reading` is null when the upstream said nothing about it. */
export interface Failure {
  /** 0 = no answer came. */
  status: number;
  reading: FailureReading | null;
  /** Somebody has to mend it first, as a credential that is refused: the same request would fail again. */
  isLasting?: boolean;
}

/** What has been tried at this target so far. */
export interface Tried {
  retries: number;
  /** ms spent waiting between retries. */
  waitedMs: number;
}

/** Of one request, at all targets together: whoever may send a config must not make thousands of requests out of one. */
export const MAX_ATTEMPTS = 100;

/** contract#retries: all waits of one target together, and any single one. */
const MAX_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 1000;
/** A quarter up or down, so that callers who failed together do not come back together. */
const JITTER = 0.25;

export function decide(failure: Failure, tried: Tried, using: { retry: RetryConfig | null; random: Random }): Decision {
  const { retry } = using;
  if (retry === null || retry.attempts === 0 || failure.isLasting === true || !isRetryable(failure, retry)) {
    return { action: 'give-up', exhausted: false };
  }
  const asked = retry.useRetryAfter ? (failure.reading?.retryAfterMs ?? null) : null;
  const waitMs = asked ?? backoff(tried.retries, using.random);
  const isSpent = tried.retries >= retry.attempts || waitMs >= MAX_WAIT_MS || tried.waitedMs + waitMs > MAX_WAIT_MS;
  return isSpent ? { action: 'give-up', exhausted: true } : { action: 'again', waitMs };
}

/**
 * No answer at all (status 0) is worth another try whatever the list says: at most its input is paid twice. A time-out
 * has a status of its own, 408, which the usual list leaves out: an upstream that is at work may go on being paid.
 */
function isRetryable({ status }: Failure, retry: RetryConfig): boolean {
  return status === 0 || retry.onStatusCodes.has(status);
}

/** 1, 2, 4, 8, 16 s with jitter, where the upstream set no delay that the config respects. */
function backoff(retries: number, random: Random): number {
  return Math.round(FIRST_WAIT_MS * 2 ** retries * (1 - JITTER + 2 * JITTER * random()));
}
