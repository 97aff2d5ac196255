/** Setting a limit of an owner: the form, and beside it what the last 30 days would have met. */
import { useState } from 'react';
import { useApiKeys, useNames } from '../../api/queries/api-keys.ts';
import { type OwnerLimits, useLimitPreview, useSetLimits, type WantedLimits } from '../../api/queries/limits.ts';
import { useProviders } from '../../api/queries/integrations.ts';
import { useUsers } from '../../api/queries/people.ts';
import { useWorkspaces } from '../../api/queries/workspaces.ts';
import { budgetsOf, keptBudget } from '../../panels/limits-in-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';
import {
  draftOfBudget,
  draftOfRate,
  draftOfSpeed,
  type LimitDraft,
  NEW_LIMIT,
  OWNERS,
  partsOf,
  toBudget,
  toRate,
  toSpeed,
} from './limit-draft.ts';
import { useLimitPowers } from '../../panels/limit-powers.ts';
import { LimitFields } from './limit-fields.tsx';
import type { LimitRow } from './limit-rows.ts';
import { PreviewPanel, useSettled } from './preview-panel.tsx';

type Owner = Pick<WantedLimits, 'owner_kind' | 'owner_id'>;

interface LimitDialogProps {
  /** null = a new one. */
  row: LimitRow | null;
  all: readonly OwnerLimits[];
  onClose: () => void;
}

export function LimitDialog({ row, all, onClose }: LimitDialogProps) {
  const { governs } = useLimitPowers();
  const [owner, setOwner] = useState<Owner>(() => (row === null ? firstOwner(governs) : ownerOf(row.owner)));
  const [draft, setDraft] = useState<LimitDraft>(() => draftOf(row));
  const save = useSetLimits();
  const nameOf = useNames();
  const parts = partsOf(draft);
  const isComplete = isWhole(owner, draft);
  const preview = useLimitPreview(useSettled(parts === null || owner.owner_id === '' ? null : { ...owner, ...parts }));
  const known = all.find((one) => isSame(one, owner));
  const submit = (): void => {
    const wanted = mergedSpeed(known, draft) ?? merged(known, draft, row);
    if (wanted !== null) save.mutate({ ...owner, ...wanted }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || onClose()}
      title={row === null ? 'Add a limit' : `${OWNERS[row.owner.owner_kind]} ${row.owner.owner_name}`}
      description="It holds from the next request on."
    >
      <form
        className="grid gap-4 min-[760px]:grid-cols-[1fr_320px]"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="flex min-w-0 flex-col gap-3">
          {row === null && <OwnerField owner={owner} onChange={setOwner} />}
          <LimitFields
            draft={draft}
            isKept={row !== null}
            hasSpeed={owner.owner_kind !== 'provider'}
            onChange={setDraft}
          />
          {save.error !== null && (
            <div className="-mx-4">
              <ErrorState error={save.error} />
            </div>
          )}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" look="primary" busy={save.isPending} disabled={!isComplete}>
              Set now
            </Button>
            {row !== null && (
              <Button look="danger" onClick={() => save.mutate({ ...owner, ...without(row) }, { onSuccess: onClose })}>
                Remove the limit
              </Button>
            )}
            {row?.kind === 'budget' && (
              <Button onClick={() => save.mutate({ ...owner, reset_usage: true }, { onSuccess: onClose })}>
                Set what is used to 0
              </Button>
            )}
          </div>
        </div>
        <PreviewPanel data={preview.data} error={preview.error} nameOf={nameOf} />
      </form>
    </Dialog>
  );
}

const firstOwner = (governs: boolean): Owner =>
  governs ? { owner_kind: 'organisation', owner_id: 'self' } : { owner_kind: 'workspace', owner_id: '' };
const ownerOf = ({ owner_kind, owner_id }: OwnerLimits): Owner => ({ owner_kind, owner_id });
const isSame = (one: OwnerLimits, { owner_kind, owner_id }: Owner): boolean =>
  one.owner_kind === owner_kind && (one.owner_id === owner_id || owner_id === 'self');

