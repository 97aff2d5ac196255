/** How many requests there were over the range, and how many failed, under the same filter as the table. */
import { type Filter, useOverview } from '../../api/queries/analytics.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Histogram } from '../../charts/histogram.tsx';
import type { Range } from '../../shell/use-range.ts';

const MS_PER_SECOND = 1000;

export function LogHistogram({ range, filter }: { range: Range; filter: Filter }) {
  return useHolds('analytics.view') ? <Drawn range={range} filter={filter} /> : null;
}

function Drawn({ range, filter }: { range: Range; filter: Filter }) {
  const { data } = useOverview(range, filter);
  const bars = (data?.data_points ?? []).map((point) => ({
    time: Date.parse(String(point['timestamp'])),
    total: Number(point['requests'] ?? 0),
    failed: Number(point['errors'] ?? 0),
  }));
  return (
    <div className="h-14 shrink-0 border-b bg-surface px-4 pt-2 pb-1">
      <Histogram
        label={`Requests over time: ${bars.reduce((sum, { total }) => sum + total, 0)}, of which ${bars.reduce((sum, { failed }) => sum + failed, 0)} failed. Drag to choose a time.`}
        bars={bars}
        bucketMs={(data?.bucket_seconds ?? 0) * MS_PER_SECOND}
        onZoom={(from, to) => range.set(`${from}..${to}`)}
      />
    </div>
  );
}
