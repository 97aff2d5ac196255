/** Sessions of Claude Code and other clients that name one: what each cost, how long it ran, how many agents were at work. */
import { Link } from '@tanstack/react-router';
import { type SessionGroup, useSessions } from '../../api/queries/sessions.ts';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatAgo, formatUtc } from '../../format/moments.ts';
import { formatCount, formatDuration, formatShare } from '../../format/numbers.ts';
import { useRange } from '../../shell/use-range.ts';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

export function SessionsPage() {
  const range = useRange();
  const sessions = useSessions(range.from, range.to);
  const rows = (sessions.data?.data ?? []).filter(({ key }) => key !== null);
  return (
    <Page title="Sessions" summary="What one run of Claude Code did and cost, with all of its agents.">
      <Card>
        {sessions.isPending ? (
          <SkeletonRows rows={10} />
        ) : sessions.isError ? (
          <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title="No sessions in this time">
            Claude Code names its session with each request by itself. Other clients send the header
            <code className="font-mono"> x-claude-code-session-id</code>.
          </EmptyState>
        ) : (
          <SessionTable rows={rows} />
        )}
      </Card>
    </Page>
  );
}

function SessionTable({ rows }: { rows: readonly SessionGroup[] }) {
  const figure = (row: SessionGroup, name: string): number | null => {
    const value = row[name];
    return typeof value === 'number' ? value : null;
  };
  return (
    <Table
      label="Sessions"
      rows={rows}
      rowId={({ key }) => String(key)}
      columns={[
        {
          id: 'session',
          title: 'Session',
          cell: ({ key }) => (
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: key ?? '' }}
              className="font-mono text-xs whitespace-nowrap text-accent underline"
            >
              {(key ?? '').length > 18 ? `${key?.slice(0, 18)}…` : key}
            </Link>
          ),
        },
        {
          id: 'last',
          title: 'Last request',
          cell: ({ last_seen: last }) => (
            <time className="whitespace-nowrap" title={last === null ? '' : formatUtc(last)}>
              {formatAgo(last)}
            </time>
          ),
        },
        {
          id: 'span',
          title: 'Ran for',
          numeric: true,
          cell: ({ first_seen: first, last_seen: last }) =>
            first === null || last === null ? '—' : formatDuration(Date.parse(last) - Date.parse(first)),
        },
        { id: 'requests', title: 'Requests', numeric: true, cell: (row) => formatCount(figure(row, 'requests')) },
        { id: 'agents', title: 'Agents', numeric: true, cell: (row) => formatCount(figure(row, 'agents')) },
        { id: 'errors', title: 'Errors', numeric: true, cell: (row) => formatCount(figure(row, 'errors')) },
        { id: 'tokens', title: 'Tokens', numeric: true, cell: (row) => formatCount(figure(row, 'tokens')) },
        { id: 'cache', title: 'From cache', numeric: true, cell: (row) => formatShare(figure(row, 'cache_share')) },
        {
          id: 'cost',
          title: 'Cost',
          numeric: true,
          cell: (row) => (
            <span title={formatMoneyExactly(figure(row, 'cost_nano_usd'))}>
              {formatMoney(figure(row, 'cost_nano_usd'))}
            </span>
          ),
        },
      ]}
    />
  );
}
