/** The people of the organisation: role, link to reset the password, removal. */
import { useState } from 'react';
import { type User, useChangeRole, useRemoveUser, useResetLink, useUsers } from '../../api/queries/people.ts';
import { useHolds, useSession } from '../../api/queries/session.ts';
import { formatAgo, formatUtc } from '../../format/moments.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { ConfirmByName, Dialog } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { fullName, ROLE_NAMES } from './names.ts';
import { RoleSelect } from './role-select.tsx';

export function UserList() {
  const users = useUsers();
  const [doomed, setDoomed] = useState<User | null>(null);
  const [locked, setLocked] = useState<User | null>(null);
  if (users.isPending) return <SkeletonRows rows={5} />;
  if (users.isError) return <ErrorState error={users.error} onRetry={() => void users.refetch()} />;
  if (users.data.data.length === 0) {
    return (
      <EmptyState title="Nobody has an account yet">
        The start of the gateway prints a link that makes the first owner. Until then, everybody signs in with keys.
      </EmptyState>
    );
  }
  return (
    <div className="-m-4">
      <Table
        label="People"
        rows={users.data.data}
        rowId={({ id }) => id}
        columns={[
          {
            id: 'name',
            title: 'Name',
            cell: (user) => <span className="foreign-text font-medium">{fullName(user)}</span>,
          },
          { id: 'email', title: 'E-mail', cell: ({ email }) => <span className="foreign-text">{email}</span> },
          { id: 'role', title: 'Role', cell: (user) => <RoleCell user={user} /> },
          { id: 'workspaces', title: 'Workspaces', numeric: true, cell: (user) => user.workspace_ids.length },
          {
            id: 'created',
            title: 'Since',
            cell: ({ created_at: at }) => <time title={formatUtc(at)}>{formatAgo(at)}</time>,
          },
          {
            id: 'actions',
            title: '',
            cell: (user) => <UserActions user={user} onReset={setLocked} onRemove={setDoomed} />,
          },
        ]}
      />
      {doomed !== null && <RemoveUser user={doomed} onClose={() => setDoomed(null)} />}
      {locked !== null && <ResetLink user={locked} onClose={() => setLocked(null)} />}
    </div>
  );
}

function RoleCell({ user }: { user: User }) {
  const mayChange = useHolds('organisation_users.update');
  const own = useSession().data?.user_id;
  const change = useChangeRole();
  if (!mayChange || user.role === 'owner' || user.id === own) {
    return <Badge tone={user.role === 'member' ? 'neutral' : 'accent'}>{ROLE_NAMES[user.role]}</Badge>;
  }
  return (
    <div>
      <RoleSelect
        of={fullName(user)}
        roles={['admin', 'member'] as const}
        value={user.role}
        busy={change.isPending}
        onChange={(role) => change.mutate({ user_id: user.id, role })}
      />
      {change.isError && <p className="text-xs text-bad">{change.error.message}</p>}
    </div>
  );
}

interface UserActionsProps {
  user: User;
  onReset: (user: User) => void;
  onRemove: (user: User) => void;
}

/** Of oneself there is the page Account; of an owner only owners may do this. */
function UserActions({ user, onReset, onRemove }: UserActionsProps) {
  const session = useSession().data;
  const mayReset = useHolds('organisation_users.update');
  const mayRemove = useHolds('organisation_users.delete');
  if (user.id === session?.user_id || (user.role === 'owner' && session?.user?.role !== 'owner')) return null;
  return (
    <span className="flex justify-end gap-1">
      {mayReset && (
        <Button look="quiet" aria-label={`Reset password of ${user.email}`} onClick={() => onReset(user)}>
          Reset password
        </Button>
      )}
      {mayRemove && (
        <Button look="quiet" aria-label={`Remove ${user.email}`} onClick={() => onRemove(user)}>
          Remove
        </Button>
      )}
    </span>
  );
}

function RemoveUser({ user, onClose }: { user: User; onClose: () => void }) {
  const remove = useRemoveUser();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Remove this person"
      consequence="Sessions, memberships and gateway keys of the person end at once. The log and the audit trail keep what was done."
      name={user.email}
      action="Remove the person"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(user.id, { onSuccess: onClose })}
    />
  );
}

function ResetLink({ user, onClose }: { user: User; onClose: () => void }) {
  const make = useResetLink();
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="A link for a new password"
      description={`With it, ${user.email} chooses a new password. It works once, for an hour, and ends every session of the person.`}
    >
      <div className="flex flex-col gap-4">
        {make.isError && <ErrorState error={make.error} />}
        {make.data === undefined ? (
          <Button look="primary" className="self-end" busy={make.isPending} onClick={() => make.mutate(user.id)}>
            Make the link
          </Button>
        ) : (
          <>
            <CodeBlock text={make.data.reset_link} label="the link" />
            <p className="text-sm text-ink-soft">
              {make.data.mailed ? 'It is on its way by mail as well.' : 'Hand it to the person on a safe way.'}
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}
