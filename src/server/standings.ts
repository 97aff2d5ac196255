/** Asks the directories again, whether they still stand by the people whom they signed in. */
import type { ControlContext } from '../control/context.ts';
import type { Principal } from '../control/principal.ts';
import { checkStanding } from '../control/single-sign-on/standing.ts';
import type { Logger } from '../observe/logger.ts';
import type { Records } from '../storage/ports/records/records.ts';
import type { Standing } from '../storage/ports/records/standings.ts';

/** What is due is done within that time: less than the shortest interval of a connection, 2 s. */
const EVERY_MS = 1_000;
/** Of one run: the rest is due in the next. */
const MAX_CHECKS = 200;
const AT_ONCE = 8;

export interface StandingParts {
  records: Pick<Records, 'system'>;
  control: (principal: Principal) => ControlContext;
  logger: Logger;
  now: () => number;
  every: (ms: number, run: () => void) => () => void;
}

/** Returns what ends it: resolves when no check runs any more. */
export function startStandings({ records, control, logger, now, every }: StandingParts): () => Promise<void> {
  let running: Promise<void> | null = null;
  const check = async (standing: Standing): Promise<void> => {
    const { organisationId, providerId } = standing;
    try {
      await checkStanding(control({ kind: 'schedule', organisationId }), standing);
    } catch (error) {
      logger.warn('A directory did not say whether it still knows somebody. It is asked again.', { providerId, error });
    }
  };
  const run = async (): Promise<void> => {
    try {
      const due = await records.system(({ signIn }) => signIn.dueStandings(now(), MAX_CHECKS));
      for (let first = 0; first < due.length; first += AT_ONCE) {
        await Promise.all(due.slice(first, first + AT_ONCE).map(check));
      }
    } catch (error) {
      logger.error('People could not be looked up at their directories. It is tried again.', { error });
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
