/**
 * The engine of the signals port for processes that share a PostgreSQL. What others changed is read from the records' feed:
 * at once when the server notifies of it, and every 100 ms while notifications do not get through, as behind PgBouncer in
 * transaction mode. The own changes are reported as in one process.
 */
import type { Logger } from '../../observe/logger.ts';
import type { ChangesOfOthers } from '../ports/records/configuration.ts';
import type { Signals } from '../ports/signals.ts';
import { openNotifications } from './listen.ts';
import { createInProcessSignals } from './in-process.ts';
import { createPoll } from './poll.ts';

export interface PostgresSignalsOptions {
  url: string;
  readChanges: ChangesOfOthers;
  logger: Logger;
  /** Starts a timer that does not keep the process alive; returns the function that stops it. */
  after: (ms: number, run: () => void) => () => void;
  /** The database cannot be read, or can again. */
  onOutage: (isAway: boolean) => void;
}

/** Resolves when it knows from where to read on: what is loaded after that has every change before it. */
export async function openPostgresSignals(options: PostgresSignalsOptions): Promise<Signals> {
  const { url, readChanges, logger, after, onOutage } = options;
  const local = createInProcessSignals({ logger });
  let cursor = (await readChanges(null)).next;
  let listeners = 0;
  const tellOthers = async (): Promise<void> => {
    // Before anybody listens, what is read would be lost.
    if (listeners === 0) return;
    const { next, changes } = await readChanges(cursor);
    if (changes.length > 0) await local.publish('records', changes);
    cursor = next;
  };
  const notifications = openNotifications({ url, logger, after, onNotification: () => void poll.now() });
  const poll = createPoll({ read: tellOthers, isNotified: notifications.isReceiving, after, logger, onOutage });
  return {
    publish: local.publish,
    subscribe(topic, listener) {
      const unsubscribe = local.subscribe(topic, listener);
      listeners += 1;
      let isSubscribed = true;
      void poll.now();
      return () => {
        if (isSubscribed) listeners -= 1;
        isSubscribed = false;
        unsubscribe();
      };
    },
    catchUp: () => poll.now(),
    async close() {
      await local.close();
      await notifications.close();
      await poll.close();
    },
  };
}
