/** Making or changing a policy, beside what the last 30 days would have met. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useNames } from '../../api/queries/api-keys.ts';
import { usePolicyPreview, useSavePolicy, type WantedPolicy } from '../../api/queries/policies.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { draftOfPeriod, type LimitDraft, NEW_LIMIT, toBudget, toRate } from './limit-draft.ts';
import { LimitFields } from './limit-fields.tsx';
import type { AnyPolicy } from './any-policy.ts';
import { PreviewPanel, useSettled } from './preview-panel.tsx';

interface ConditionDraft {
  key: string;
  /** Several with commas. */
  value: string;
  excludes: boolean;
}

interface PolicyDraft {
  name: string;
  conditions: readonly ConditionDraft[];
  /** Keys with commas. */
  groups: string;
  limit: LimitDraft;
}

const NEW_POLICY: PolicyDraft = {
  name: '',
  conditions: [{ key: 'metadata._user', value: '*', excludes: false }],
  groups: 'metadata._user',
  limit: NEW_LIMIT,
};

export function PolicyDialog({ policy, onClose }: { policy: AnyPolicy | null; onClose: () => void }) {
  const [draft, setDraft] = useState<PolicyDraft>(() => (policy === null ? NEW_POLICY : draftOf(policy)));
  const save = useSavePolicy();
  const nameOf = useNames();
  const wanted = toWanted(draft);
  const preview = usePolicyPreview(useSettled(wanted));
  const change = (part: Partial<PolicyDraft>): void => setDraft({ ...draft, ...part });
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || onClose()}
      title={policy === null ? 'Add a policy' : 'Edit the policy'}
      description="It limits every request that meets all of its conditions, from the next one on."
    >
      <form
        className="grid gap-4 min-[760px]:grid-cols-[1fr_320px]"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== null) save.mutate({ id: policy?.id ?? null, policy: wanted }, { onSuccess: onClose });
        }}
      >
        <div className="flex min-w-0 flex-col gap-3">
          <Field label="Name">
            {(ids) => <Input {...ids} value={draft.name} onChange={(event) => change({ name: event.target.value })} />}
          </Field>
          <Conditions conditions={draft.conditions} onChange={(conditions) => change({ conditions })} />
          <Field
            label="Count each combination of"
            optional
            help={`Keys with commas, as metadata._user, provider. Empty = all requests together.`}
          >
            {(ids) => (
              <Input
                {...ids}
                className="font-mono"
                value={draft.groups}
                onChange={(event) => change({ groups: event.target.value })}
              />
            )}
          </Field>
          <LimitFields
            draft={draft.limit}
            isKept={policy !== null}
            hasSpeed={false}
            onChange={(limit) => change({ limit })}
          />
          {save.error !== null && <ErrorState error={save.error} />}
          <Button type="submit" look="primary" className="self-start" busy={save.isPending} disabled={wanted === null}>
            Set now
          </Button>
        </div>
        <PreviewPanel data={preview.data} error={preview.error} nameOf={nameOf} />
      </form>
    </Dialog>
  );
}

const KEYS = [
  'metadata._user',
  'api_key',
  'user',
  'workspace_id',
  'provider',
  'virtual_key',
  'config',
  'model',
  'endpoint_type',
];

interface ConditionsProps {
  conditions: readonly ConditionDraft[];
  onChange: (conditions: readonly ConditionDraft[]) => void;
}

function Conditions({ conditions, onChange }: ConditionsProps) {
  const replace = (at: number, part: Partial<ConditionDraft>): void =>
    onChange(conditions.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">Requests that meet all of</legend>
      <datalist id="policy-keys">
        {KEYS.map((key) => (
          <option key={key} value={key}>
            {key}
          </option>
        ))}
      </datalist>
      {conditions.map((condition, index) => (
        <div key={index} className="flex gap-2">
          <Input
            aria-label={`Key of condition ${index + 1}`}
            className="font-mono"
            list="policy-keys"
            value={condition.key}
            onChange={(event) => replace(index, { key: event.target.value.trim() })}
          />
          <div className="w-28 shrink-0">
            <Select
              aria-label={`How condition ${index + 1} compares`}
              value={condition.excludes ? 'not' : 'is'}
              onChange={(event) => replace(index, { excludes: event.target.value === 'not' })}
            >
              <option value="is">is</option>
              <option value="not">is not</option>
            </Select>
          </div>
          <Input
            aria-label={`Values of condition ${index + 1}`}
            className="font-mono"
            placeholder="* = any"
            value={condition.value}
            onChange={(event) => replace(index, { value: event.target.value })}
          />
          <IconButton
            label={`Remove condition ${index + 1}`}
            icon={<X aria-hidden />}
            disabled={conditions.length === 1}
            onClick={() => onChange(conditions.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        look="quiet"
        className="self-start"
        icon={<Plus aria-hidden />}
        onClick={() => onChange([...conditions, { key: '', value: '', excludes: false }])}
      >
        Add a condition
      </Button>
    </fieldset>
  );
}

function draftOf(policy: AnyPolicy): PolicyDraft {
  const shared = {
    name: policy.name ?? '',
    conditions: policy.conditions.map(({ key, value, excludes }) => ({
      key,
      value: [value].flat().join(', '),
      excludes,
    })),
    groups: policy.group_by.map(({ key }) => key).join(', '),
  };
  if (policy.kind === 'rate-limits') {
    const { type, unit, value } = policy;
    return { ...shared, limit: { ...NEW_LIMIT, what: 'rate', type, unit, amount: String(value) } };
  }
  const limit: LimitDraft = {
    ...NEW_LIMIT,
    type: policy.type,
    amount: String(policy.credit_limit),
    alert: policy.alert_threshold === null ? '' : String(policy.alert_threshold),
    ...draftOfPeriod(policy),
    isSoft: policy.soft,
  };
  return { ...shared, limit };
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** null = it is not whole yet. */
function toWanted({ name, conditions, groups, limit }: PolicyDraft): WantedPolicy | null {
  const met = conditions.map(({ key, value, excludes }) => ({ key, value: listed(value), excludes }));
  if (met.some(({ key, value }) => key === '' || value.length === 0)) return null;
  const shared = {
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    conditions: met,
    group_by: listed(groups).map((key) => ({ key })),
  };
  const budget = toBudget(limit);
  if (budget !== null) return { kind: 'usage-limits', wanted: { ...shared, ...budget } };
  const rate = toRate(limit);
  return rate === null || rate.value < 1 ? null : { kind: 'rate-limits', wanted: { ...shared, ...rate } };
}
