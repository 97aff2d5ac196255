/** Changes what a provider is called, its note, and when it ends. Its slug stays: requests name it. */
import { useState } from 'react';
import { type Provider, useUpdateProvider } from '../../api/queries/integrations.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';

export function EditProvider({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const update = useUpdateProvider();
  const before = provider.expires_at?.slice(0, 10) ?? '';
  const [name, setName] = useState(provider.name);
  const [note, setNote] = useState(provider.note ?? '');
  const [expires, setExpires] = useState(before);
  const submit = (): void =>
    update.mutate(
      {
        slug: provider.slug,
        workspace_id: provider.workspace_id,
        name: name.trim(),
        note: note.trim() === '' ? null : note.trim(),
        // What was not touched is not sent, so that the gateway keeps it to the last second.
        ...(expires === before ? {} : { expires_at: expires === '' ? null : new Date(expires).toISOString() }),
      },
      { onSuccess: onClose },
    );
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`Edit @${provider.slug}`}>
      <Form action="Save" busy={update.isPending} error={update.error} onSubmit={submit}>
        <TextField label="Name" value={name} onChange={setName} />
        <TextField optional label="Note" value={note} onChange={setNote} />
        <Field
          label="Expires"
          optional
          help="At midnight UTC of that day. After it, requests to the provider are refused."
        >
          {(ids) => <Input {...ids} type="date" value={expires} onChange={(event) => setExpires(event.target.value)} />}
        </Field>
      </Form>
    </Dialog>
  );
}
