/** Guardrails: what is checked, the packs to begin with, and what came of it in the period. */
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useGuardrails, type Guardrail } from '../../api/queries/guardrails.ts';
import { useHolds } from '../../api/queries/session.ts';
import { useWorkspaceColumn } from '../../panels/workspace-column.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { CreateGuardrailDialog } from './create-guardrail.tsx';
import { PackList } from './pack-list.tsx';
import { ReportCard } from './report-card.tsx';

export function GuardrailsPage() {
  const mayCreate = useHolds('guardrails.create');
  const navigate = useNavigate();
  const [isCreating, setCreating] = useState(false);
  const show = (slug: string): void => void navigate({ to: '/guardrails/$slug', params: { slug } });
  return (
    <Page
      title="Guardrails"
      summary="Checks of requests before they leave, and of answers before they arrive: watch, mask or block."
      actions={
        mayCreate && (
          <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
            Create a guardrail
          </Button>
        )
      }
    >
      <Card>
        <GuardrailTable />
      </Card>
      <ReportCard />
      <PackList mayCreate={mayCreate} onCreated={show} />
      {isCreating && <CreateGuardrailDialog onClose={() => setCreating(false)} onCreated={show} />}
    </Page>
  );
}

function GuardrailTable() {
  const guardrails = useGuardrails();
  const workspace = useWorkspaceColumn<Guardrail>();
  if (guardrails.isPending) return <SkeletonRows rows={4} />;
  if (guardrails.isError) return <ErrorState error={guardrails.error} onRetry={() => void guardrails.refetch()} />;
  if (guardrails.data.data.length === 0) {
    return (
      <EmptyState title="No guardrails yet">
        Begin with a pack below: it only watches until you switch it to enforce. A dry run shows what it would have
        found in last week’s requests.
      </EmptyState>
    );
  }
  const columns = [...COLUMNS.slice(0, 1), ...workspace, ...COLUMNS.slice(1)];
  return <Table label="Guardrails" rows={guardrails.data.data} rowId={({ id }) => id} columns={columns} />;
}

const COLUMNS: readonly Column<Guardrail>[] = [
  {
    id: 'name',
    title: 'Name',
    cell: ({ name, slug }) => (
      <div className="flex min-w-0 flex-col">
        <Link to="/guardrails/$slug" params={{ slug }} className="foreign-text font-medium text-accent underline">
          {name}
        </Link>
        <code className="foreign-text font-mono text-xs text-ink-soft">{slug}</code>
      </div>
    ),
  },
  {
    id: 'mode',
    title: 'Mode',
    cell: ({ summary }) =>
      summary === null ? (
        <Badge tone="bad" title="The master key is not the one it was sealed with">
          unreadable
        </Badge>
      ) : (
        <span className="flex flex-wrap gap-1">
          {summary.mode === 'shadow' ? (
            <Badge tone="warn" title="It records what it would do, and does nothing">
              shadow
            </Badge>
          ) : (
            <Badge tone="ok" title="What it says is done">
              enforced
            </Badge>
          )}
          {summary.deny && <Badge title="What fails is denied">denies</Badge>}
        </span>
      ),
  },
  {
    id: 'checks',
    title: 'Checks',
    cell: ({ summary }) => (
      <span className="foreign-text text-xs" title={summary?.checks.join('\n')}>
        {summary === null || summary.checks.length === 0 ? 'none' : summary.checks.join(', ')}
      </span>
    ),
  },
  {
    id: 'holds',
    title: 'Holds for',
    cell: ({ workspace_id: workspace, default_sides: sides }) => {
      const whose = workspace === null ? 'every workspace' : 'its workspace';
      return sides.length === 0 ? (
        <span className="text-ink-soft" title="Configs and workspaces name it">
          whoever names it
        </span>
      ) : (
        `${sides.join(' and ')} of ${whose}`
      );
    },
  },
  {
    id: 'updated',
    title: 'Changed',
    cell: ({ last_updated_at: at }) => <Ago at={at} />,
  },
];
