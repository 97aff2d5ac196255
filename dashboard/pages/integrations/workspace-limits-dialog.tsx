/** What one workspace may spend, and how often it may ask, at one integration: only its own limits are changed here. */
import { useState } from 'react';
import type { IntegrationWorkspace } from '../../api/queries/integrations.ts';
import { useLimitsAtIntegration, useSetLimits } from '../../api/queries/limits.ts';
import { type Limited, limitsInWords } from '../../panels/limits-in-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { changesOf, draftOf, inheritedBy, type LimitDraft, resetDaysOf } from './limits-of-workspace.ts';

interface WorkspaceLimitsDialogProps {
  integrationId: string;
  workspace: IntegrationWorkspace;
  onClose: () => void;
}

const NONE: Limited = { usage_limits: null, rate_limits: null };

export function WorkspaceLimitsDialog({ integrationId, workspace, onClose }: WorkspaceLimitsDialogProps) {
  const own = useLimitsAtIntegration({ integrationId, workspaceId: workspace.id });
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
          ownerId={`${integrationId}:${workspace.id}`}
          inForce={workspace}
          own={own.data ?? NONE}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

interface LimitsFormProps {
  /** `<integration>:<workspace>`, by id. */
  ownerId: string;
  inForce: Limited;
  own: Limited;
  onClose: () => void;
}

function LimitsForm({ ownerId, inForce, own, onClose }: LimitsFormProps) {
  const save = useSetLimits();
  const [draft, setDraft] = useState<LimitDraft>(() => draftOf(own));
  const inherited = inheritedBy(inForce, own);
  const submit = (): void => {
    const changes = changesOf(own, draft);
    if (Object.keys(changes).length === 0) return onClose();
    save.mutate({ owner_kind: 'integration_workspace', owner_id: ownerId, ...changes }, { onSuccess: onClose });
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <BudgetFields draft={draft} days={resetDaysOf(own)} onChange={setDraft} />
      <Inherited limits={inherited.budgets} instead="A budget here is in place of it." />
      <Field label="Requests a minute" optional>
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min="0"
            step="1"
            value={draft.perMinute}
            onChange={(event) => setDraft({ ...draft, perMinute: event.target.value })}
          />
        )}
      </Field>
      <Inherited limits={inherited.rates} instead="A rate limit here is in place of it." />
      {save.isError && <ErrorState error={save.error} />}
      <Button type="submit" look="primary" busy={save.isPending} className="self-end">
        Save
      </Button>
    </form>
  );
}

function Inherited({ limits, instead }: { limits: Limited; instead: string }) {
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
      <Field label="Budget" optional help="US dollars.">
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min="0"
            step="any"
            value={draft.budget}
            onChange={(event) => onChange({ ...draft, budget: event.target.value })}
          />
        )}
      </Field>
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
