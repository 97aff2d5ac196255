/** A new guardrail: its name and its first check; everything else is on its own page. It begins in shadow mode. */
import { useState } from 'react';
import { useCheckKinds, useCreateGuardrail } from '../../api/queries/guardrails.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { CheckPicker } from './check-picker.tsx';
import { CheckForm } from './check-form.tsx';
import type { EditedCheck } from './edited.ts';

interface CreateProps {
  onClose: () => void;
  onCreated: (slug: string) => void;
}

export function CreateGuardrailDialog({ onClose, onCreated }: CreateProps) {
  const kinds = useCheckKinds();
  const create = useCreateGuardrail();
  const [name, setName] = useState('');
  const [check, setCheck] = useState<EditedCheck | null>(null);
  const kind = kinds.data?.data.find(({ id }) => id === check?.id);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || onClose()}
      title="Create a guardrail"
      description="It only watches at first. Try it, run it over the last days, then switch it to enforce."
    >
      <Form
        action="Create the guardrail"
        busy={create.isPending}
        error={create.error}
        isIncomplete={check === null}
        onSubmit={() => {
          if (check === null) return;
          create.mutate(
            { name: name.trim(), checks: [check], actions: { mode: 'shadow' } },
            { onSuccess: ({ slug }) => onCreated(slug) },
          );
        }}
      >
        <Field label="Name">
          {(ids) => (
            <Input {...ids} required maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {kinds.isPending ? (
          <SkeletonRows rows={4} />
        ) : kinds.isError ? (
          <ErrorState error={kinds.error} onRetry={() => void kinds.refetch()} />
        ) : check === null || kind === undefined ? (
          <CheckPicker
            kinds={kinds.data.data}
            onPick={({ id }) => setCheck({ id, is_enabled: true, parameters: {} })}
          />
        ) : (
          <CheckForm kind={kind} check={check} onChange={setCheck} onRemove={() => setCheck(null)} />
        )}
      </Form>
    </Dialog>
  );
}
