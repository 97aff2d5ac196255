/** The six figures of the window, each with its change against the window before. */
import { Link } from '@tanstack/react-router';
import { type Overview, useOverview, windowBefore } from '../api/queries/analytics.ts';
import { changeOf, Stat } from '../charts/stat.tsx';
import { formatMoney, formatMoneyExactly } from '../format/money.ts';
import { formatCount, formatDuration, formatExactly, formatShare } from '../format/numbers.ts';
import type { Range } from '../shell/use-range.ts';
import { Card } from '../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';

type Summary = Overview['summary'];

export function OverviewFigures({ range }: { range: Range }) {
  const now = useOverview(range);
  const before = useOverview(windowBefore(range)).data?.summary;
  if (now.isPending) return <SkeletonRows rows={2} />;
  if (now.isError) return <ErrorState error={now.error} onRetry={() => void now.refetch()} />;
  const { summary } = now.data;
  const money = (name: string, better: 'higher' | 'neither') => ({
    value: formatMoney(summary[name]),
    exact: formatMoneyExactly(summary[name]),
    change: changeOf(summary[name], before?.[name], better),
  });
  return (
    <Card>
      <div className="grid grid-cols-2 min-[600px]:grid-cols-3 min-[1100px]:grid-cols-6">
        <Stat label="Spend" {...money('cost_nano_usd', 'neither')} />
        <Stat
          label="Requests"
          value={formatCount(summary['requests'])}
          exact={formatExactly(summary['requests'])}
          change={changeOf(summary['requests'], before?.['requests'], 'neither')}
        />
        <Stat
          label="Errors"
          value={formatShare(share(summary, 'errors', 'requests'))}
          change={changeOf(share(summary, 'errors', 'requests'), share(before, 'errors', 'requests'), 'lower')}
          note={
            <Link to="/logs" search={{ q: 'status:error' }} className="underline">
              {formatCount(summary['errors'])} rows
            </Link>
          }
        />
        <Stat
          label="First byte, p50 / p95"
          value={`${formatDuration(summary['p50_first_byte_ms'])} / ${formatDuration(summary['p95_first_byte_ms'])}`}
          change={changeOf(summary['p50_first_byte_ms'], before?.['p50_first_byte_ms'], 'lower')}
        />
        <Stat
          label="From the prompt cache"
          value={formatShare(share(summary, 'cache_read_tokens', 'prompt_tokens'))}
          exact={`${formatExactly(summary['cache_read_tokens'])} of ${formatExactly(summary['prompt_tokens'])} input tokens`}
          change={changeOf(
            share(summary, 'cache_read_tokens', 'prompt_tokens'),
            share(before, 'cache_read_tokens', 'prompt_tokens'),
            'higher',
          )}
        />
        <Stat label="Saved by cached answers" {...money('saved_nano_usd', 'higher')} />
      </div>
    </Card>
  );
}

/** null where there is nothing to take a share of. */
function share(summary: Summary | undefined, part: string, whole: string): number | null {
  const total = summary?.[whole] ?? 0;
  return total === 0 ? null : (summary?.[part] ?? 0) / total;
}
