/** When old rows and bodies are deleted: a minute after start-up, then every hour. */
import { ownRetention } from '../control/organisation-settings/retention.ts';
import type { Records } from '../storage/ports/records/records.ts';
import { deleteOld, type RetentionOptions } from '../storage/retention.ts';
import type { ServerOptions } from './config/options.ts';
import { after, systemClock } from './timers.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600 * 1000;

/** Returns the function that ends it: it resolves when no slice is running any more. */
function startRetention(options: Omit<RetentionOptions, 'now' | 'pause'>): () => Promise<void> {
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => undefined;
  const pause = (ms: number): Promise<boolean> =>
    new Promise((resolve) => {
      if (isOver) resolve(false);
      else after(ms, () => resolve(!isOver));
    });
  const schedule = (ms: number): void => {
    cancel = after(ms, () => {
      running = deleteOld({ ...options, now: systemClock.now, pause }).finally(() => {
        if (!isOver) schedule(EVERY_MS);
      });
    });
  };
  schedule(FIRST_MS);
  return () => {
    isOver = true;
    cancel();
    return running;
  };
}

/** Returns the function that ends it. */
export function retain(
  { dataDir: directory, retentionDays, retentionSize: maxSize }: ServerOptions,
  parts: Pick<RetentionOptions, 'rows' | 'bodies' | 'logger'> & { records: Records },
): () => Promise<void> {
  const { records, ...stores } = parts;
  const maxAgeMs = retentionDays === null ? null : retentionDays * DAY_MS;
  return startRetention({
    ...stores,
    directory,
    maxAgeMs,
    maxSize,
    owners: () => ownRetention(records, retentionDays),
  });
}
