/** The figures of a session or of a trace, over all its requests, also of those that the page does not show yet. */
import type { ReactNode } from 'react';
import type { LogRow } from '../../api/queries/logs.ts';
import { useHolds } from '../../api/queries/session.ts';
import { type Requests, useTotals } from '../../api/queries/sessions.ts';
import { Stat } from '../../charts/stat.tsx';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatCount, formatDuration, formatExactly, formatShare } from '../../format/numbers.ts';
import { Card } from '../../ui/page.tsx';
import { sumOf, sumOfGroups } from './request-sum.ts';

interface SumFiguresProps {
  of: Requests;
  rows: readonly LogRow[];
  /** `rows` are all requests. */
  isWhole: boolean;
  /** What is told beside the sums. */
  children: ReactNode;
}

export function SumFigures({ of, rows, isWhole, children }: SumFiguresProps) {
  const query = useTotals(of, !isWhole);
  const mayCount = useHolds('analytics.view');
  const groups = query.data ?? [];
  const isPart = !isWhole && groups.length === 0;
  const sum = isWhole || isPart ? sumOf(rows) : sumOfGroups(groups);
  return (
    <Card>
      {isPart && (
        <p className="border-b px-4 py-2 text-sm text-warn">
          These figures are of the requests below only. {whyPart(mayCount, query)}
        </p>
      )}
      <div className="grid grid-cols-2 @min-[420px]:grid-cols-3 @min-[860px]:grid-cols-6">
        <Stat
          label="Cost"
          value={formatMoney(sum.costNanoUsd)}
          exact={formatMoneyExactly(sum.costNanoUsd)}
          change={null}
        />
        <Stat
          label="Requests"
          value={formatCount(sum.requests)}
          change={null}
          note={sum.errors === 0 ? 'none failed' : `${sum.errors} failed`}
        />
        <Stat
          label="Tokens in → out"
          value={`${formatCount(sum.promptTokens)} → ${formatCount(sum.outputTokens)}`}
          exact={`${formatExactly(sum.promptTokens)} → ${formatExactly(sum.outputTokens)}`}
          change={null}
        />
        <Stat label="Input from the prompt cache" value={formatShare(sum.cacheShare)} change={null} />
        <Stat label="Ran for" value={formatDuration(sum.ranForMs)} change={null} />
        {children}
      </div>
    </Card>
  );
}

function whyPart(mayCount: boolean, { isPending, isError }: { isPending: boolean; isError: boolean }): string {
  if (!mayCount) return 'Your role may not count the others.';
  if (isPending) return 'The others are being counted.';
  return isError ? 'The others could not be counted.' : '';
}
