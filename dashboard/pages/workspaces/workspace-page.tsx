/** One workspace: its settings, the guardrails of the organisation in it, and what its managers and members may do. */
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useHolds } from '../../api/queries/session.ts';
import { useUpdateWorkspace, useWorkspace, type Workspace } from '../../api/queries/workspaces.ts';
import { FailedPage } from '../../panels/failed-page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { WorkspaceExclusions } from './workspace-exclusions.tsx';
import { WorkspaceForm } from './workspace-form.tsx';
import { WorkspacePermissions } from './workspace-permissions.tsx';

export function WorkspacePage() {
  const { workspaceId } = useParams({ from: '/workspaces/$workspaceId' });
  const workspace = useWorkspace(workspaceId);
  if (workspace.isPending) return <SkeletonRows rows={8} />;
  if (workspace.isError) {
    const retry = (): void => void workspace.refetch();
    return <FailedPage title="Workspace" to="/workspaces" list="Workspaces" error={workspace.error} onRetry={retry} />;
  }
  return <Loaded workspace={workspace.data} />;
}

function Loaded({ workspace }: { workspace: Workspace }) {
  const { id, slug, name, defaults } = workspace;
  const mayExclude = useHolds('organisation_exclusions.list');
  const tabs: Tab[] = [
    { id: 'settings', label: 'Settings', content: <Settings workspace={workspace} /> },
    ...(mayExclude
      ? [{ id: 'exclusions', label: 'Guardrails of the organisation', content: <WorkspaceExclusions id={id} /> }]
      : []),
    { id: 'permissions', label: 'Permissions', content: <WorkspacePermissions id={id} /> },
  ];
  return (
    <Page
      title={name}
      summary={
        <span className="flex flex-wrap items-center gap-2">
          <Link to="/workspaces" className="inline-flex items-center gap-1 text-accent hover:underline">
            <ArrowLeft aria-hidden className="size-4" /> Workspaces
          </Link>
          <code className="foreign-text font-mono text-xs">{slug}</code>
          {defaults.is_default === 1 && <Badge>default</Badge>}
        </span>
      }
      actions={
        <span className="flex gap-4 text-sm">
          <Link to="/people" className="text-accent underline">
            Members
          </Link>
          <Link to="/budgets" className="text-accent underline">
            Limits
          </Link>
        </span>
      }
    >
      <Card>
        <Tabs label="Workspace" tabs={tabs} />
      </Card>
    </Page>
  );
}

function Settings({ workspace }: { workspace: Workspace }) {
  const update = useUpdateWorkspace();
  return (
    <div className="max-w-xl">
      <WorkspaceForm
        key={workspace.last_updated_at}
        workspace={workspace}
        busy={update.isPending}
        error={update.error}
        onSubmit={(wanted) => update.mutate({ ...wanted, id: workspace.id })}
      />
      {update.isSuccess && (
        <p role="status" className="mt-2 text-right text-sm text-ok">
          Saved. It holds from the next request on.
        </p>
      )}
    </div>
  );
}
