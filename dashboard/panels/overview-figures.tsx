/** The six figures of the window, each with its course and its change against the window before; each leads to its rows. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Overview, useOverview, windowBefore } from '../api/queries/analytics.ts';
import { changeOf, pointsOf, Stat } from '../charts/stat.tsx';
import { formatMoney, formatMoneyExactly } from '../format/money.ts';
import { formatCount, formatDuration, formatExactly, formatShare } from '../format/numbers.ts';
import type { Range } from '../shell/use-range.ts';
import { Card } from '../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';

type Summary = Overview['summary'];
type Point = Overview['data_points'][number];

export function OverviewFigures({ range }: { range: Range }) {
  const now = useOverview(range);
  const before = useOverview(windowBefore(range)).data?.summary;
  if (now.isPending) return <SkeletonRows rows={2} />;
  if (now.isError) return <ErrorState error={now.error} onRetry={() => void now.refetch()} />;
  const { summary, data_points: points } = now.data;
  return (
    <Card>
      <div className="grid grid-cols-2 min-[600px]:grid-cols-3 min-[1100px]:grid-cols-6">
        <Stat label={<Rows q="cost>0">Spend</Rows>} {...money({ name: 'cost_nano_usd', summary, before, points })} />
        <Stat
          label={<Rows q={undefined}>Requests</Rows>}
          value={formatCount(summary['requests'])}
          exact={formatExactly(summary['requests'])}
          change={changeOf(summary['requests'], before?.['requests'], 'neither')}
          before={formatCount(before?.['requests'])}
          course={course(points, 'requests')}
        />
        <Stat
          label={<Rows q="status:error">Errors</Rows>}
          value={formatShare(share(summary, 'errors', 'requests'))}
          exact={`${formatExactly(summary['errors'])} of ${formatExactly(summary['requests'])} requests`}
          change={pointsOf(share(summary, 'errors', 'requests'), share(before, 'errors', 'requests'), 'lower')}
          note={`${formatCount(summary['errors'])} rows`}
          course={points.map((point) => share(numbersOf(point), 'errors', 'requests'))}
        />
        <Stat
          label={<Rows q={undefined}>Time to first byte, median</Rows>}
          value={formatDuration(summary['p50_first_byte_ms'])}
          change={changeOf(summary['p50_first_byte_ms'], before?.['p50_first_byte_ms'], 'lower')}
          note={`p95 ${formatDuration(summary['p95_first_byte_ms'])}`}
        />
        <Stat
          label={
            <Link to="/analytics/$view" params={{ view: 'cache' }} className={COVERING}>
              From the prompt cache
            </Link>
          }
          value={formatShare(share(summary, 'cache_read_tokens', 'prompt_tokens'))}
          exact={`${formatExactly(summary['cache_read_tokens'])} of ${formatExactly(summary['prompt_tokens'])} input tokens`}
          change={pointsOf(
            share(summary, 'cache_read_tokens', 'prompt_tokens'),
            share(before, 'cache_read_tokens', 'prompt_tokens'),
            'higher',
          )}
          course={points.map((point) => share(numbersOf(point), 'cache_read_tokens', 'prompt_tokens'))}
        />
        <Stat
          label={<Rows q="cache:hit">Saved by our cache</Rows>}
          {...money({ name: 'saved_nano_usd', summary, before, points })}
        />
      </div>
    </Card>
  );
}

/** The link reaches over the whole figure. */
const COVERING = 'after:absolute after:inset-0';

function Rows({ q, children }: { q: string | undefined; children: ReactNode }) {
  return (
    <Link to="/logs" search={{ q }} className={COVERING}>
      {children}
    </Link>
  );
}

interface Money {
  name: string;
  summary: Summary;
  before: Summary | undefined;
  points: readonly Point[];
}

function money({ name, summary, before, points }: Money) {
  return {
    value: formatMoney(summary[name]),
    exact: formatMoneyExactly(summary[name]),
    change: changeOf(summary[name], before?.[name], name === 'saved_nano_usd' ? 'higher' : 'neither'),
    before: formatMoney(before?.[name]),
    course: course(points, name),
  };
}

function course(points: readonly Point[], name: string): (number | null)[] {
  return points.map((point) => numbersOf(point)[name] ?? null);
}

function numbersOf(point: Point): Summary {
  return point as unknown as Summary;
}

/** null where there is nothing to take a share of. */
function share(summary: Summary | undefined, part: string, whole: string): number | null {
  const total = summary?.[whole] ?? 0;
  return total === 0 ? null : (summary?.[part] ?? 0) / total;
}
