/** Which workspaces may use an integration of the organisation, and how much. */
import { useState } from 'react';
import {
  type IntegrationWorkspace,
  useIntegrationWorkspaces,
  useUpdateIntegrationWorkspaces,
} from '../../api/queries/integrations.ts';
import { useHolds } from '../../api/queries/session.ts';
import { limitsInWords } from '../../panels/limits-in-words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { limitsOfEach } from './limits-of-workspace.ts';
import { useLimitPowers } from '../../panels/limit-powers.ts';
import { EachWorkspaceDialog, WorkspaceLimitsDialog } from './workspace-limits-dialog.tsx';

interface WorkspaceAccessProps {
  /** Of the integration. */
  id: string;
  slug: string;
}

export function WorkspaceAccess({ id: integrationId, slug }: WorkspaceAccessProps) {
  const access = useIntegrationWorkspaces(slug);
  const update = useUpdateIntegrationWorkspaces();
  const mayChange = useHolds('organisation_integrations.update');
  const { maySet } = useLimitPowers();
  const [isLimitingEach, setLimitingEach] = useState(false);
  const [limited, setLimited] = useState<IntegrationWorkspace | null>(null);
  if (access.isPending) return <SkeletonRows rows={6} />;
  if (access.isError) return <ErrorState error={access.error} onRetry={() => void access.refetch()} />;
  const each = access.data.global_workspace_access;
  const eachInWords = limitsInWords(limitsOfEach(each)) || 'none';
  const isFixed = !mayChange || update.isPending;
  return (
    <div className="-m-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b p-3">
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={each.enabled}
            disabled={isFixed}
            onChange={(event) =>
              update.mutate({ slug, global_workspace_access: { enabled: event.target.checked }, workspaces: [] })
            }
          />
          Every workspace and every new one may use it, except where the list says otherwise
        </label>
        <span className="text-sm text-ink-soft min-[900px]:ml-auto">Limits of each workspace: {eachInWords}</span>
        {maySet && mayChange && <Button onClick={() => setLimitingEach(true)}>Set limits of each workspace</Button>}
      </div>
      {update.isError && <ErrorState error={update.error} />}
      <Table
        label="Workspaces of the integration"
        rows={access.data.workspaces}
        rowId={({ id }) => id}
        columns={[
          ...NAMES,
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
          ...REASONS,
          {
            id: 'actions',
            title: 'Actions',
            cell: (workspace) =>
              maySet && (
                <Button
                  look="quiet"
                  aria-label={`Set limits of ${workspace.name}`}
                  onClick={() => setLimited(workspace)}
                >
                  Set limits
                </Button>
              ),
          },
        ]}
      />
      {isLimitingEach && <EachWorkspaceDialog slug={slug} access={each} onClose={() => setLimitingEach(false)} />}
      {limited !== null && (
        <WorkspaceLimitsDialog integrationId={integrationId} workspace={limited} onClose={() => setLimited(null)} />
      )}
    </div>
  );
}

const NAMES: readonly Column<IntegrationWorkspace>[] = [
  {
    id: 'name',
    title: 'Workspace',
    sort: ({ name }) => name,
    cell: ({ name, slug }) => (
      <span className="flex flex-col">
        <span className="foreign-text font-medium">{name}</span>
        <code className="foreign-text font-mono text-xs text-ink-soft">{slug}</code>
      </span>
    ),
  },
];

const REASONS: readonly Column<IntegrationWorkspace>[] = [
  {
    id: 'why',
    title: 'Because',
    cell: ({ is_explicit: isExplicit }) =>
      isExplicit ? <Badge tone="accent">decided here</Badge> : <Badge>as every workspace</Badge>,
  },
  {
    id: 'limits',
    title: 'Limits',
    cell: (workspace) => limitsInWords(workspace) || <span className="text-ink-soft">none</span>,
  },
];
