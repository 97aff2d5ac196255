/** How many requests there were over the range, and how many failed, under the same filter as the table. */
import { type Filter, useGraph } from '../../api/queries/analytics.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Histogram } from '../../charts/histogram.tsx';
import type { Range } from '../../shell/use-range.ts';

const MS_PER_SECOND = 1000;

interface LogHistogramProps {
  range: Range;
  filter: Filter;
  /** False while the rows are fetched, as with the facets. */
  isCounted: boolean;
}

export function LogHistogram({ isCounted, ...rest }: LogHistogramProps) {
  if (!useHolds('analytics.view')) return null;
  return <div className="h-14 shrink-0 border-b bg-surface px-4 pt-2 pb-1">{isCounted && <Drawn {...rest} />}</div>;
}

function Drawn({ range, filter }: Omit<LogHistogramProps, 'isCounted'>) {
  const all = useGraph('requests', range, filter).data;
  const failed = new Map(
    useGraph('errors', range, filter).data?.data_points.map(({ timestamp, total }) => [timestamp, Number(total)]),
  );
  const bars = (all?.data_points ?? []).map(({ timestamp, total }) => ({
    time: Date.parse(String(timestamp)),
    total: Number(total ?? 0),
    failed: failed.get(timestamp) ?? 0,
  }));
  return (
    <Histogram
      label={`Requests over time: ${bars.reduce((sum, { total }) => sum + total, 0)}, of which ${bars.reduce((sum, bar) => sum + bar.failed, 0)} failed. Drag to choose a time.`}
      bars={bars}
      bucketMs={(all?.bucket_seconds ?? 0) * MS_PER_SECOND}
      onZoom={(from, to) => range.set(`${from}..${to}`)}
    />
  );
}
