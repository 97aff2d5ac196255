/** One measure over time, a line for each of the largest values of a dimension. */
import type { z } from 'zod';
import type { Dimension } from '../../storage/ports/analytics.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { analyticsScope, readingOf } from './scope.ts';
import type { SeriesView } from './schemas.ts';
import { QuerySeries } from './schemas.ts';

const MS_PER_SECOND = 1000;

export async function querySeries(context: ControlContext, input: unknown): Promise<z.infer<typeof SeriesView>> {
  requireScope(context, 'analytics.view');
  const wanted = parseInput(QuerySeries, input);
  // The schema's pattern lists the dimensions.
  const question = { by: wanted.group_by as Dimension, measure: wanted.measure, top: wanted.top };
  const scope = await analyticsScope(context, wanted);
  const { bucketMs, timestamps, series, asOf } = await context.analytics.series(question, scope, readingOf(wanted));
  return {
    object: 'analytics-series',
    bucket_seconds: bucketMs / MS_PER_SECOND,
    as_of: toIso(asOf),
    timestamps: timestamps.map(toIso),
    series: series.map(({ key, isRest, values }) => ({ key, is_rest: isRest, values: [...values] })),
  };
}
