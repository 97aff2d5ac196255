/** Sessions of Claude Code and other clients that name one: what each cost, how long it ran, how many agents were at work. */
import { Link } from '@tanstack/react-router';
import { type SessionGroup, SESSIONS_OF_A_PAGE, useSessions } from '../../api/queries/sessions.ts';
import { useState } from 'react';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatAgo, formatUtc } from '../../format/moments.ts';
import { formatCount, formatDuration, formatShare } from '../../format/numbers.ts';
import { useRange } from '../../shell/use-range.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

export function SessionsPage() {
  const range = useRange();
  const [page, setPage] = useState(0);
  const sessions = useSessions({ from: range.from, to: range.to, page });
  const rows = sessions.data?.data ?? [];
  const total = sessions.data?.total ?? 0;
  return (
    <Page title="Sessions" summary="What one run of Claude Code did and cost, with all of its agents.">
      <Card>
        {sessions.isPending ? (
          <SkeletonRows rows={10} />
        ) : sessions.isError ? (
          <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
        ) : rows.every(({ key }) => key === null) && page === 0 ? (
          <EmptyState title="No sessions in this time">
            Claude Code names its session with each request by itself. Other clients send the header
            <code className="font-mono"> x-claude-code-session-id</code>.
          </EmptyState>
        ) : (
          <>
            <SessionTable rows={rows} />
            {total > SESSIONS_OF_A_PAGE && (
              <Pager page={page} pageSize={SESSIONS_OF_A_PAGE} total={total} onPage={setPage} />
            )}
          </>
        )}
      </Card>
    </Page>
  );
}

const COUNTS = [
  { id: 'requests', title: 'Requests', name: 'requests', format: formatCount },
  { id: 'agents', title: 'Agents', name: 'agents', format: formatCount },
  { id: 'errors', title: 'Errors', name: 'errors', format: formatCount },
  { id: 'tokens', title: 'Tokens', name: 'tokens', format: formatCount },
  { id: 'cache', title: 'From cache', name: 'cache_share', format: formatShare },
] as const;

function figure(row: SessionGroup, name: string): number | null {
  const value = row[name];
  return typeof value === 'number' ? value : null;
}

/** ms. */
function ranFor({ first_seen: first, last_seen: last }: SessionGroup): number | null {
  return first === null || last === null ? null : Date.parse(last) - Date.parse(first);
}

function SessionTable({ rows }: { rows: readonly SessionGroup[] }) {
  return (
    <Table
      label="Sessions"
      rows={rows}
      rowId={({ key }) => String(key)}
      columns={[
        {
          id: 'session',
          title: 'Session',
          cell: ({ key }) =>
            key === null ? (
              <span className="text-ink-soft">Requests without a session</span>
            ) : (
              <Link
                to="/sessions/$sessionId"
                params={{ sessionId: key }}
                className="font-mono text-xs whitespace-nowrap text-accent underline"
              >
                {key.length > 18 ? `${key.slice(0, 18)}…` : key}
              </Link>
            ),
        },
        {
          id: 'last',
          title: 'Last request',
          isShort: true,
          sort: ({ last_seen: last }) => last,
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
          sort: (row) => ranFor(row),
          cell: (row) => {
            const ms = ranFor(row);
            return ms === null ? '—' : formatDuration(ms);
          },
        },
        ...COUNTS.map(({ id, title, name, format }) => ({
          id,
          title,
          numeric: true,
          sort: (row: SessionGroup) => figure(row, name),
          cell: (row: SessionGroup) => format(figure(row, name)),
        })),
        {
          id: 'cost',
          title: 'Cost',
          numeric: true,
          sort: (row) => figure(row, 'cost_nano_usd'),
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
