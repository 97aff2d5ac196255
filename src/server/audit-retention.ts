/** When old events of the audit trail are deleted: a minute after the start, and then every day. */
import { trimAuditTrails } from '../control/audit-logs/trim.ts';
import type { ControlContext } from '../control/context.ts';
import type { Logger } from '../observe/logger.ts';
import { after } from './timers.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 86_400_000;

/** `days` null = they are kept for ever. Returns the function that ends it, and waits for what still runs. */
export function startAuditRetention(context: ControlContext, days: number | null, logger: Logger): () => Promise<void> {
  if (days === null) return () => Promise.resolve();
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => undefined;
  const run = async (): Promise<void> => {
    try {
      const deleted = await trimAuditTrails(context, days);
      if (deleted > 0) logger.info('Old events of the audit trail were deleted.', { deleted });
    } catch (error) {
      logger.error('Old events of the audit trail could not be deleted. It is tried again tomorrow.', { error });
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
