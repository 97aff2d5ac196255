/** Stores the work that clients report, every few seconds, and deletes what is too old once a day. */
import type { ActivityInbox } from '../control/session-activity/inbox.ts';
import { trimSessionActivity } from '../control/session-activity/trim.ts';
import type { Logger } from '../observe/logger.ts';
import type { Records } from '../storage/ports/records/records.ts';
import { every, systemClock } from './timers.ts';

const STORE_MS = 3_000;
const TRIM_MS = 6 * 3_600_000;

interface Parts {
  activity: ActivityInbox;
  records: Records;
  /** null = for ever. */
  retentionDays: number | null;
  logger: Logger;
}

/** Returns the function that ends it: it stores what still waits. */
export function startSessionActivity({ activity, records, retentionDays, logger }: Parts): () => Promise<void> {
  let running = Promise.resolve();
  const store = (): Promise<void> =>
    activity.flush().catch((error: unknown) => {
      logger.error('What clients report of their work could not be stored; it is tried again', { error });
    });
  const endStoring = every(STORE_MS, () => {
    running = running.then(store);
  });
  const endTrimming = every(TRIM_MS, () => {
    trimSessionActivity({ records, clock: systemClock }, retentionDays).catch((error: unknown) => {
      logger.error('Old reports of clients could not be deleted; it is tried again', { error });
    });
  });
  return async () => {
    endStoring();
    endTrimming();
    await running;
    await store();
  };
}
