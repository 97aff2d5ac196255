/** What a workspace may spend, and how often it may ask, at one integration: one workspace by itself, or each that has no limits of its own. */
import { useState } from 'react';
import {
  type IntegrationWorkspace,
  type IntegrationWorkspaces,
  useUpdateIntegrationWorkspaces,
} from '../../api/queries/integrations.ts';
import { useLimitsAtIntegration, useSetLimits } from '../../api/queries/limits.ts';
import { DollarsField, PerMinuteField } from '../../forms/simple-limits.tsx';
import { limitsInWords, type SavedLimits } from '../../panels/limits-in-words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { changesOf, draftOf, inheritedBy, type LimitDraft, limitsOfEach, resetDaysOf } from './limits-of-workspace.ts';

const NONE: SavedLimits = { usage_limits: null, rate_limits: null };

interface WorkspaceLimitsDialogProps {
  integrationId: string;
  workspace: IntegrationWorkspace;
  onClose: () => void;
}

export function WorkspaceLimitsDialog({ integrationId, workspace, onClose }: WorkspaceLimitsDialogProps) {
  const own = useLimitsAtIntegration({ integrationId, workspaceId: workspace.id });
  const save = useSetLimits();
  const owner = { owner_kind: 'integration_workspace', owner_id: `${integrationId}:${workspace.id}` } as const;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Limits of ${workspace.name}`}
      description="They count the requests of this workspace to this integration. Leave a field empty for no limit of its own."
    >
      {own.isPending ? (
        <SkeletonRows rows={3} />
      ) : own.isError ? (
        <ErrorState error={own.error} onRetry={() => void own.refetch()} />
      ) : (
        <LimitsForm
          own={own.data ?? NONE}
          inForce={workspace}
          busy={save.isPending}
          error={save.error}
          onSave={(changes) => save.mutate({ ...owner, ...changes }, { onSuccess: onClose })}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

interface EachWorkspaceDialogProps {
  slug: string;
  access: IntegrationWorkspaces['global_workspace_access'];
  onClose: () => void;
}

export function EachWorkspaceDialog({ slug, access, onClose }: EachWorkspaceDialogProps) {
  const save = useUpdateIntegrationWorkspaces();
  const own = limitsOfEach(access);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Limits of each workspace"
      description="Each workspace has them by itself at this integration, also one that is made later. Limits of its own go before them."
    >
      <LimitsForm
        own={own}
        inForce={own}
        busy={save.isPending}
        error={save.error}
        onSave={(changes) =>
          save.mutate(
            { slug, workspaces: [], global_workspace_access: { enabled: access.enabled, ...changes } },
            { onSuccess: onClose },
          )
        }
        onClose={onClose}
      />
    </Dialog>
  );
}

interface LimitsFormProps {
  own: SavedLimits;
  /** With what holds for each workspace. */
  inForce: SavedLimits;
  busy: boolean;
  error: unknown;
  onSave: (changes: ReturnType<typeof changesOf>) => void;
  onClose: () => void;
}

function LimitsForm({ own, inForce, busy, error, onSave, onClose }: LimitsFormProps) {
  const [draft, setDraft] = useState<LimitDraft>(() => draftOf(own));
  const inherited = inheritedBy(inForce, own);
  const submit = (): void => {
    const changes = changesOf(own, draft);
    if (Object.keys(changes).length === 0) return onClose();
    onSave(changes);
  };
  return (
    <Form action="Save" busy={busy} error={error} onSubmit={submit}>
      <BudgetFields draft={draft} days={resetDaysOf(own)} onChange={setDraft} />
      <Inherited limits={inherited.budgets} instead="A budget here is in place of it." />
      <PerMinuteField value={draft.perMinute} onChange={(perMinute) => setDraft({ ...draft, perMinute })} />
      <Inherited limits={inherited.rates} instead="A rate limit here is in place of it." />
    </Form>
  );
}

function Inherited({ limits, instead }: { limits: SavedLimits; instead: string }) {
  const words = limitsInWords(limits);
  if (words === '') return null;
  return (
    <p className="text-sm text-ink-soft">
      As for each workspace: {words}. {instead}
    </p>
  );
}

interface BudgetFieldsProps {
  draft: LimitDraft;
  /** After how many days the budget starts again; null = it has no such number. */
  days: number | null;
  onChange: (draft: LimitDraft) => void;
}

function BudgetFields({ draft, days, onChange }: BudgetFieldsProps) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <DollarsField
        label="Budget"
        help="US dollars."
        value={draft.budget}
        onChange={(budget) => onChange({ ...draft, budget })}
      />
      <Field label="Starts again">
        {(ids) => (
          <Select
            {...ids}
            value={draft.reset}
            onChange={(event) => onChange({ ...draft, reset: event.target.value as LimitDraft['reset'] })}
          >
            <option value="">never</option>
            <option value="daily">each day</option>
            <option value="weekly">each week</option>
            <option value="monthly">each month</option>
            {days !== null && <option value="days">every {days} days</option>}
          </Select>
        )}
      </Field>
    </div>
  );
}
