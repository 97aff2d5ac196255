/** What a guardrail passes over, by whom and why; and a pattern for many findings at once. */
import { useState } from 'react';
import { type Exception, useAddException, useExceptions, useRemoveException } from '../../api/queries/guardrails.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

export function ExceptionList({ slug, mayChange }: { slug: string; mayChange: boolean }) {
  const exceptions = useExceptions(slug);
  const remove = useRemoveException();
  if (exceptions.isPending) return <SkeletonRows rows={3} />;
  if (exceptions.isError) return <ErrorState error={exceptions.error} onRetry={() => void exceptions.refetch()} />;
  const columns: Column<Exception>[] = [
    ...COLUMNS,
    {
      id: 'actions',
      title: 'Actions',
      cell: ({ id }) =>
        mayChange && (
          <Button
            look="quiet"
            aria-label={`Take back exception ${id}`}
            onClick={() => remove.mutate({ guardrailId: slug, exceptionId: id })}
          >
            Take back
          </Button>
        ),
    },
  ];
  return (
    <div className="flex flex-col gap-4">
      {mayChange && <AddPattern slug={slug} />}
      {remove.isError && <ErrorState error={remove.error} />}
      {exceptions.data.data.length === 0 ? (
        <EmptyState title="No exceptions">Mark a hit of a dry run as false, and it is here.</EmptyState>
      ) : (
        <Table label="Exceptions" rows={exceptions.data.data} rowId={({ id }) => id} columns={columns} />
      )}
    </div>
  );
}

function AddPattern({ slug }: { slug: string }) {
  const add = useAddException();
  const [pattern, setPattern] = useState('');
  const [reason, setReason] = useState('');
  return (
    <form
      className="flex flex-wrap items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const done = (): void => {
          setPattern('');
          setReason('');
        };
        add.mutate({ guardrailId: slug, pattern, reason }, { onSuccess: done });
      }}
    >
      <Field label="Pattern" help="RE2; it must match the whole finding.">
        {(ids) => (
          <Input
            {...ids}
            required
            className="font-mono"
            value={pattern}
            onChange={(event) => setPattern(event.target.value)}
          />
        )}
      </Field>
      <Field label="Reason" optional>
        {(ids) => <Input {...ids} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <Button type="submit" busy={add.isPending} className="mt-6">
        Add an exception
      </Button>
      {add.isError && <ErrorState error={add.error} />}
    </form>
  );
}

const COLUMNS: readonly Column<Exception>[] = [
  {
    id: 'what',
    title: 'What',
    cell: ({ kind, value, check }) => (
      <span className="flex min-w-0 flex-wrap items-center gap-2">
        <Badge>{kind}</Badge>
        <code className="foreign-text font-mono text-xs" title={value}>
          {kind === 'hash' ? `${value.slice(0, 12)}…` : value}
        </code>
        {check !== null && <code className="font-mono text-xs text-ink-soft">{check}</code>}
      </span>
    ),
  },
  { id: 'reason', title: 'Reason', cell: ({ reason }) => <span className="foreign-text">{reason}</span> },
  { id: 'author', title: 'By', cell: ({ author }) => <span className="foreign-text text-xs">{author}</span> },
  {
    id: 'created',
    title: 'When',
    cell: ({ created_at: at }) => <Ago at={at} />,
  },
];
