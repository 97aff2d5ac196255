/** Which rows a question of analytics may be about: those that the caller may read, in a window that has a beginning and an end. */
import type { AnalyticsScope } from '../../storage/ports/analytics.ts';
import type { Reading } from '../../storage/ports/log/reader.ts';
import type { ControlContext } from '../context.ts';
import { readLogFilter } from '../logs/filter.ts';
import { invalid } from '../parse.ts';

type Wanted = Parameters<typeof readLogFilter>[1] & { time_of_generation_min: string; time_of_generation_max: string };

const DAY_MS = 86_400_000;
const MAX_DAYS = 400;

export async function analyticsScope(context: ControlContext, wanted: Wanted): Promise<AnalyticsScope> {
  const from = Date.parse(wanted.time_of_generation_min);
  const to = Date.parse(wanted.time_of_generation_max);
  if (to <= from) throw invalid('time_of_generation_max', 'must be later than time_of_generation_min');
  if (to - from > MAX_DAYS * DAY_MS) throw invalid('time_of_generation_min', `reaches back more than ${MAX_DAYS} days`);
  return { ...(await readLogFilter(context, wanted)), from, to };
}

const MS_PER_SECOND = 1000;

/** How fresh the caller wants the answer. */
export function readingOf(wanted: { max_staleness: number }): Reading {
  return { maxBehindMs: wanted.max_staleness * MS_PER_SECOND };
}
