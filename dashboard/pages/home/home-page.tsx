/** Home: the first steps until they are done, then what happens at the moment and what needs attention. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useProviders } from '../../api/queries/integrations.ts';
import { type LogRow, useNewestLogs } from '../../api/queries/logs.ts';
import { useHolds } from '../../api/queries/session.ts';
import { formatMoney } from '../../format/money.ts';
import { formatAgo } from '../../format/moments.ts';
import { formatDuration } from '../../format/numbers.ts';
import { FullestBudgets } from '../../panels/fullest-budgets.tsx';
import { OverviewFigures } from '../../panels/overview-figures.tsx';
import { rangeName } from '../../shell/time-range.ts';
import { useRange } from '../../shell/use-range.ts';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { FirstRun } from './first-run.tsx';

const SHOWN_ROWS = 8;
const LOOK_MS = 5000;

export function HomePage() {
  const newest = useNewestLogs({}, SHOWN_ROWS, LOOK_MS);
  const providers = useProviders();
  const maySetUp = useHolds('organisation_integrations.create');
  // Once begun, the steps stay until the person leaves: the first row must not sweep them away.
  const [wasEmpty, setWasEmpty] = useState(false);
  if (newest.isPending || providers.isLoading) return <SkeletonRows rows={6} />;
  if (newest.isError) return <ErrorState error={newest.error} onRetry={() => void newest.refetch()} />;
  const isEmpty = maySetUp && newest.data.data.length === 0;
  if (isEmpty && !wasEmpty) setWasEmpty(true);
  if (isEmpty || wasEmpty) return <FirstRun provider={providers.data?.data[0]?.slug ?? null} />;
  return <Present rows={newest.data.data} />;
}

const FAILED = Array.from({ length: 200 }, (_, index) => 400 + index).join(',');

function Present({ rows }: { rows: readonly LogRow[] }) {
  const range = useRange();
  const mayCount = useHolds('analytics.view');
  const seesLimits = useHolds('policies.list');
  const since = new Date(range.from).toISOString();
  const failed = useNewestLogs({ status_code: FAILED, time_of_generation_min: since }, SHOWN_ROWS, LOOK_MS);
  return (
    <Page title="Home" summary={`What happened in the ${rangeName(range.text).toLowerCase()}.`}>
      {mayCount && <OverviewFigures range={range} />}
      <div className="grid items-start gap-4 min-[1000px]:grid-cols-2">
        <Card title="Newest requests" action={<AllOf query={undefined} />}>
          {rows.length === 0 ? (
            <EmptyState title="No requests yet" />
          ) : (
            <Requests label="Newest requests" rows={rows} />
          )}
        </Card>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Newest failures" action={<AllOf query="status:error" />}>
            {failed.isPending ? (
              <SkeletonRows rows={4} />
            ) : failed.isError ? (
              <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
            ) : failed.data.data.length === 0 ? (
              <EmptyState title="Nothing failed">Every request in this time was answered.</EmptyState>
            ) : (
              <Failures rows={failed.data.data} />
            )}
          </Card>
          {seesLimits && <FullestBudgets />}
        </div>
      </div>
    </Page>
  );
}

function AllOf({ query }: { query: string | undefined }) {
  return (
    <Link to="/logs" search={{ q: query }} className="text-sm text-accent underline">
      All
    </Link>
  );
}

function When({ row }: { row: LogRow }) {
  return (
    <Link to="/logs/$logId" params={{ logId: row.id }} className="whitespace-nowrap text-accent underline">
      {formatAgo(row.created_at)}
    </Link>
  );
}

function Requests({ label, rows }: { label: string; rows: readonly LogRow[] }) {
  return (
    <Table
      label={label}
      rows={rows}
      rowId={({ id }) => id}
      columns={[
        { id: 'time', title: 'When', isShort: true, cell: (row) => <When row={row} /> },
        {
          id: 'model',
          title: 'Model',
          cell: (row) => (
            <span className="foreign-text block min-w-48">{row.ai_model ?? row.requested_model ?? '—'}</span>
          ),
        },
        { id: 'status', title: 'Status', numeric: true, cell: (row) => row.response_status_code },
        { id: 'duration', title: 'Duration', numeric: true, cell: (row) => formatDuration(row.response_time) },
        { id: 'cost', title: 'Cost', numeric: true, cell: (row) => formatMoney(row.cost_nano_usd) },
      ]}
    />
  );
}

function Failures({ rows }: { rows: readonly LogRow[] }) {
  return (
    <Table
      label="Newest failures"
      rows={rows}
      rowId={({ id }) => id}
      columns={[
        { id: 'time', title: 'When', isShort: true, cell: (row) => <When row={row} /> },
        { id: 'status', title: 'Status', cell: (row) => row.response_status_code },
        {
          id: 'message',
          title: 'What',
          cell: (row) => (
            <span className="foreign-text line-clamp-2" title={row.error_message ?? ''}>
              {row.error_message ?? row.outcome}
            </span>
          ),
        },
      ]}
    />
  );
}
