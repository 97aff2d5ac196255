/** A connection to PostgreSQL that listens for notifications of changes, and is made again when it breaks. */
import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { Logger } from '../../observe/logger.ts';
import { CHANGES_CHANNEL, connect } from '../postgres-connections.ts';
import { QUICK_MS } from './poll.ts';

const RECONNECT_MS = 1000;
/** How long a notification of our own may take until we hear it, ms. */
const ECHO_MS = 1000;

export interface NotificationOptions {
  url: string;
  logger: Logger;
  after: (ms: number, run: () => void) => () => void;
  onNotification: () => void;
}

export interface Notifications {
  /** Whether a notification that we sent was heard on the present connection. */
  isReceiving(): boolean;
  close(): Promise<void>;
}

/** Connects in the background; whoever polls reports an outage. */
export function openNotifications({ url, logger, after, onNotification }: NotificationOptions): Notifications {
  let client: Client | null = null;
  let isReceiving = false;
  let isClosed = false;
  let isSilenceTold = false;
  let stopTimer: () => void = () => undefined;

  const tryAgain = (): void => {
    client = null;
    isReceiving = false;
    stopTimer();
    if (!isClosed) stopTimer = after(RECONNECT_MS, () => void listen());
  };
  const tellSilence = (): void => {
    if (isReceiving || isSilenceTold) return;
    isSilenceTold = true;
    logger.info(
      'PostgreSQL’s notifications do not get through, as behind PgBouncer in transaction mode: changes are polled.',
      { everyMs: QUICK_MS },
    );
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
        isReceiving ||= payload === echo;
        onNotification();
      });
      await fresh.query(`listen ${CHANGES_CHANNEL}`);
      await send(url, echo);
      stopTimer = after(ECHO_MS, tellSilence);
    } catch {
      const broken = client;
      tryAgain();
      await broken?.end().catch(() => undefined);
    }
  };
  const opening = listen();
  return {
    isReceiving: () => isReceiving,
    async close() {
      isClosed = true;
      stopTimer();
      await opening;
      await client?.end().catch(() => undefined);
    },
  };
}

/** By another connection: behind a pooler, what the listening one sends may come back where nothing else would. */
async function send(url: string, payload: string): Promise<void> {
  const sender = await connect(url);
  try {
    await sender.query('select pg_notify($1, $2)', [CHANGES_CHANNEL, payload]);
  } finally {
    await sender.end();
  }
}
