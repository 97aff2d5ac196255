/** How the requests of each group were rated. Ratings are among the records: they come along, by trace. */
import { filterCondition } from '../log-filter-sql.ts';
import type { AnalyticsScope, Dimension, RatedGroup, TraceRating } from '../ports/analytics.ts';
import { figureIn, textIn } from './figures.ts';
import { dimension } from './groups.ts';
import type { Engine } from './source.ts';

interface RatedQuestion {
  by: Dimension;
  ratings: readonly TraceRating[];
}

export async function askRated(
  { words, run }: Engine,
  { by, ratings }: RatedQuestion,
  scope: AnalyticsScope,
): Promise<readonly RatedGroup[]> {
  const wanted = scope.traceIds === undefined ? null : new Set(scope.traceIds);
  const fitting = ratings.filter(({ traceId }) => wanted === null || wanted.has(traceId));
  if (fitting.length === 0) return [];
  const byTrace = new Map(fitting.map((rating) => [rating.traceId, rating]));
  const key = dimension(by, words);
  const condition = filterCondition({ ...scope, traceIds: [...byTrace.keys()] }, words);
  const { rows } = await run({
    sql: `SELECT key, trace_id, count(*) AS requests
      FROM (SELECT *, ${key.sql} AS key FROM requests WHERE ${condition.sql}) GROUP BY key, trace_id`,
    values: [...key.values, ...condition.values],
  });
  const groups = new Map<string | null, { requests: number; ratings: number; sum: number }>();
  for (const row of rows) {
    const rating = byTrace.get(textIn(row, 'trace_id') ?? '');
    if (rating === undefined) continue;
    const name = textIn(row, 'key');
    const group = groups.get(name) ?? { requests: 0, ratings: 0, sum: 0 };
    group.requests += figureIn(row, 'requests') ?? 0;
    group.ratings += rating.count;
    group.sum += rating.sum;
    groups.set(name, group);
  }
  return [...groups].map(([name, group]) => ({
    key: name,
    requests: group.requests,
    ratings: group.ratings,
    average: group.sum / group.ratings,
  }));
}
