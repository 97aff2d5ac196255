/** Workspaces: one for each team, with its own keys, providers, configs and limits. */
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
import { WorkspaceDialog } from './workspace-form.tsx';

export function WorkspacesPage() {
  const mayCreate = useHolds('workspaces.create');
  const [isCreating, setCreating] = useState(false);
  const [edited, setEdited] = useState<Workspace | null>(null);
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
        <WorkspaceTable onEdit={setEdited} onDelete={setDoomed} />
      </Card>
      {isCreating && <WorkspaceDialog workspace={null} onClose={() => setCreating(false)} />}
      {edited !== null && <WorkspaceDialog workspace={edited} onClose={() => setEdited(null)} />}
      {doomed !== null && <DeleteWorkspace workspace={doomed} onClose={() => setDoomed(null)} />}
    </Page>
  );
}

interface Actions {
  onEdit: (workspace: Workspace) => void;
  onDelete: (workspace: Workspace) => void;
}

function WorkspaceTable(actions: Actions) {
  const workspaces = useWorkspaces();
  const mayChange = useHolds('workspaces.update');
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
          {mayChange && (
            <Button look="quiet" aria-label={`Edit ${workspace.name}`} onClick={() => actions.onEdit(workspace)}>
              Edit
            </Button>
          )}
          {mayDelete && workspace.defaults.is_default === 0 && (
            <Button look="quiet" aria-label={`Delete ${workspace.name}`} onClick={() => actions.onDelete(workspace)}>
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
    cell: ({ name, description, defaults }) => (
      <div className="flex min-w-0 flex-col">
        <span className="flex items-center gap-2">
          <span className="foreign-text font-medium">{name}</span>
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
        <span title={[...before, ...after].join('\n')}>{`${before.length} in, ${after.length} out`}</span>
      ),
  },
  {
    id: 'created',
    title: 'Created',
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
