/** The audit trail: who changed what, who signed in, and who was refused. */
import { useState } from 'react';
import { AUDIT_PAGE, type AuditRecord, useAuditLogs } from '../../api/queries/audit-logs.ts';
import { useNamesOfKeys } from '../../api/queries/api-keys.ts';
import { useUsers } from '../../api/queries/people.ts';
import { formatUtc } from '../../format/moments.ts';
import { whatHappened } from '../../format/audit-events.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Table } from '../../ui/table.tsx';
import { AuditDetail } from './audit-detail.tsx';
import { Outcome } from '../../panels/outcome.tsx';

const DAY_MS = 86_400_000;
const PERIODS = { '1': 'Today', '7': 'Seven days', '30': '30 days', '365': 'A year', '3650': 'All' } as const;
const NOUNS = [
  'api_key',
  'config',
  'guardrail',
  'integration',
  'invite',
  'member',
  'organisation',
  'permission',
  'policy',
  'provider',
  'session',
  'user',
  'workspace',
];
const VERBS = ['create', 'update', 'delete', 'rotate', 'accept', 'reset-password', 'change-password'];

interface Filter {
  days: string;
  noun: string;
  verb: string;
  status: string;
  actor: string;
}

const EVERYTHING: Filter = { days: '7', noun: '', verb: '', status: '', actor: '' };

export function AuditPage() {
  const [filter, setFilter] = useState(EVERYTHING);
  const [page, setPage] = useState(0);
  const [opened, setOpened] = useState<AuditRecord | null>(null);
  const change = (part: Partial<Filter>): void => {
    setFilter({ ...filter, ...part });
    setPage(0);
  };
  return (
    <Page title="Audit" summary="Every change, every sign-in and every refused attempt, with who and from where.">
      <Card>
        <FilterBar filter={filter} onChange={change} />
        <Records filter={filter} page={page} onPage={setPage} onOpen={setOpened} />
      </Card>
      {opened !== null && <AuditDetail record={opened} onClose={() => setOpened(null)} />}
    </Page>
  );
}

function FilterBar({ filter, onChange }: { filter: Filter; onChange: (part: Partial<Filter>) => void }) {
  const choice = (label: string, name: keyof Filter, options: readonly (readonly [value: string, text: string])[]) => (
    <div className="w-40">
      <Field label={label}>
        {(ids) => (
          <Select {...ids} value={filter[name]} onChange={(event) => onChange({ [name]: event.target.value })}>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
  const named = (names: readonly string[]) =>
    [['', 'Any'], ...names.map((name): [string, string] => [name, name.replaceAll(/[_-]/g, ' ')])] as [
      string,
      string,
    ][];
  return (
    <div className="flex flex-wrap gap-3 border-b p-3">
      {choice('Period', 'days', Object.entries(PERIODS))}
      {choice('Resource', 'noun', named(NOUNS))}
      {choice('Action', 'verb', named(VERBS))}
      {choice('Outcome', 'status', [
        ['', 'Any'],
        ['200', 'Done'],
        ['401', 'Wrong password'],
        ['403', 'Not allowed'],
        ['404', 'Not found'],
      ])}
      <div className="w-64">
        <Field label="Who">
          {(ids) => (
            <Input
              {...ids}
              placeholder="id of a user or of a key"
              value={filter.actor}
              onChange={(event) => onChange({ actor: event.target.value.trim() })}
            />
          )}
        </Field>
      </div>
    </div>
  );
}

interface RecordsProps {
  filter: Filter;
  page: number;
  onPage: (page: number) => void;
  onOpen: (record: AuditRecord) => void;
}

function Records({ filter, page, onPage, onOpen }: RecordsProps) {
  // To the minute, so that the same question has the same name until the next one.
  const [until] = useState(() => Date.now());
  const logs = useAuditLogs(
    {
      start_time: new Date(until - Number(filter.days) * DAY_MS).toISOString(),
      end_time: new Date(until + DAY_MS).toISOString(),
      ...(filter.noun === '' ? {} : { resource_type: filter.noun }),
      ...(filter.verb === '' ? {} : { action: filter.verb }),
      ...(filter.status === '' ? {} : { response_status_code: Number(filter.status) }),
      ...(filter.actor === '' ? {} : { user_id: filter.actor }),
    },
    page,
  );
  const { nameOf, keyName } = useRecordNames(logs.data?.records ?? []);
  if (logs.isPending) return <SkeletonRows rows={8} />;
  if (logs.isError) return <ErrorState error={logs.error} onRetry={() => void logs.refetch()} />;
  const { total, records } = logs.data;
  if (total === 0) return <EmptyState title="Nothing happened">No event in this time is of that kind.</EmptyState>;
  return (
    <>
      <Table
        label="Audit trail"
        rows={records}
        rowId={({ id }) => id}
        columns={[
          {
            id: 'time',
            title: 'When',
            isShort: true,
            cell: ({ timestamp }) => <Ago at={timestamp} />,
          },
          {
            id: 'who',
            title: 'Who',
            cell: (record) => (
              <span className="foreign-text" title={record.user_id}>
                {nameOf(record)}
              </span>
            ),
          },
          {
            id: 'what',
            title: 'What',
            cell: whatHappened,
          },
          {
            id: 'which',
            title: 'Which',
            cell: (record) => (
              <code className="foreign-text font-mono text-xs" title={record.resource_id}>
                {shownName(record) ?? keyName(record.resource_id) ?? record.resource_id.slice(0, 12)}
              </code>
            ),
          },
          { id: 'outcome', title: 'Outcome', cell: ({ response_status_code: status }) => <Outcome status={status} /> },
          { id: 'from', title: 'From', cell: ({ client_ip: ip }) => <code className="font-mono text-xs">{ip}</code> },
          {
            id: 'actions',
            title: '',
            cell: (record) => (
              <Button
                look="quiet"
                aria-label={`Open the event of ${formatUtc(record.timestamp)}`}
                onClick={() => onOpen(record)}
              >
                Open
              </Button>
            ),
          },
        ]}
      />
      <Pager page={page} pageSize={AUDIT_PAGE} total={total} onPage={onPage} />
    </>
  );
}

/** Of whoever did it, and of keys to which it was done. What is gone keeps its id. */
function useRecordNames(records: readonly AuditRecord[]) {
  const users = useUsers().data?.data ?? [];
  const names = useNamesOfKeys(
    records.flatMap(({ user_type: type, user_id: who, resource_type: noun, resource_id: which }) => [
      ...(type === 'api_key' ? [who] : []),
      ...(noun === 'api_key' ? [which] : []),
    ]),
  );
  return {
    keyName: (id: string): string | undefined => names.get(id),
    nameOf({ user_id: id, user_type: type }: AuditRecord): string {
      if (type === 'user') return users.find((user) => user.id === id)?.email ?? id;
      if (type !== 'api_key') return id.replaceAll('-', ' ');
      const name = names.get(id);
      return name === undefined ? `key ${id.slice(0, 8)}` : `key “${name}”`;
    },
  };
}

/** The name of the thing where its view has one. */
function shownName({ before, after }: AuditRecord): string | null {
  for (const view of [after, before]) {
    if (typeof view !== 'object' || view === null) continue;
    for (const member of ['slug', 'email', 'name']) {
      const value = (view as Record<string, unknown>)[member];
      if (typeof value === 'string' && value !== '') return value;
    }
  }
  return null;
}
