/** Invitations: those that are open and those that were. */
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { type Invite, useCancelInvite, useInvites, useResendInvite } from '../../api/queries/people.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { InviteForm } from './invite-form.tsx';
import { ROLE_NAMES } from './names.ts';

const TONES: Record<Invite['status'], Tone> = { pending: 'warn', accepted: 'ok', cancelled: 'neutral', expired: 'bad' };

export function InviteList() {
  const invites = useInvites();
  const mayInvite = useHolds('organisation_users.create');
  const [isInviting, setInviting] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  if (invites.isPending) return <SkeletonRows rows={5} />;
  if (invites.isError) return <ErrorState error={invites.error} onRetry={() => void invites.refetch()} />;
  const button = mayInvite && (
    <Button look="primary" icon={<UserPlus aria-hidden />} onClick={() => setInviting(true)}>
      Invite somebody
    </Button>
  );
  return (
    <div className="-m-4">
      {invites.data.data.length === 0 ? (
        <EmptyState title="Nobody is invited" action={button}>
          An invitation is a link. Whoever opens it chooses a password and belongs to the workspaces that you name.
        </EmptyState>
      ) : (
        <>
          <div className="flex justify-end border-b p-3">{button}</div>
          <Invites rows={invites.data.data} onLink={setLink} />
        </>
      )}
      {isInviting && <InviteForm onClose={() => setInviting(false)} />}
      {link !== null && (
        <Dialog open onOpenChange={(open) => open || setLink(null)} title="The new link">
          <CodeBlock text={link} label="the link" />
          <p className="mt-3 text-sm text-ink-soft">It works once, for seven days. The earlier one works no more.</p>
        </Dialog>
      )}
    </div>
  );
}

function Invites({ rows, onLink }: { rows: readonly Invite[]; onLink: (link: string) => void }) {
  return (
    <Table
      label="Invitations"
      rows={rows}
      rowId={({ id }) => id}
      columns={[
        {
          id: 'email',
          title: 'E-mail',
          cell: ({ email }) => <span className="foreign-text font-medium">{email}</span>,
        },
        { id: 'role', title: 'Role', cell: ({ role }) => ROLE_NAMES[role] },
        { id: 'workspaces', title: 'Workspaces', numeric: true, cell: ({ workspaces }) => workspaces.length },
        { id: 'status', title: 'Status', cell: ({ status }) => <Badge tone={TONES[status]}>{status}</Badge> },
        {
          id: 'created',
          title: 'Invited',
          cell: ({ created_at: at }) => <Ago at={at} />,
        },
        { id: 'actions', title: '', cell: (invite) => <InviteActions invite={invite} onLink={onLink} /> },
      ]}
    />
  );
}

function InviteActions({ invite, onLink }: { invite: Invite; onLink: (link: string) => void }) {
  const resend = useResendInvite();
  const cancel = useCancelInvite();
  const mayResend = useHolds('organisation_users.create');
  const mayCancel = useHolds('organisation_users.delete');
  if (invite.status === 'accepted' || invite.status === 'cancelled') return null;
  return (
    <span className="flex justify-end gap-1">
      {mayResend && (
        <Button
          look="quiet"
          busy={resend.isPending}
          aria-label={`New link for ${invite.email}`}
          onClick={() => resend.mutate(invite.id, { onSuccess: ({ inviteLink }) => onLink(inviteLink) })}
        >
          New link
        </Button>
      )}
      {mayCancel && (
        <Button
          look="quiet"
          busy={cancel.isPending}
          aria-label={`Cancel the invitation of ${invite.email}`}
          onClick={() => cancel.mutate(invite.id)}
        >
          Cancel
        </Button>
      )}
    </span>
  );
}