function draftOf(row: LimitDialogProps['row']): LimitDraft {
  if (row === null) return NEW_LIMIT;
  if (row.kind === 'velocity') return draftOfSpeed(row.velocity);
  return row.kind === 'budget' ? draftOfBudget(row.budget) : draftOfRate(row.rate);
}

const isWhole = ({ owner_id: id }: Owner, draft: LimitDraft): boolean => id !== '' && partsOf(draft) !== null;

type Parts = Pick<WantedLimits, 'usage_limits' | 'rate_limits' | 'velocity_limits'>;

/** What the owner has beside it stays. */
function merged(known: OwnerLimits | undefined, draft: LimitDraft, row: LimitDialogProps['row']): Parts | null {
  const budget = toBudget(draft);
  const rate = toRate(draft);
  if (budget !== null) {
    const others = known === undefined ? [] : budgetsOf(known).filter(({ type }) => type !== budget.type);
    return { usage_limits: [...others.map(keptBudget), budget] };
  }
  if (rate === null) return null;
  const replaced = row?.kind === 'rate' ? row.rate : null;
  const others = (known?.rate_limits ?? []).filter(
    (one) => one !== replaced && !(one.type === rate.type && one.unit === rate.unit),
  );
  return {
    rate_limits: [
      ...others,
      { ...rate, ...(replaced?.tokens_counted ? { tokens_counted: replaced.tokens_counted } : {}) },
    ],
  };
}

function mergedSpeed(known: OwnerLimits | undefined, draft: LimitDraft): Parts | null {
  const speed = toSpeed(draft);
  if (speed === null) return null;
  return { velocity_limits: [...(known?.velocity_limits ?? []).filter(({ per }) => per !== speed.per), speed] };
}

function without(row: Exclude<LimitDialogProps['row'], null>): Parts {
  if (row.kind === 'rate') return { rate_limits: (row.owner.rate_limits ?? []).filter((one) => one !== row.rate) };
  if (row.kind === 'velocity') {
    return { velocity_limits: (row.owner.velocity_limits ?? []).filter((one) => one !== row.velocity) };
  }
  const others = budgetsOf(row.owner).filter(({ type }) => type !== row.budget.type);
  return { usage_limits: others.length === 0 ? null : others.map(keptBudget) };
}

function OwnerField({ owner, onChange }: { owner: Owner; onChange: (owner: Owner) => void }) {
  const named = useOwners()[owner.owner_kind];
  const { governs } = useLimitPowers();
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Limit for">
        {(ids) => (
          <Select
            {...ids}
            value={owner.owner_kind}
            onChange={(event) => {
              const kind = event.target.value as Owner['owner_kind'];
              onChange({ owner_kind: kind, owner_id: kind === 'organisation' ? 'self' : '' });
            }}
          >
            {Object.entries(OWNERS)
              .filter(([kind]) => kind !== 'integration_workspace' && (governs || !OF_ALL.has(kind)))
              .map(([kind, text]) => (
                <option key={kind} value={kind}>
                  {text}
                </option>
              ))}
          </Select>
        )}
      </Field>
      {owner.owner_kind !== 'organisation' && (
        <Field label="Which">
          {(ids) => (
            <Select
              {...ids}
              value={owner.owner_id}
              onChange={(event) => onChange({ ...owner, owner_id: event.target.value })}
            >
              <option value="">Choose</option>
              {named.map(([id, name]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </div>
  );
}

/** Of no single workspace: whoever governs the organisation limits them. */
const OF_ALL: ReadonlySet<string> = new Set(['organisation', 'user']);

type Named = readonly (readonly [id: string, name: string])[];

function useOwners(): Record<Owner['owner_kind'], Named> {
  const keys = useApiKeys().data?.data ?? [];
  const workspaces = useWorkspaces().data?.data ?? [];
  const providers = useProviders().data?.data ?? [];
  const users = useUsers().data?.data ?? [];
  return {
    api_key: keys.map(({ id, name }) => [id, name]),
    workspace: workspaces.map(({ id, name }) => [id, name]),
    provider: providers.map(({ id, slug }) => [id, `@${slug}`]),
    user: users.map(({ id, email }) => [id, email]),
    organisation: [],
    integration_workspace: [],
  };
}
