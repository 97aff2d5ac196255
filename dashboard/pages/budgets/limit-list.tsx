/** Every limit of every owner: what is used, what is held, and when it resets. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useLimits } from '../../api/queries/limits.ts';
import { formatMoment, formatUtc } from '../../format/moments.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { LimitDialog } from './limit-dialog.tsx';
import { useLimitPowers } from '../../panels/limit-powers.ts';
import { OWNERS, shownAmount, UNITS } from './limit-draft.ts';
import type { Budget } from '../../panels/limits-in-words.ts';
import { type LimitRow, toLimitRows } from './limit-rows.ts';
import { UsageBar } from './usage-bar.tsx';

export function LimitList() {
  const limits = useLimits();
  const { governs, maySet } = useLimitPowers();
  const [edited, setEdited] = useState<LimitRow | 'new' | null>(null);
  if (limits.isPending) return <SkeletonRows rows={5} />;
  if (limits.isError) return <ErrorState error={limits.error} onRetry={() => void limits.refetch()} />;
  const rows = toLimitRows(limits.data.data);
  const add = maySet && (
    <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setEdited('new')}>
      Add a limit
    </Button>
  );
  return (
    <>
      {rows.length === 0 ? (
        <EmptyState
          title={governs ? 'No key, person, workspace or provider is limited' : 'Nothing of yours is limited'}
          action={add}
        >
          A budget says what a key, a person, a workspace or a provider may spend. Nothing ever spends more than that.
        </EmptyState>
      ) : (
        <>
          <div className="mb-3 flex justify-end">{add}</div>
          <div className="-mx-4 border-t">
            <Table
              label="Limits"
              rows={rows}
              rowId={({ id }) => id}
              columns={[...COLUMNS, ...(maySet ? [actions(setEdited)] : [])]}
            />
          </div>
        </>
      )}
      {edited !== null && (
        <LimitDialog row={edited === 'new' ? null : edited} all={limits.data.data} onClose={() => setEdited(null)} />
      )}
    </>
  );
}

const COLUMNS: readonly Column<LimitRow>[] = [
  {
    id: 'owner',
    title: 'Limit for',
    cell: ({ owner }) => (
      <div className="flex flex-col">
        <span className="foreign-text font-medium">{owner.owner_name}</span>
        <span className="text-xs text-ink-soft">{OWNERS[owner.owner_kind]}</span>
      </div>
    ),
  },
  { id: 'limit', title: 'Limit', cell: limitText },
  {
    id: 'bar',
    title: 'Used',
    cell: (row) =>
      row.kind === 'budget' ? <BudgetBar budget={row.budget} /> : <span className="text-ink-soft">sliding</span>,
  },
  {
    id: 'resets',
    title: 'Resets',
    cell: (row) => {
      if (row.kind !== 'budget') return null;
      const at = row.budget.next_usage_reset_at;
      return at === null ? (
        <span className="text-ink-soft">never</span>
      ) : (
        <time title={formatUtc(at)}>{formatMoment(at)}</time>
      );
    },
  },
  {
    id: 'state',
    title: 'State',
    cell: (row) => {
      if (row.kind !== 'budget') return null;
      const { budget } = row;
      if (budget.status === 'exhausted') return <Badge tone="bad">used up</Badge>;
      return budget.soft ? <Badge tone="warn">warns only</Badge> : <Badge tone="ok">holds</Badge>;
    },
  },
];

const actions = (onEdit: (row: LimitRow) => void): Column<LimitRow> => ({
  id: 'actions',
  title: 'Actions',
  cell: (row) => (
    <Button
      look="quiet"
      aria-label={`Set the limit of ${row.owner.owner_name}, ${limitText(row)}`}
      onClick={() => onEdit(row)}
    >
      Set
    </Button>
  ),
});

function limitText(row: LimitRow): string {
  if (row.kind === 'rate') {
    const { type, value, unit } = row.rate;
    return `${value.toLocaleString('en-US')} ${type} in any ${UNITS[unit]}`;
  }
  if (row.kind === 'velocity') {
    const { per, usd_per_minute: dollars, concurrent_subagents: agents } = row.velocity;
    const parts = [
      ...(dollars === null ? [] : [`${shownAmount('cost', dollars)} a minute`]),
      ...(agents === null ? [] : [`${agents} subagents`]),
    ];
    return `${parts.join(' and ')}, each ${per}`;
  }
  const { type, credit_limit: limit, periodic_reset: period, periodic_reset_days: days } = row.budget;
  const every = period ?? (days === null ? 'in all' : `every ${days} days`);
  return `${shownAmount(type, limit)} ${every}`;
}

function BudgetBar({ budget }: { budget: Budget }) {
  const { type, current_usage: spent, held_usage: held, credit_limit: limit } = budget;
  const text = `${shownAmount(type, spent)} of ${shownAmount(type, limit)}`;
  const heldText = held === 0 ? '' : `, ${shownAmount(type, held)} held for requests that run`;
  return (
    <div className="flex flex-col gap-1">
      <UsageBar spent={spent} held={held} limit={limit} label={`${text}${heldText}`} />
      <span className="figures text-xs text-ink-soft">{text}</span>
    </div>
  );
}
