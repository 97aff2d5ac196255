/** Retention of reported work: as long as the rows of the log that it belongs to. */
import type { ControlContext } from '../context.ts';
import { daysOf } from '../organisation-settings/retention.ts';

const DAY_MS = 86_400_000;

/** Of every organisation. `retentionDays`: of the gateway; null = for ever. */
export async function trimSessionActivity(
  { records, clock }: Pick<ControlContext, 'records' | 'clock'>,
  retentionDays: number | null,
): Promise<void> {
  const organisations = await records.system((all) => all.organisations.list());
  for (const { id } of organisations) {
    await records.within(id, async (tx) => {
      const days = daysOf(await tx.settings.read(), retentionDays);
      if (days !== null) await tx.sessionActivity.deleteBefore(clock.now() - days * DAY_MS);
    });
  }
}
