/**
 * Announcing a change to the snapshots. Publishing retries in the background: what is committed has succeeded, so a listener
 * that fails never makes an error of it.
 */
import type { Logger } from '../observe/logger.ts';
import type { RecordChange } from '../storage/ports/records/configuration.ts';
import type { Signals } from '../storage/ports/signals.ts';

/** Resolves when every local snapshot has the changes, or when that has failed and is going to be tried again. */
export type Announce = (changes: readonly RecordChange[]) => Promise<void>;

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
  /** Published without success so far: they go out with the next try. */
  let untold: readonly RecordChange[] = [];
  const publish = async (changes: readonly RecordChange[], tries: number): Promise<void> => {
    stopWaiting();
    const told = [...untold, ...changes];
    untold = [];
    try {
      await signals.publish('records', told);
    } catch (error) {
      untold = [...untold, ...told];
      const waitMs = WAITS_MS[tries];
      if (waitMs === undefined) {
        return logger.error('A change is committed and will not be live before the next one, or a restart.', { error });
      }
      logger.error('A change is committed and not live yet. It is announced again.', { error, waitMs });
      stopWaiting();
      stopWaiting = after(waitMs, () => void publish([], tries + 1));
    }
  };
  return (changes) => publish(changes, 0);
}
