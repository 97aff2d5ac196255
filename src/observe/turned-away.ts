/** Counts rejected unauthenticated requests, and logs them in at most one line a minute. */
import type { Logger } from './logger.ts';

/** Where a request came from; nothing else of it is logged. */
export interface Visitor {
  address: string;
  /** IP addresses, as a proxy in front has sent them: the client may have written them itself. */
  forwardedFor: readonly string[];
}

export interface TurnedAway {
  /** `reason` is an error's code, of ours or of Node's: there are few of them, so what is counted stays small. */
  count(reason: string, visitor: Visitor): void;
}

interface Options {
  logger: Logger;
  /** Starts a one-shot timer. */
  after: (ms: number, run: () => void) => void;
}

const TELL_EVERY_MS = 60_000;

/** The first is logged at once; those that follow within a minute are logged together at its end. */
export function createTurnedAway({ logger, after }: Options): TurnedAway {
  const reasons = new Map<string, number>();
  let last: (Visitor & { reason: string }) | null = null;
  let isWaiting = false;
  const tell = (): void => {
    isWaiting = last !== null;
    if (last === null) return;
    logger.info('Requests were turned away.', { reasons: Object.fromEntries(reasons), last });
    reasons.clear();
    last = null;
    after(TELL_EVERY_MS, tell);
  };
  return {
    count(reason, visitor) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      last = { reason, ...visitor };
      if (!isWaiting) tell();
    },
  };
}
