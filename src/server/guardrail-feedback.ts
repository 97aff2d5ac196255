/** Stores the ratings that guardrails give, every few seconds. */
import type { FeedbackInbox } from '../control/feedback/inbox.ts';
import type { Logger } from '../observe/logger.ts';
import { every } from './timers.ts';

const STORE_MS = 2_000;

/** Returns the function that ends it: it stores what still waits. */
export function startGuardrailFeedback(inbox: FeedbackInbox, logger: Logger): () => Promise<void> {
  let running = Promise.resolve();
  const store = async (): Promise<void> => {
    try {
      await inbox.flush();
    } catch (error) {
      logger.error('Ratings of guardrails could not be stored; it is tried again', { error });
    }
    const count = inbox.takeDropped();
    if (count > 0) logger.error('Ratings of guardrails were dropped: too many waited to be stored', { count });
  };
  const end = every(STORE_MS, () => {
    running = running.then(store);
  });
  return async () => {
    end();
    await running;
    await store();
  };
}
