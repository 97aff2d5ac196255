/** Webhooks that are told: made, tried and deleted. */
import { useState } from 'react';
import {
  type Channel,
  useChannels,
  useCreateChannel,
  useDeleteChannel,
  useTestChannel,
} from '../../api/queries/notifications.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';

export function ChannelList() {
  const channels = useChannels();
  const mayUpdate = useHolds('organisation_settings.update');
  const [isCreating, setCreating] = useState(false);
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center justify-between">
        <h2 className="text-sm font-medium">Channels</h2>
        {mayUpdate && <Button onClick={() => setCreating(true)}>Add a channel</Button>}
      </div>
      {channels.isPending ? (
        <SkeletonRows rows={2} />
      ) : channels.isError ? (
        <ErrorState error={channels.error} onRetry={() => void channels.refetch()} />
      ) : channels.data.data.length === 0 ? (
        <p className="text-sm text-ink-soft">
          None: people are told by mail only, where the gateway has a mail server.
        </p>
      ) : (
        <ul className="flex flex-col divide-y rounded-md border">
          {channels.data.data.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} mayUpdate={mayUpdate} />
          ))}
        </ul>
      )}
      {isCreating && <NewChannel onClose={() => setCreating(false)} />}
    </section>
  );
}

function ChannelRow({ channel, mayUpdate }: { channel: Channel; mayUpdate: boolean }) {
  const test = useTestChannel();
  const remove = useDeleteChannel();
  const error = test.error ?? remove.error;
  return (
    <li className="flex flex-col gap-1 px-3 py-2 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <span className="foreign-text font-medium">{channel.name}</span>
        <Badge>{channel.kind}</Badge>
        <span className="foreign-text min-w-0 flex-1 text-ink-soft">{channel.host}</span>
        {mayUpdate && (
          <>
            <Button look="quiet" busy={test.isPending} onClick={() => test.mutate(channel.id)}>
              Send a test
            </Button>
            <Button look="quiet" busy={remove.isPending} onClick={() => remove.mutate(channel.id)}>
              Delete
            </Button>
          </>
        )}
      </div>
      {test.data !== undefined && (
        <p role="status" className={test.data.sent ? 'text-ok' : 'text-bad'}>
          {test.data.sent ? 'The test was taken.' : test.data.problem}
        </p>
      )}
      {error !== null && <ErrorState error={error} />}
    </li>
  );
}

function NewChannel({ onClose }: { onClose: () => void }) {
  const create = useCreateChannel();
  const [kind, setKind] = useState<'slack' | 'webhook'>('slack');
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const made = create.data;
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Add a channel">
      {made?.secret ? (
        <div className="flex flex-col gap-3">
          <p>Messages are signed with this secret. It is shown this once:</p>
          <code className="rounded-md border bg-raised p-2 font-mono text-xs break-all">{made.secret}</code>
          <Button className="self-end" onClick={onClose}>
            I have stored it
          </Button>
        </div>
      ) : (
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ kind, name, url }, { onSuccess: ({ secret }) => secret === null && onClose() });
          }}
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
          {create.error !== null && <ErrorState error={create.error} />}
          <Button type="submit" look="primary" className="self-end" busy={create.isPending}>
            Add the channel
          </Button>
        </form>
      )}
    </Dialog>
  );
}
