/** When what is too old is deleted from the records: a minute after the start, and then every day. */
import type { Logger } from '../observe/logger.ts';
import { after } from './timers.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 86_400_000;

/** `what`: as in a sentence; `trim` returns how many were deleted. Returns the function that ends it, and waits for what still runs. */
export function startDailyRetention(what: string, trim: () => Promise<number>, logger: Logger): () => Promise<void> {
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => undefined;
  const run = async (): Promise<void> => {
    try {
      const deleted = await trim();
      if (deleted > 0) logger.info(`Old ${what} were deleted.`, { deleted });
    } catch (error) {
      logger.error(`Old ${what} could not be deleted. It is tried again tomorrow.`, { error });
    }
    if (!isOver) schedule(EVERY_MS);
  };
  const schedule = (ms: number): void => {
    cancel = after(ms, () => {
      running = run();
    });
  };
  schedule(FIRST_MS);
  return () => {
    isOver = true;
    cancel();
    return running;
  };
}
