/** Webhooks that are told: made, tried, changed and deleted. */
import { useState } from 'react';
import { type Channel, useChannels, useDeleteChannel, useTestChannel } from '../../api/queries/notifications.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { EditChannel, NewChannel } from './channel-dialogs.tsx';

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
  const [isEditing, setEditing] = useState(false);
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
            <Button look="quiet" aria-label={`Edit ${channel.name}`} onClick={() => setEditing(true)}>
              Edit
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
      {isEditing && <EditChannel channel={channel} onClose={() => setEditing(false)} />}
    </li>
  );
}
