/** When old rows and bodies are deleted: a minute after start-up, then every hour. */
import { deleteOld, type RetentionOptions } from '../storage/retention.ts';
import { after, systemClock } from './timers.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Returns the function that ends it: it resolves when no slice is running any more. */
export function startRetention(options: Omit<RetentionOptions, 'now' | 'pause'>): () => Promise<void> {
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
