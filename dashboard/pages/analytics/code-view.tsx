/** What people and workspaces got done with Claude Code, as it reports, beside what their requests cost. */
import { Link } from '@tanstack/react-router';
import { type Group, useGroups } from '../../api/queries/analytics.ts';
import { type ActivityGroup, useActivityBy } from '../../api/queries/session-activity.ts';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatCount, formatDuration, formatExactly, formatShare } from '../../format/numbers.ts';
import type { Range } from '../../shell/use-range.ts';
import { Card } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { labelOf, useGroupNames } from './dimensions.ts';

const MAX_GROUPS = 200;

export function Code({ range }: { range: Range }) {
  // Where nobody has reported anything, one card says so.
  const isReported = (useActivityBy('user', range).data?.data ?? []).length > 0;
  return (
    <>
      <WorkTable range={range} by="user" />
      {isReported && <WorkTable range={range} by="workspace" />}
    </>
  );
}

function WorkTable({ range, by }: { range: Range; by: 'user' | 'workspace' }) {
  const activity = useActivityBy(by, range);
  const costs = useCosts(range, by);
  const nameOf = useGroupNames(
    by,
    activity.data?.data.map(({ key }) => key),
  );
  const rows = activity.data?.data ?? [];
  return (
    <Card title={`Work by ${labelOf(by).toLowerCase()}`}>
      {activity.isPending && <SkeletonRows rows={4} />}
      {activity.isError && <ErrorState error={activity.error} onRetry={() => void activity.refetch()} />}
      {activity.data !== undefined && rows.length === 0 && (
        <EmptyState
          title="No client has reported its work in this time"
          action={
            <Link to="/settings" className="text-accent underline">
              Settings that Claude Code fetches
            </Link>
          }
        >
          Claude Code reports lines of code, commits and pull requests by OpenTelemetry, where its settings say so:{' '}
          <code className="font-mono">CLAUDE_CODE_ENABLE_TELEMETRY=1</code>, and the address of this gateway as{' '}
          <code className="font-mono">OTEL_EXPORTER_OTLP_ENDPOINT</code>.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Table
          label={`Work by ${labelOf(by)}`}
          rows={rows}
          rowId={({ key }) => String(key)}
          columns={[
            {
              id: 'key',
              title: labelOf(by),
              cell: ({ key }) => <span className="foreign-text">{nameOf(key)}</span>,
            },
            ...columnsOf((key) => costs.get(key) ?? null),
          ]}
        />
      )}
    </Card>
  );
}

/**
 * By what a row is named: a person, a workspace, or a key that belongs to nobody. Such a key’s requests may name users of their
 * own (`_user`), and analytics counts them as theirs; the key pays for them all the same.
 */
function useCosts(range: Range, by: 'user' | 'workspace'): ReadonlyMap<string | null, number | null> {
  const asked = { orderBy: 'cost_nano_usd', limit: MAX_GROUPS, measures: [] } as const;
  const groups = useGroups(range, { by, ...asked });
  const keys = useGroups(range, { by: by === 'user' ? 'api_key' : by, ...asked });
  const all = [...(groups.data?.data ?? []), ...(keys.data?.data ?? [])];
  return new Map(all.map((group) => [group.key, costOf(group)]));
}

const COUNTS = ['sessions', 'lines_added', 'lines_removed', 'commits', 'pull_requests'] as const;

function columnsOf(costFor: (key: string | null) => number | null): Column<ActivityGroup>[] {
  const count = (id: (typeof COUNTS)[number], title: string): Column<ActivityGroup> => ({
    id,
    title,
    numeric: true,
    cell: (row) => {
      const value = row[id];
      return <span title={formatExactly(value)}>{formatCount(value)}</span>;
    },
  });
  const money = (value: number | null) => <span title={formatMoneyExactly(value)}>{formatMoney(value)}</span>;
  return [
    count('sessions', 'Sessions'),
    count('lines_added', 'Added'),
    count('lines_removed', 'Removed'),
    count('commits', 'Commits'),
    count('pull_requests', 'Pull requests'),
    {
      id: 'accepted',
      title: 'Edits accepted',
      numeric: true,
      cell: (row) => formatShare(shareOf(row.edits_accepted, row.edits_rejected)),
    },
    { id: 'active', title: 'Active', numeric: true, cell: (row) => formatDuration(row.active_ms) },
    { id: 'cost', title: 'Cost', numeric: true, cell: (row) => money(costFor(row.key)) },
    {
      id: 'each',
      title: 'Per commit',
      numeric: true,
      cell: (row) => {
        const cost = costFor(row.key);
        return money(cost === null || row.commits === 0 ? null : cost / row.commits);
      },
    },
  ];
}

function costOf(group: Group): number | null {
  const cost = group['cost_nano_usd'];
  return typeof cost === 'number' ? cost : null;
}

const shareOf = (part: number, rest: number): number | null => (part + rest === 0 ? null : part / (part + rest));
