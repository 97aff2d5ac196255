/**
 * The engine of the signals port for processes that share a PostgreSQL. What others changed is read from the records' feed:
 * at once when the server notifies of it, and every 100 ms while notifications do not get through, as behind PgBouncer in
 * transaction mode. The own changes are told as in one process.
 */
import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { Logger } from '../../observe/logger.ts';
import type { ChangesOfOthers } from '../ports/records/configuration.ts';
import type { Signals } from '../ports/signals.ts';
import { CHANGES_CHANNEL, connect } from '../postgres-connections.ts';
import { createInProcessSignals } from './in-process.ts';

export interface PostgresSignalsOptions {
  url: string;
  readChanges: ChangesOfOthers;
  logger: Logger;
  /** Starts a timer that does not keep the process alive; returns the function that stops it. */
  after: (ms: number, run: () => void) => () => void;
  /** The database cannot be read, or can again. */
  onOutage: (isAway: boolean) => void;
}

/** While notifications come: should one be lost, its change is late by this, ms. */
const USUAL_POLL_MS = 1000;
/** While none come, ms. */
const QUICK_POLL_MS = 100;
/** After a reading that failed, ms. */
const OUTAGE_POLL_MS = 500;
const RECONNECT_MS = 1000;
/** How long a notification of our own may take until we hear it, ms. */
const ECHO_MS = 1000;

/** Resolves when it knows from where to read on: what is loaded after that has every change before it. */
export async function openPostgresSignals(options: PostgresSignalsOptions): Promise<Signals> {
  const { readChanges, logger, after, onOutage } = options;
  const local = createInProcessSignals({ logger });
  let cursor = (await readChanges(null)).next;
  let listeners = 0;
  let isAway = false;
  let isClosed = false;
  let running: Promise<void> | null = null;
  let isWanted = false;
  let stopTimer: () => void = () => undefined;

  const tellOthers = async (): Promise<void> => {
    const { next, changes } = await readChanges(cursor);
    if (changes.length > 0) await local.publish('records', changes);
    cursor = next;
  };
  const setAway = (now: boolean, error?: unknown): void => {
    if (now === isAway) return;
    isAway = now;
    onOutage(now);
    if (now)
      logger.error('The changes of other processes cannot be read from PostgreSQL. Requests are served as before.', {
        error,
      });
    else logger.warn('PostgreSQL answers again. Every change of other processes is read.');
  };
  const look = (): Promise<void> => {
    isWanted = true;
    running ??= lookUntilDone().finally(() => {
      running = null;
    });
    return running;
  };
  const lookUntilDone = async (): Promise<void> => {
    while (isWanted && !isClosed) {
      isWanted = false;
      // Before anybody listens, what is read would be lost.
      if (listeners === 0) break;
      try {
        await tellOthers();
        setAway(false);
      } catch (error) {
        setAway(true, error);
      }
    }
    schedule();
  };
  const ear = openEar({ ...options, onNotification: () => void look() });
  const schedule = (): void => {
    stopTimer();
    if (isClosed) return;
    const usual = ear.isHearing() ? USUAL_POLL_MS : QUICK_POLL_MS;
    stopTimer = after(isAway ? OUTAGE_POLL_MS : usual, () => void look());
  };
  schedule();
  return {
    publish: local.publish,
    subscribe(topic, listener) {
      const unsubscribe = local.subscribe(topic, listener);
      listeners += 1;
      let isSubscribed = true;
      void look();
      return () => {
        if (isSubscribed) listeners -= 1;
        isSubscribed = false;
        unsubscribe();
      };
    },
    async close() {
      isClosed = true;
      stopTimer();
      await local.close();
      await ear.close();
      await running;
    },
  };
}

interface Ear {
  /** Whether a notification that we sent was heard on the present connection. */
  isHearing(): boolean;
  close(): Promise<void>;
}

type EarOptions = Pick<PostgresSignalsOptions, 'url' | 'logger' | 'after'> & { onNotification: () => void };

/** A connection that listens, and is made again when it breaks. */
function openEar({ url, logger, after, onNotification }: EarOptions): Ear {
  let client: Client | null = null;
  let isHearing = false;
  let isClosed = false;
  let isToldOfSilence = false;
  let stopTimer: () => void = () => undefined;

  const tryAgain = (): void => {
    client = null;
    isHearing = false;
    stopTimer();
    if (!isClosed) stopTimer = after(RECONNECT_MS, () => void listen());
  };
  const listen = async (): Promise<void> => {
    try {
      const fresh = await connect(url);
      if (isClosed) return await fresh.end();
      client = fresh;
      fresh.on('end', () => {
        if (client === fresh) tryAgain();
      });
      const echo = randomUUID();
      fresh.on('notification', ({ payload }) => {
        if (payload === echo) isHearing = true;
        onNotification();
      });
      await fresh.query(`listen ${CHANGES_CHANNEL}`);
      // By another connection: behind a pooler, what this one sends may come back where nothing else would.
      await send(echo);
      stopTimer = after(ECHO_MS, () => {
        if (isHearing || isToldOfSilence) return;
        isToldOfSilence = true;
        logger.info(
          `PostgreSQL's notifications do not get through, as behind PgBouncer in transaction mode. Changes are polled.`,
          {
            everyMs: QUICK_POLL_MS,
          },
        );
      });
    } catch {
      // Who reads the changes tells of the outage.
      const broken = client;
      tryAgain();
      await broken?.end().catch(() => undefined);
    }
  };
  const send = async (payload: string): Promise<void> => {
    const sender = await connect(url);
    try {
      await sender.query('select pg_notify($1, $2)', [CHANGES_CHANNEL, payload]);
    } finally {
      await sender.end();
    }
  };
  const opening = listen();
  return {
    isHearing: () => isHearing,
    async close() {
      isClosed = true;
      stopTimer();
      await opening;
      await client?.end().catch(() => undefined);
    },
  };
}
