/** How the requests of groups were rated (contract#analytics, 41 and 42): ratings are among the records, groups in the log. */
import type { AnalyticsScope, Dimension, RatedGroup } from '../../storage/ports/analytics.ts';
import type { Reading } from '../../storage/ports/log/reader.ts';
import type { ControlContext } from '../context.ts';
import { look } from '../transaction.ts';

/** The newest so many rated traces are looked at, as where ratings filter the log. */
const MAX_RATED = 10_000;

interface GroupRating {
  avg_weighted_feedback: number | null;
  requests_with_feedback: number;
}

/** A rating comes after its request, so those of before the window are of none in it. */
export async function ratingsOfGroups(
  context: ControlContext,
  by: Dimension,
  { scope, reading }: { scope: AnalyticsScope; reading: Reading },
): Promise<(key: string | null) => GroupRating> {
  const { workspaceId, from } = scope;
  const ratings = await look(context, (tx) =>
    tx.feedback.sumsByTrace({ from, ...(workspaceId === undefined ? {} : { workspaceId }) }, MAX_RATED),
  );
  const found = ratings.length === 0 ? [] : await context.analytics.rated({ by, ratings }, scope, reading);
  const byKey = new Map(found.map((group) => [group.key, group]));
  return (key) => view(byKey.get(key));
}

const view = (group: RatedGroup | undefined): GroupRating => ({
  avg_weighted_feedback: group?.average ?? null,
  requests_with_feedback: group?.requests ?? 0,
});
