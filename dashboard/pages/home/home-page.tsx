/** Home: the first steps until they are done, then what happens at the moment. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useProviders } from '../../api/queries/integrations.ts';
import { useNewestLogs } from '../../api/queries/logs.ts';
import { useHolds } from '../../api/queries/session.ts';
import { formatMoney } from '../../format/money.ts';
import { formatAgo } from '../../format/moments.ts';
import { Card, Page } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { FirstRun } from './first-run.tsx';

const SHOWN_ROWS = 12;
const LOOK_MS = 5000;

export function HomePage() {
  const newest = useNewestLogs({}, SHOWN_ROWS, LOOK_MS);
  const providers = useProviders();
  const maySetUp = useHolds('organisation_integrations.create');
  // Once begun, the steps stay until the person leaves: the first row must not sweep them away.
  const [wasEmpty, setWasEmpty] = useState(false);
  if (newest.isPending || providers.isPending) return <SkeletonRows rows={6} />;
  if (newest.isError) return <ErrorState error={newest.error} onRetry={() => void newest.refetch()} />;
  const isEmpty = maySetUp && newest.data.data.length === 0;
  if (isEmpty && !wasEmpty) setWasEmpty(true);
  if (isEmpty || wasEmpty) return <FirstRun provider={providers.data?.data[0]?.slug ?? null} />;
  return (
    <Page title="Home" summary="The newest requests of your gateway.">
      <Card
        title="Newest requests"
        action={
          <Link to="/logs" className="text-sm text-accent underline">
            All of them
          </Link>
        }
      >
        <Table
          label="Newest requests"
          rows={newest.data.data}
          rowId={({ id }) => id}
          columns={[
            {
              id: 'time',
              title: 'When',
              cell: ({ id, created_at: at }) => (
                <Link to="/logs/$logId" params={{ logId: id }} className="text-accent underline">
                  {formatAgo(at)}
                </Link>
              ),
            },
            { id: 'status', title: 'Status', cell: ({ response_status_code: status }) => status },
            {
              id: 'model',
              title: 'Model',
              cell: ({ ai_model: model }) => <span className="foreign-text">{model ?? '—'}</span>,
            },
            { id: 'cost', title: 'Cost', numeric: true, cell: ({ cost_nano_usd: cost }) => formatMoney(cost) },
          ]}
        />
      </Card>
    </Page>
  );
}
