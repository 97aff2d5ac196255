/** What a session comes to: of all its requests, also of those that the tree does not show yet. */
import type { LogRow } from '../../api/queries/logs.ts';
import { useHolds } from '../../api/queries/session.ts';
import { type SessionGroup, useSessionTotals } from '../../api/queries/sessions.ts';
import { Stat } from '../../charts/stat.tsx';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatCount, formatDuration, formatShare } from '../../format/numbers.ts';
import { Card } from '../../ui/page.tsx';
import { sumOf, type Sum } from './session-sum.ts';

interface SessionFiguresProps {
  sessionId: string;
  rows: readonly LogRow[];
  /** `rows` are all requests of the session. */
  isWhole: boolean;
}

export function SessionFigures({ sessionId, rows, isWhole }: SessionFiguresProps) {
  const query = useSessionTotals(sessionId, !isWhole);
  const mayCount = useHolds('analytics.view');
  const totals = query.data ?? null;
  const sum = isWhole || totals === null ? sumOf(rows) : sumOfGroup(totals);
  const longest = rows.reduce((most, { time_to_first_byte_ms: wait }) => Math.max(most, wait ?? 0), 0);
  return (
    <Card>
      {!isWhole && totals === null && (
        <p className="border-b px-4 py-2 text-sm text-warn">
          These figures are of the requests below only. {whyPart(mayCount, query)}
        </p>
      )}
      <div className="grid grid-cols-2 @min-[420px]:grid-cols-3 @min-[760px]:grid-cols-5">
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
        <Stat label="Input from the prompt cache" value={formatShare(sum.cacheShare)} change={null} />
        <Stat label="Ran for" value={formatDuration(sum.ranForMs)} change={null} />
        <Stat
          label="Longest wait for a first byte"
          value={formatDuration(longest)}
          change={null}
          note={isWhole ? undefined : 'of the requests below'}
        />
      </div>
    </Card>
  );
}

function whyPart(mayCount: boolean, { isPending, isError }: { isPending: boolean; isError: boolean }): string {
  if (!mayCount) return 'Your role may not count the others.';
  if (isPending) return 'The others are being counted.';
  return isError ? 'The others could not be counted.' : '';
}

function sumOfGroup(group: SessionGroup): Sum {
  const figure = (name: string): number | null => {
    const value = group[name];
    return typeof value === 'number' ? value : null;
  };
  const { first_seen: first, last_seen: last } = group;
  return {
    requests: figure('requests') ?? 0,
    errors: figure('errors') ?? 0,
    costNanoUsd: figure('cost_nano_usd') ?? 0,
    cacheShare: figure('cache_share'),
    ranForMs: first === null || last === null ? 0 : Date.parse(last) - Date.parse(first),
  };
}
