/** What a guardrail checks, and what it does with what it finds. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useCheckKinds } from '../../api/queries/guardrails.ts';
import { Switch } from '../../forms/schema-form.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { CheckForm } from './check-form.tsx';
import { CheckPicker } from './check-picker.tsx';
import type { Edited } from './edited.ts';

interface FormProps {
  edited: Edited;
  isReadOnly: boolean;
  onChange: (edited: Edited) => void;
}

export function GuardrailForm(props: FormProps) {
  return (
    <fieldset disabled={props.isReadOnly} className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_300px]">
      <Checks {...props} />
      <Actions {...props} />
    </fieldset>
  );
}

function Checks({ edited, onChange }: FormProps) {
  const kinds = useCheckKinds();
  const [isPicking, setPicking] = useState(false);
  if (kinds.isPending) return <SkeletonRows rows={6} />;
  if (kinds.isError) return <ErrorState error={kinds.error} onRetry={() => void kinds.refetch()} />;
  const { checks } = edited;
  const set = (next: Edited['checks']): void => onChange({ ...edited, checks: next });
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {checks.map((check, index) => {
        const kind = kinds.data.data.find(({ id }) => id === check.id);
        if (kind === undefined) return null;
        return (
          <CheckForm
            key={`${check.id} ${index}`}
            kind={kind}
            check={check}
            onChange={(next) => set(checks.map((one, at) => (at === index ? next : one)))}
            onRemove={() => set(checks.filter((_, at) => at !== index))}
          />
        );
      })}
      {checks.length === 0 && <p className="text-sm text-ink-soft">A guardrail needs one check at least.</p>}
      <Button icon={<Plus aria-hidden />} className="self-start" onClick={() => setPicking(true)}>
        Add a check
      </Button>
      <Dialog open={isPicking} onOpenChange={setPicking} wide title="Add a check">
        <CheckPicker
          kinds={kinds.data.data}
          onPick={({ id }) => {
            set([...checks, { id, is_enabled: true, parameters: {} }]);
            setPicking(false);
          }}
        />
      </Dialog>
    </div>
  );
}

const STREAMS = [
  ['usual', 'As fits its checks'],
  ['observe', 'Pass, and judge at the end'],
  ['hold', 'Hold some tokens back'],
  ['buffer', 'Hold the whole answer back'],
] as const;

function Actions({ edited, onChange }: FormProps) {
  const set = (part: Partial<Edited>): void => onChange({ ...edited, ...part });
  const side = (name: 'input' | 'output', isOn: boolean): void =>
    set({ sides: (['input', 'output'] as const).filter((one) => (one === name ? isOn : edited.sides.includes(one))) });
  return (
    <div className="flex flex-col gap-4">
      <Field label="Name">
        {(ids) => <Input {...ids} value={edited.name} onChange={(event) => set({ name: event.target.value })} />}
      </Field>
      <Field
        label="Mode"
        help="In shadow mode the log tells what it would have done, and nothing is denied or changed."
      >
        {(ids) => (
          <Select
            {...ids}
            value={edited.mode}
            onChange={(event) => set({ mode: event.target.value as Edited['mode'] })}
          >
            <option value="shadow">Shadow: only watch</option>
            <option value="enforce">Enforce</option>
          </Select>
        )}
      </Field>
      <Switch
        name="Deny what fails"
        help="Off: the answer passes, and its status is 246."
        isOn={edited.deny}
        onChange={(deny) => set({ deny })}
      />
      <Field label="Streams" help="How an answer that comes event by event is guarded.">
        {(ids) => (
          <Select
            {...ids}
            value={edited.stream}
            onChange={(event) => set({ stream: event.target.value as Edited['stream'] })}
          >
            {STREAMS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {edited.stream === 'hold' && (
        <Field label="Tokens held back" help="1 to 10,000.">
          {(ids) => (
            <Input
              {...ids}
              type="number"
              min={1}
              max={10_000}
              value={edited.tokens}
              onChange={(event) => set({ tokens: Number(event.target.value) })}
            />
          )}
        </Field>
      )}
      <fieldset className="flex flex-col gap-2">
        <legend className="text-sm font-medium">Holds without being named, for all</legend>
        <Switch
          name="requests"
          help={undefined}
          isOn={edited.sides.includes('input')}
          onChange={(on) => side('input', on)}
        />
        <Switch
          name="answers"
          help={undefined}
          isOn={edited.sides.includes('output')}
          onChange={(on) => side('output', on)}
        />
      </fieldset>
    </div>
  );
}
