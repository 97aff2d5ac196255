/** Runs the scheduled rotation of keys, for every organisation. */
import type { ControlContext } from '../control/context.ts';
import { rotateDueKeys } from '../control/api-keys/rotate-due.ts';
import type { Principal } from '../control/principal.ts';
import type { Logger } from '../observe/logger.ts';
import type { Records } from '../storage/ports/records/records.ts';

/** Rotations are due at midnight: a minute later is soon enough. */
const EVERY_MS = 60_000;

export interface RotationParts {
  records: Pick<Records, 'system'>;
  control: (principal: Principal) => ControlContext;
  logger: Logger;
  every: (ms: number, run: () => void) => () => void;
}

/** Returns what ends it: resolves when no rotation runs any more. A run that fails is tried again with the next. */
export function startRotation({ records, control, logger, every }: RotationParts): () => Promise<void> {
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    try {
      const organisations = await records.system((system) => system.organisations.list());
      for (const { id: organisationId } of organisations) {
        const rotated = await rotateDueKeys(control({ kind: 'schedule', organisationId }));
        if (rotated > 0) logger.info('API keys were rotated by their schedule.', { organisationId, rotated });
      }
    } catch (error) {
      logger.error('The scheduled rotation of API keys failed. It is tried again in a minute.', { error });
    }
  };
  const stop = every(EVERY_MS, () => {
    running ??= run().finally(() => {
      running = null;
    });
  });
  return async () => {
    stop();
    await running;
  };
}
