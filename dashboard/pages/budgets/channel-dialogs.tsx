/** Making a channel of notifications, and changing one. */
import { useState } from 'react';
import { type Channel, useCreateChannel, useUpdateChannel } from '../../api/queries/notifications.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, Field, Input, Select } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';

function SecretOnce({ secret, onStored }: { secret: string; onStored: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <p>Messages are signed with this secret. It is shown this once:</p>
      <code className="rounded-md border bg-raised p-2 font-mono text-xs break-all">{secret}</code>
      <Button className="self-end" onClick={onStored}>
        I have stored it
      </Button>
    </div>
  );
}

export function NewChannel({ onClose }: { onClose: () => void }) {
  const create = useCreateChannel();
  const [kind, setKind] = useState<'slack' | 'webhook'>('slack');
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const made = create.data;
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Add a channel">
      {made?.secret ? (
        <SecretOnce secret={made.secret} onStored={onClose} />
      ) : (
        <Form
          action="Add the channel"
          busy={create.isPending}
          error={create.error}
          onSubmit={() =>
            create.mutate({ kind, name, url }, { onSuccess: ({ secret }) => secret === null && onClose() })
          }
        >
          <Field label="Kind">
            {(ids) => (
              <Select {...ids} value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
                <option value="slack">Slack, or what takes its webhooks</option>
                <option value="webhook">Webhook with signed JSON</option>
              </Select>
            )}
          </Field>
          <Field label="Name">
            {(ids) => <Input {...ids} required value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label="URL" help="Stored encrypted, and never shown again.">
            {(ids) => (
              <Input {...ids} required type="url" value={url} onChange={(event) => setUrl(event.target.value)} />
            )}
          </Field>
        </Form>
      )}
    </Dialog>
  );
}

export function EditChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const update = useUpdateChannel();
  const [name, setName] = useState(channel.name);
  const [url, setUrl] = useState('');
  const [rotates, setRotates] = useState(false);
  const secret = update.data?.secret ?? null;
  const submit = (): void =>
    update.mutate(
      {
        id: channel.id,
        name: name.trim(),
        ...(url === '' ? {} : { url }),
        ...(rotates ? { rotate_secret: true } : {}),
      },
      { onSuccess: (changed) => changed.secret === null && onClose() },
    );
  return (
    <Dialog open onOpenChange={(open) => open || secret !== null || onClose()} title={`Edit ${channel.name}`}>
      {secret !== null ? (
        <SecretOnce secret={secret} onStored={onClose} />
      ) : (
        <Form action="Save" busy={update.isPending} error={update.error} onSubmit={submit}>
          <Field label="Name">
            {(ids) => <Input {...ids} required value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label="New URL" optional help={`Messages go to ${channel.host}. Leave this empty to keep the URL.`}>
            {(ids) => <Input {...ids} type="url" value={url} onChange={(event) => setUrl(event.target.value)} />}
          </Field>
          {channel.kind === 'webhook' && (
            <CheckField
              label="Make a new secret"
              help="It is shown once. The former one signs no message after that."
              checked={rotates}
              onChange={setRotates}
            />
          )}
        </Form>
      )}
    </Dialog>
  );
}
