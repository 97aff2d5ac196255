/** Retention of reported work: as long as the rows of the log that it belongs to. */
import type { ControlContext } from '../context.ts';

const DAY_MS = 86_400_000;

/** Of every organisation. */
export async function trimSessionActivity(
  { records, clock }: Pick<ControlContext, 'records' | 'clock'>,
  retentionDays: number,
): Promise<void> {
  const before = clock.now() - retentionDays * DAY_MS;
  const organisations = await records.system((all) => all.organisations.list());
  for (const { id } of organisations) await records.within(id, (tx) => tx.sessionActivity.deleteBefore(before));
}
