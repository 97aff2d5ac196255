/** Retention of feedback: a rating is kept as long as the rows of the log that it rates. */
import type { OrganisationId } from '../../kernel/ids.ts';
import type { ControlContext } from '../context.ts';

const DAY_MS = 86_400_000;
const RATINGS_AT_ONCE = 2000;

/**
 * Of every organisation, by its own retention of the log, or by the gateway's `retentionDays` (null = for ever) where that is shorter.
 * Returns how many were deleted. Throws AggregateError once all have had their turn, where it failed for some.
 */
export async function trimFeedback(
  { records, clock }: Pick<ControlContext, 'records' | 'clock'>,
  retentionDays: number | null,
): Promise<number> {
  const trimOne = async (id: OrganisationId): Promise<number> => {
    const { logRetentionDays } = await records.within(id, (tx) => tx.settings.read());
    const days = Math.min(logRetentionDays ?? Infinity, retentionDays ?? Infinity);
    if (days === Infinity) return 0;
    let trimmed = 0;
    for (let last = RATINGS_AT_ONCE; last === RATINGS_AT_ONCE; trimmed += last)
      last = await records.within(id, (tx) => tx.feedback.trim(clock.now() - days * DAY_MS, RATINGS_AT_ONCE));
    return trimmed;
  };
  const organisations = await records.system((all) => all.organisations.list());
  let deleted = 0;
  const errors: unknown[] = [];
  for (const { id } of organisations) {
    try {
      deleted += await trimOne(id);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 0) return deleted;
  throw new AggregateError(errors, `The ratings of ${errors.length} organisations could not be deleted.`);
}
