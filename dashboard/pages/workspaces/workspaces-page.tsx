/** Workspaces: one for each team, with its own keys, providers, configs and limits. */
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useHolds } from '../../api/queries/session.ts';
import { useDeleteWorkspace, useWorkspaces, type Workspace } from '../../api/queries/workspaces.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { CreateWorkspace } from './create-workspace.tsx';

export function WorkspacesPage() {
  const mayCreate = useHolds('workspaces.create');
  const [isCreating, setCreating] = useState(false);
  const [doomed, setDoomed] = useState<Workspace | null>(null);
  return (
    <Page
      title="Workspaces"
      summary="One for each team. Keys, providers, configs and logs of a workspace are its own."
      actions={
        mayCreate && (
          <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
            Create a workspace
          </Button>
        )
      }
    >
      <Card>
        <WorkspaceTable onDelete={setDoomed} />
      </Card>
      {isCreating && <CreateWorkspace onClose={() => setCreating(false)} />}
      {doomed !== null && <DeleteWorkspace workspace={doomed} onClose={() => setDoomed(null)} />}
    </Page>
  );
}

function WorkspaceTable({ onDelete }: { onDelete: (workspace: Workspace) => void }) {
  const workspaces = useWorkspaces();
  const mayDelete = useHolds('workspaces.delete');
  if (workspaces.isPending) return <SkeletonRows rows={5} />;
  if (workspaces.isError) return <ErrorState error={workspaces.error} onRetry={() => void workspaces.refetch()} />;
  const columns: Column<Workspace>[] = [
    ...COLUMNS,
    {
      id: 'actions',
      title: 'Actions',
      cell: (workspace) => (
        <>
          {mayDelete && workspace.defaults.is_default === 0 && (
            <Button look="quiet" aria-label={`Delete ${workspace.name}`} onClick={() => onDelete(workspace)}>
              Delete
            </Button>
          )}
        </>
      ),
    },
  ];
  return <Table label="Workspaces" rows={workspaces.data.data} rowId={({ id }) => id} columns={columns} />;
}

const COLUMNS: readonly Column<Workspace>[] = [
  {
    id: 'name',
    title: 'Name',
    sort: ({ name }) => name,
    cell: ({ id, name, description, defaults }) => (
      <div className="flex min-w-0 flex-col">
        <span className="flex items-center gap-2">
          <Link
            to="/workspaces/$workspaceId"
            params={{ workspaceId: id }}
            className="foreign-text font-medium text-accent underline"
          >
            {name}
          </Link>
          {defaults.is_default === 1 && (
            <Badge title="Requests and keys that name no workspace are here">default</Badge>
          )}
        </span>
        {description !== null && <span className="foreign-text text-xs text-ink-soft">{description}</span>}
      </div>
    ),
  },
  {
    id: 'slug',
    title: 'Slug and id',
    cell: ({ slug, id }) => (
      <code className="foreign-text font-mono text-xs" title={id}>
        {slug}
      </code>
    ),
  },
  {
    id: 'metadata',
    title: 'Metadata of every request',
    cell: ({ defaults }) => {
      const entries = Object.entries(defaults.metadata);
      if (entries.length === 0) return <span className="text-ink-soft">none</span>;
      return (
        <span className="flex flex-wrap gap-1">
          {entries.map(([name, value]) => (
            <Badge key={name}>{`${name}: ${value}`}</Badge>
          ))}
        </span>
      );
    },
  },
  {
    id: 'guardrails',
    title: 'Guardrails',
    cell: ({ defaults: { input_guardrails: before, output_guardrails: after } }) =>
      before.length + after.length === 0 ? (
        <span className="text-ink-soft">none</span>
      ) : (
        <span
          title={[...before, ...after].join('\n')}
        >{`${before.length} for requests, ${after.length} for responses`}</span>
      ),
  },
  {
    id: 'created',
    title: 'Created',
    sort: ({ created_at: at }) => at,
    cell: ({ created_at: at }) => <Ago at={at} />,
  },
];

function DeleteWorkspace({ workspace, onClose }: { workspace: Workspace; onClose: () => void }) {
  const remove = useDeleteWorkspace();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Delete this workspace"
      consequence="Its keys are refused at once, and its providers and configs are gone. What it has logged stays."
      name={workspace.slug}
      action="Delete the workspace"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(workspace.id, { onSuccess: onClose })}
    />
  );
}
