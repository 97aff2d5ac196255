/** Reads the feed of changes again and again: seldom while notifications say when, often while none come. */
import type { Logger } from '../../observe/logger.ts';

/** While notifications come: should one be lost, its change is late by this, ms. */
const USUAL_MS = 1000;
/** While none come, ms. */
export const QUICK_MS = 100;
/** After a reading that failed, ms. */
const OUTAGE_MS = 500;

export interface PollOptions {
  /** Rejects where the feed cannot be read, or somebody could not take what it says: then it is read again. */
  read: () => Promise<void>;
  isNotified: () => boolean;
  after: (ms: number, run: () => void) => () => void;
  logger: Logger;
  onOutage: (isAway: boolean) => void;
}

export interface Poll {
  /** Reads at once, or once more after the reading that runs. Resolves when that is done; never rejects. */
  now(): Promise<void>;
  close(): Promise<void>;
}

export function createPoll({ read, isNotified, after, logger, onOutage }: PollOptions): Poll {
  let isAway = false;
  let isClosed = false;
  let isWanted = false;
  let running: Promise<void> | null = null;
  let stopTimer: () => void = () => undefined;

  const setAway = (state: boolean, error?: unknown): void => {
    if (state === isAway) return;
    isAway = state;
    onOutage(state);
    if (state) logger.error('Changes of other processes cannot be read from PostgreSQL. Requests go on.', { error });
    else logger.warn('PostgreSQL answers again, and every change of other processes is read.');
  };
  const readOnce = async (): Promise<void> => {
    isWanted = false;
    try {
      await read();
      setAway(false);
    } catch (error) {
      setAway(true, error);
    }
  };
  const run = async (): Promise<void> => {
    await readOnce();
    if (isWanted && !isAway) return run();
    running = null;
    schedule();
  };
  const now = (): Promise<void> => {
    isWanted = true;
    if (isClosed) return Promise.resolve();
    running ??= run();
    return running;
  };
  const schedule = (): void => {
    stopTimer();
    if (isClosed) return;
    const usual = isNotified() ? USUAL_MS : QUICK_MS;
    stopTimer = after(isAway ? OUTAGE_MS : usual, () => void now());
  };
  schedule();
  return {
    now,
    async close() {
      isClosed = true;
      stopTimer();
      await running;
    },
  };
}
