/** What directories did: people and groups that SCIM or a sign-in brought, changed and removed, and what was refused. */
import { useState } from 'react';
import { AUDIT_PAGE, type AuditRecord, useAuditLogs } from '../../api/queries/audit-logs.ts';
import { formatAgo, formatUtc } from '../../format/moments.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
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
            cell: ({ timestamp: at }) => <time title={formatUtc(at)}>{formatAgo(at)}</time>,
          },
          { id: 'by', title: 'By', cell: ({ uri }) => (uri.includes('/scim/') ? 'SCIM' : 'Sign-in') },
          {
            id: 'what',
            title: 'What',
            cell: ({ resource_type: noun, action }) => `${noun.replaceAll('_', ' ')}: ${action.replaceAll('-', ' ')}`,
          },
          { id: 'which', title: 'Which', cell: (record) => <span className="foreign-text">{nameOf(record)}</span> },
          {
            id: 'outcome',
            title: 'Outcome',
            cell: ({ response_status_code: status }) =>
              status === 200 ? <Badge tone="ok">done</Badge> : <Badge tone="bad">refused, {status}</Badge>,
          },
        ]}
      />
      <div className="flex items-center justify-end gap-2 border-t p-3 text-sm text-ink-soft">
        <span className="figures">
          {page * AUDIT_PAGE + 1}–{Math.min(total, (page + 1) * AUDIT_PAGE)} of {total}
        </span>
        <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
          Newer
        </Button>
        <Button disabled={(page + 1) * AUDIT_PAGE >= total} onClick={() => setPage(page + 1)}>
          Older
        </Button>
      </div>
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
