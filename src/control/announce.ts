/** The news of a change. What is committed has succeeded: news that fails is told again, and never makes an error of it. */
import type { Logger } from '../observe/logger.ts';
import type { Signals } from '../storage/ports/signals.ts';

/** Resolves when every local snapshot has the change, or when that has failed and is going to be tried again. */
export type Announce = () => Promise<void>;

/** ms before each try after the first. After some five minutes it takes another change, or a restart. */
const WAITS_MS = [250, 1000, 2000, 5000, 15_000, 30_000, 60_000, 60_000, 60_000, 60_000];

/** `after` starts a timer that does not keep the process alive, and returns the function that stops it. */
export function createAnnounce(options: {
  signals: Pick<Signals, 'publish'>;
  logger: Logger;
  after: (ms: number, run: () => void) => () => void;
}): Announce {
  const { signals, logger, after } = options;
  let stopWaiting: () => void = () => undefined;
  const publish = async (tries: number): Promise<void> => {
    // This try tells everything that an earlier one has yet to tell.
    stopWaiting();
    try {
      await signals.publish('records');
    } catch (error) {
      const waitMs = WAITS_MS[tries];
      if (waitMs === undefined) {
        return logger.error('A change is committed and will not be live before the next one, or a restart.', { error });
      }
      logger.error('A change is committed and not live yet. It is announced again.', { error, waitMs });
      stopWaiting();
      stopWaiting = after(waitMs, () => void publish(tries + 1));
    }
  };
  return () => publish(0);
}
