/** One measure over time, stacked by a dimension; both are chosen here and stand in the URL. */
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type SeriesMeasure, useSeries } from '../../api/queries/analytics.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { useIsDark } from '../../shell/theme.ts';
import type { Range } from '../../shell/use-range.ts';
import { Select } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { DIMENSIONS, labelOf, MEASURES, useGroupNames } from './dimensions.ts';
import { useAnalyticsSearch } from './use-analytics-search.ts';

const MS_PER_SECOND = 1000;

interface SeriesCardProps {
  range: Range;
  by: string;
  /** Until the person chooses. */
  measure?: SeriesMeasure;
  /** The dimension is chosen elsewhere on the page. */
  fixed?: boolean;
}

export function SeriesCard({ range, by, measure: suggested = 'cost_nano_usd', fixed = false }: SeriesCardProps) {
  const { measure = suggested, set } = useAnalyticsSearch();
  const series = useSeries(range, by, measure);
  const isEmpty = series.data?.series.length === 0;
  const isDark = useIsDark();
  const nameOf = useGroupNames(
    by,
    series.data?.series.map(({ key }) => key),
  );
  const navigate = useNavigate();
  const { label, format } = MEASURES[measure];
  // The same objects for the same answer: a chart is built anew when they change.
  const drawn = useMemo(
    () => ({
      times: (series.data?.timestamps ?? []).map((moment) => Date.parse(moment)),
      lines: (series.data?.series ?? []).map(({ key, is_rest: isRest, values }) => ({
        name: isRest ? 'other' : nameOf(key),
        isRest,
        values,
      })),
    }),
    [series.data, nameOf],
  );
  return (
    <Card
      title={`${label} by ${labelOf(by).toLowerCase()}`}
      action={
        <div className="flex flex-wrap justify-end gap-2">
          <Select
            aria-label="What to draw"
            className="w-auto!"
            value={measure}
            onChange={(event) => set({ measure: event.target.value as SeriesMeasure })}
          >
            {Object.entries(MEASURES).map(([id, choice]) => (
              <option key={id} value={id}>
                {choice.label}
              </option>
            ))}
          </Select>
          {!fixed && (
            <Select
              aria-label="Grouped by"
              className="w-auto!"
              value={by}
              onChange={(event) => set({ by: event.target.value })}
            >
              {Object.entries(DIMENSIONS).map(([id, choice]) => (
                <option key={id} value={id}>
                  by {choice.label.toLowerCase()}
                </option>
              ))}
            </Select>
          )}
        </div>
      }
    >
      <div className={isEmpty ? 'p-4' : 'min-h-[284px] p-4'}>
        {series.isError && <ErrorState error={series.error} onRetry={() => void series.refetch()} />}
        {isEmpty && <p className="text-sm text-ink-soft">Nothing of this in the chosen time.</p>}
        {series.data !== undefined && series.data.series.length > 0 && (
          <TimeChart
            label={label}
            {...drawn}
            bucketMs={series.data.bucket_seconds * MS_PER_SECOND}
            format={format}
            isDark={isDark}
            onZoom={(from, to) => range.set(`${Math.floor(from)}..${Math.ceil(to)}`)}
            onPick={(from, to) => void navigate({ to: '/logs', search: { range: `${from}..${to}` } })}
          />
        )}
      </div>
    </Card>
  );
}
