/** Which workspaces may use an integration of the organisation. */
import { useIntegrationWorkspaces, useUpdateIntegrationWorkspaces } from '../../api/queries/integrations.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

export function WorkspaceAccess({ slug }: { slug: string }) {
  const access = useIntegrationWorkspaces(slug);
  const update = useUpdateIntegrationWorkspaces();
  const mayChange = useHolds('organisation_integrations.update');
  if (access.isPending) return <SkeletonRows rows={6} />;
  if (access.isError) return <ErrorState error={access.error} onRetry={() => void access.refetch()} />;
  const isFixed = !mayChange || update.isPending;
  return (
    <div className="-m-4">
      <div className="border-b p-3">
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={access.data.global_workspace_access.enabled}
            disabled={isFixed}
            onChange={(event) =>
              update.mutate({ slug, global_workspace_access: { enabled: event.target.checked }, workspaces: [] })
            }
          />
          Every workspace, and those to come, unless it is decided below
        </label>
      </div>
      {update.isError && <ErrorState error={update.error} />}
      <Table
        label="Workspaces of the integration"
        rows={access.data.workspaces}
        rowId={({ id }) => id}
        columns={[
          {
            id: 'name',
            title: 'Workspace',
            cell: ({ name }) => <span className="foreign-text font-medium">{name}</span>,
          },
          {
            id: 'slug',
            title: 'Slug',
            cell: ({ slug: one }) => <code className="foreign-text font-mono text-xs">{one}</code>,
          },
          {
            id: 'enabled',
            title: 'May use it',
            cell: ({ id, name, enabled }) => (
              <label className="flex items-center gap-2">
                <input
                  type="checkbox"
                  aria-label={`${name} may use it`}
                  checked={enabled}
                  disabled={isFixed}
                  onChange={(event) => update.mutate({ slug, workspaces: [{ id, enabled: event.target.checked }] })}
                />
                {enabled ? 'yes' : 'no'}
              </label>
            ),
          },
          {
            id: 'why',
            title: 'Because',
            cell: ({ is_explicit: isExplicit }) =>
              isExplicit ? <Badge tone="accent">decided here</Badge> : <Badge>as every workspace</Badge>,
          },
        ]}
      />
    </div>
  );
}
