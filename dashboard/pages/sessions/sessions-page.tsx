/** Sessions of Claude Code and other clients that name one: what each cost, how long it ran, how many agents were at work. */
import { Link } from '@tanstack/react-router';
import { useNames } from '../../api/queries/api-keys.ts';
import { type ListedSession, type SessionGroup, SESSIONS_OF_A_PAGE, useSessions } from '../../api/queries/sessions.ts';
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
  const rows = sessions.data?.sessions ?? [];
  const total = sessions.data?.total ?? 0;
  return (
    <Page title="Sessions" summary="What one run of Claude Code did and cost, with all of its agents.">
      <Card>
        {sessions.isPending ? (
          <SkeletonRows rows={10} />
        ) : sessions.isError ? (
          <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
        ) : rows.every(({ group }) => group.key === null) && page === 0 ? (
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

/** From the first request to the last, ms; null = there is only one. */
function ranFor({ first_seen: first, last_seen: last }: SessionGroup): number | null {
  return first === null || last === null || first === last ? null : Date.parse(last) - Date.parse(first);
}

function SessionTable({ rows }: { rows: readonly ListedSession[] }) {
  const keyName = useNames(rows.flatMap(({ users }) => users));
  return (
    <Table
      label="Sessions"
      rows={rows}
      rowId={({ group }) => String(group.key)}
      columns={[
        {
          id: 'session',
          title: 'Session',
          cell: ({ group: { key } }) =>
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
          id: 'who',
          title: 'Who',
          cell: ({ group, users }) => (group.key === null ? '' : <Names names={users.map(keyName)} />),
        },
        {
          id: 'models',
          title: 'Models',
          cell: ({ group, models }) => (group.key === null ? '' : <Names names={models} />),
        },
        {
          id: 'last',
          title: 'Last request',
          isShort: true,
          sort: ({ group }) => group.last_seen,
          cell: ({ group: { last_seen: last } }) => (
            <time className="whitespace-nowrap" title={last === null ? '' : formatUtc(last)}>
              {formatAgo(last)}
            </time>
          ),
        },
        {
          id: 'span',
          title: 'Ran for',
          numeric: true,
          sort: ({ group }) => ranFor(group),
          cell: ({ group }) => {
            const ms = ranFor(group);
            return ms === null ? '—' : formatDuration(ms);
          },
        },
        ...COUNTS.map(({ id, title, name, format }) => ({
          id,
          title,
          numeric: true,
          sort: ({ group }: ListedSession) => figure(group, name),
          cell: ({ group }: ListedSession) => format(figure(group, name)),
        })),
        {
          id: 'cost',
          title: 'Cost',
          numeric: true,
          sort: ({ group }) => figure(group, 'cost_nano_usd'),
          cell: ({ group }) => (
            <span title={formatMoneyExactly(figure(group, 'cost_nano_usd'))}>
              {formatMoney(figure(group, 'cost_nano_usd'))}
            </span>
          ),
        },
      ]}
    />
  );
}

/** The first two, and how many more there are. */
function Names({ names }: { names: readonly string[] }) {
  const more = names.length - SHOWN_NAMES;
  return (
    <span className="foreign-text block max-w-60 truncate text-xs" title={names.join(', ')}>
      {names.length === 0 ? '—' : names.slice(0, SHOWN_NAMES).join(', ')}
      {more > 0 && <span className="text-ink-soft"> and {more} more</span>}
    </span>
  );
}

const SHOWN_NAMES = 2;
