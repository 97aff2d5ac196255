/** What one workspace may spend, and how often it may ask, at one integration. */
import { useState } from 'react';
import { type IntegrationWorkspace, useUpdateIntegrationWorkspaces } from '../../api/queries/integrations.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { draftOf, type LimitDraft, limitsOf } from './limits-of-workspace.ts';

interface WorkspaceLimitsDialogProps {
  slug: string;
  workspace: IntegrationWorkspace;
  onClose: () => void;
}

export function WorkspaceLimitsDialog({ slug, workspace, onClose }: WorkspaceLimitsDialogProps) {
  const update = useUpdateIntegrationWorkspaces();
  const [draft, setDraft] = useState<LimitDraft>(() => draftOf(workspace));
  const { id, name, enabled } = workspace;
  const submit = (): void =>
    update.mutate({ slug, workspaces: [{ id, enabled, ...limitsOf(workspace, draft) }] }, { onSuccess: onClose });
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Limits of ${name}`}
      description="They count the requests of this workspace to this integration. Leave a field empty for no limit."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="grid grid-cols-2 gap-3">
          <Field label="Budget" optional help="US dollars.">
            {(ids) => (
              <Input
                {...ids}
                type="number"
                min="0"
                step="any"
                value={draft.budget}
                onChange={(event) => setDraft({ ...draft, budget: event.target.value })}
              />
            )}
          </Field>
          <Field label="Starts again">
            {(ids) => (
              <Select
                {...ids}
                value={draft.reset}
                onChange={(event) => setDraft({ ...draft, reset: event.target.value as LimitDraft['reset'] })}
              >
                <option value="">never</option>
                <option value="daily">each day</option>
                <option value="weekly">each week</option>
                <option value="monthly">each month</option>
              </Select>
            )}
          </Field>
        </div>
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
        {update.isError && <ErrorState error={update.error} />}
        <Button type="submit" look="primary" busy={update.isPending} className="self-end">
          Save
        </Button>
      </form>
    </Dialog>
  );
}
