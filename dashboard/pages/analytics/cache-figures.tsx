/** What caches saved in the window, and what missing them cost, each against the window before. */
import { useGraph, windowBefore } from '../../api/queries/analytics.ts';
import { changeOf, pointsOf, Stat } from '../../charts/stat.tsx';
import { formatCents, formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatCount, formatExactly, formatShare } from '../../format/numbers.ts';
import type { Range } from '../../shell/use-range.ts';
import { Card } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';

function savedIn(summary: Readonly<Record<string, number | null>> | undefined): number {
  return (summary?.['simple_savings'] ?? 0) + (summary?.['semantic_savings'] ?? 0);
}

export function CacheFigures({ range }: { range: Range }) {
  const now = useGraph('prompt-cache', range);
  const before = useGraph('prompt-cache', windowBefore(range)).data?.summary;
  const own = useGraph('cache/hit-rate', range).data?.summary;
  if (now.isPending) return <SkeletonRows rows={2} />;
  if (now.isError) return <ErrorState error={now.error} onRetry={() => void now.refetch()} />;
  const { summary } = now.data;
  const money = (name: string, better: 'higher' | 'lower') => ({
    value: formatMoney(summary[name]),
    exact: formatMoneyExactly(summary[name]),
    change: changeOf(summary[name], before?.[name], better),
    before: formatMoney(before?.[name]),
  });
  return (
    <Card>
      <div className="grid grid-cols-2 min-[900px]:grid-cols-5">
        <Stat
          label="Input from the prompt cache"
          value={formatShare(summary['share'])}
          change={pointsOf(summary['share'] ?? null, before?.['share'] ?? null, 'higher')}
        />
        <Stat label="The prompt cache saved" {...money('saved', 'higher')} />
        <Stat label="Missing it cost" {...money('wasted', 'lower')} />
        <Stat
          label="Tokens missed"
          value={formatCount(summary['missed'])}
          exact={formatExactly(summary['missed'])}
          change={changeOf(summary['missed'], before?.['missed'], 'lower')}
        />
        <Stat label="The gateway’s own cache saved" value={formatCents(savedIn(own))} change={null} />
      </div>
    </Card>
  );
}
