/** The largest groups by one figure. */
import { type Group, type OrderBy, useGroups } from '../../api/queries/analytics.ts';
import { Ranking } from '../../charts/ranking.tsx';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatDuration, formatPercent } from '../../format/numbers.ts';
import type { Range } from '../../shell/use-range.ts';
import { Card } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { GroupLink } from './group-link.tsx';

interface TopGroupsProps {
  range: Range;
  title: string;
  by: string;
  orderBy: OrderBy;
  /** Said when no group has anything of it. */
  nothing: string;
}

const SHOWN = 6;

export function TopGroups({ range, title, by, orderBy, nothing }: TopGroupsProps) {
  const groups = useGroups(range, { by, orderBy, limit: SHOWN, measures: [orderBy] });
  const rows = (groups.data?.data ?? []).filter((group) => figure(group, orderBy) > 0);
  const largest = Math.max(...rows.map((group) => figure(group, orderBy)), 1);
  return (
    <Card title={title}>
      {groups.isPending && <SkeletonRows rows={SHOWN} />}
      {groups.isError && <ErrorState error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.data !== undefined && rows.length === 0 && <p className="p-4 text-sm text-ink-soft">{nothing}</p>}
      {rows.length > 0 && (
        <Ranking
          label={title}
          rows={rows.map((group) => ({
            key: String(group.key),
            label: <GroupLink by={by} group={group} />,
            value: formatFigure(orderBy, figure(group, orderBy)),
            share: figure(group, orderBy) / largest,
            ...(orderBy === 'errors' ? {} : { note: `${formatCount(figure(group, 'requests'))} requests` }),
          }))}
        />
      )}
    </Card>
  );
}

function figure(group: Group, name: string): number {
  const value = group[name];
  return typeof value === 'number' ? value : 0;
}

function formatFigure(name: OrderBy, value: number): string {
  if (name.endsWith('_nano_usd')) return formatMoney(value);
  if (name.endsWith('_percent')) return formatPercent(value);
  return name.endsWith('_ms') ? formatDuration(value) : formatCount(value);
}
