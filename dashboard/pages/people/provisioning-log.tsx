/** What directories did: people and groups that SCIM or a sign-in brought, changed and removed, and what was refused. */
import { useState } from 'react';
import { AUDIT_PAGE, type AuditRecord, useAuditLogs } from '../../api/queries/audit-logs.ts';
import { whatHappened } from '../../format/audit-events.ts';
import { Ago } from '../../ui/ago.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Outcome } from '../../panels/outcome.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Table } from '../../ui/table.tsx';

/** As whom the trail names a directory. */
const DIRECTORY = 'directory';
const DAY_MS = 86_400_000;

export function ProvisioningLog() {
  const [page, setPage] = useState(0);
  // To the minute, so that the same question has the same name until the next one.
  const [until] = useState(() => Date.now());
  const period = {
    start_time: new Date(until - 365 * DAY_MS).toISOString(),
    end_time: new Date(until + DAY_MS).toISOString(),
  };
  const logs = useAuditLogs({ ...period, user_id: DIRECTORY }, page);
  if (logs.isPending) return <SkeletonRows rows={6} />;
  if (logs.isError) return <ErrorState error={logs.error} onRetry={() => void logs.refetch()} />;
  const { total, records } = logs.data;
  if (total === 0) {
    return (
      <EmptyState title="No directory has done anything yet">
        What SCIM sends, and what a sign-in by a directory changes, is listed here.
      </EmptyState>
    );
  }
  return (
    <div className="-m-4">
      <Table
        label="Provisioning"
        rows={records}
        rowId={({ id }) => id}
        columns={[
          {
            id: 'when',
            title: 'When',
            isShort: true,
            cell: ({ timestamp: at }) => <Ago at={at} />,
          },
          { id: 'by', title: 'By', cell: ({ uri }) => (uri.includes('/scim/') ? 'SCIM' : 'Sign-in') },
          {
            id: 'what',
            title: 'What',
            cell: whatHappened,
          },
          { id: 'which', title: 'Which', cell: (record) => <span className="foreign-text">{nameOf(record)}</span> },
          {
            id: 'outcome',
            title: 'Outcome',
            cell: ({ response_status_code: status }) => <Outcome status={status} />,
          },
        ]}
      />
      <Pager page={page} pageSize={AUDIT_PAGE} total={total} onPage={setPage} />
    </div>
  );
}

/** The address or the name that its view has, or why it was refused. */
function nameOf({ after, before, resource_id: id }: AuditRecord): string {
  for (const view of [after, before]) {
    if (typeof view !== 'object' || view === null) continue;
    for (const name of [
      'detail',
      'email',
      'userName',
      'user_name',
      'display_name',
      'displayName',
      'subject',
      'user_id',
    ]) {
      const value = (view as Record<string, unknown>)[name];
      if (typeof value === 'string' && value !== '') return value;
    }
  }
  return id ?? '';
}
