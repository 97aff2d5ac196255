/** Retention of feedback: a rating is kept as long as the rows of the log that it rates. */
import type { ControlContext } from '../context.ts';

const DAY_MS = 86_400_000;
const RATINGS_AT_ONCE = 2000;

/**
 * Of every organisation, by its own retention of the log, or by the gateway's `retentionDays` (null = for ever) where that is shorter.
 * Returns how many were deleted.
 */
export async function trimFeedback(
  { records, clock }: Pick<ControlContext, 'records' | 'clock'>,
  retentionDays: number | null,
): Promise<number> {
  const organisations = await records.system((all) => all.organisations.list());
  let deleted = 0;
  for (const { id } of organisations) {
    const { logRetentionDays } = await records.within(id, (tx) => tx.settings.read());
    const days = Math.min(logRetentionDays ?? Infinity, retentionDays ?? Infinity);
    if (days === Infinity) continue;
    for (let last = RATINGS_AT_ONCE; last === RATINGS_AT_ONCE; deleted += last)
      last = await records.within(id, (tx) => tx.feedback.trim(clock.now() - days * DAY_MS, RATINGS_AT_ONCE));
  }
  return deleted;
}
