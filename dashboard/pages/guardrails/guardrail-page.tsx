/** One guardrail: what it checks and does, a place to try it, a look back at logged requests, and what it passes over. */
import { useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type GuardrailDetail,
  useDeleteGuardrail,
  useGuardrail,
  useUpdateGuardrail,
} from '../../api/queries/guardrails.ts';
import { useHolds } from '../../api/queries/session.ts';
import { FailedPage } from '../../panels/failed-page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { DryRunPanel } from './dry-run-panel.tsx';
import { type Edited, toEdited, toUpdate } from './edited.ts';
import { ExceptionList } from './exception-list.tsx';
import { GuardrailForm } from './guardrail-form.tsx';
import { TestPanel } from './test-panel.tsx';

export function GuardrailPage() {
  const { slug } = useParams({ from: '/guardrails/$slug' });
  const guardrail = useGuardrail(slug);
  if (guardrail.isPending) return <SkeletonRows rows={10} />;
  if (guardrail.isError) {
    const retry = (): void => void guardrail.refetch();
    return <FailedPage title={slug} to="/guardrails" list="Guardrails" error={guardrail.error} onRetry={retry} />;
  }
  // By what is edited here, and not by its version: an exception makes a new one, and must not end the review of a dry run.
  return <Loaded key={JSON.stringify(toEdited(guardrail.data))} guardrail={guardrail.data} />;
}

function Loaded({ guardrail }: { guardrail: GuardrailDetail }) {
  const mayChange = useHolds('guardrails.update');
  const update = useUpdateGuardrail();
  const [edited, setEdited] = useState<Edited>(() => toEdited(guardrail));
  const [isDeleting, setDeleting] = useState(false);
  const isChanged = JSON.stringify(edited) !== JSON.stringify(toEdited(guardrail));
  useBlocker({
    shouldBlockFn: () => isChanged && !window.confirm('Leave without saving?'),
    enableBeforeUnload: isChanged,
  });
  const isShadow = toEdited(guardrail).mode === 'shadow';
  return (
    <Page
      title={guardrail.name}
      summary={
        <span className="flex flex-wrap items-center gap-2">
          <code className="foreign-text font-mono text-xs">{guardrail.slug}</code>
          {isShadow ? <Badge tone="warn">shadow: only watches</Badge> : <Badge tone="ok">enforced</Badge>}
        </span>
      }
      actions={
        mayChange && (
          <>
            <Button look="danger" onClick={() => setDeleting(true)}>
              Delete
            </Button>
            <Button
              look="primary"
              disabled={!isChanged}
              busy={update.isPending}
              onClick={() => update.mutate(toUpdate(guardrail.id, edited))}
            >
              Save a new version
            </Button>
          </>
        )
      }
    >
      {update.isError && <ErrorState error={update.error} />}
      <Card>
        <Tabs
          label="Guardrail"
          tabs={[
            {
              id: 'checks',
              label: 'Checks and actions',
              content: <GuardrailForm edited={edited} isReadOnly={!mayChange} onChange={setEdited} />,
            },
            { id: 'test', label: 'Test', content: <TestPanel guardrail={guardrail} isUnsaved={isChanged} /> },
            {
              id: 'dry-run',
              label: 'Dry run',
              content: <DryRunPanel slug={guardrail.slug} isUnsaved={isChanged} mayExcept={mayChange} />,
            },
            {
              id: 'exceptions',
              label: 'Exceptions',
              content: <ExceptionList slug={guardrail.slug} mayChange={mayChange} />,
            },
          ]}
        />
      </Card>
      {isDeleting && <DeleteGuardrail guardrail={guardrail} onClose={() => setDeleting(false)} />}
    </Page>
  );
}

function DeleteGuardrail({ guardrail, onClose }: { guardrail: GuardrailDetail; onClose: () => void }) {
  const remove = useDeleteGuardrail();
  const navigate = useNavigate();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Delete this guardrail"
      consequence="Requests are no longer checked by it. While a config or a workspace names it, it cannot be deleted."
      name={guardrail.slug}
      action="Delete the guardrail"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(guardrail.id, { onSuccess: () => void navigate({ to: '/guardrails' }) })}
    />
  );
}
