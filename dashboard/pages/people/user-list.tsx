/** The people of the organisation: role, and what an administrator may do for them. */
import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { type User, useChangeRole, useUsers } from '../../api/queries/people.ts';
import { useHolds, useSession } from '../../api/queries/session.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { fullName, ROLE_NAMES } from './names.ts';
import { RoleSelect } from './role-select.tsx';
import { type UserAction, UserDialog } from './user-dialogs.tsx';

export function UserList() {
  const users = useUsers();
  const [open, setOpen] = useState<{ action: UserAction; user: User } | null>(null);
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
            cell: ({ created_at: at }) => <Ago at={at} />,
          },
          {
            id: 'actions',
            title: '',
            cell: (user) => <UserActions user={user} onChoose={(action) => setOpen({ action, user })} />,
          },
        ]}
      />
      {open !== null && <UserDialog {...open} onClose={() => setOpen(null)} />}
    </div>
  );
}

/** Making an owner takes more than a choice in a list. */
const OF_OTHERS: readonly User['role'][] = ['admin', 'member'];
const OF_AN_OWNER: readonly User['role'][] = ['owner', ...OF_OTHERS];

function RoleCell({ user }: { user: User }) {
  const mayChange = useHolds('organisation_users.update');
  const session = useSession().data;
  const change = useChangeRole();
  if (!mayChange || user.id === session?.user_id || (user.role === 'owner' && session?.user?.role !== 'owner')) {
    return <Badge tone={user.role === 'member' ? 'neutral' : 'accent'}>{ROLE_NAMES[user.role]}</Badge>;
  }
  return (
    <div>
      <RoleSelect
        of={fullName(user)}
        roles={user.role === 'owner' ? OF_AN_OWNER : OF_OTHERS}
        value={user.role}
        busy={change.isPending}
        onChange={(role) => role !== 'owner' && change.mutate({ user_id: user.id, role })}
      />
      {change.isError && <p className="text-xs text-bad">{change.error.message}</p>}
    </div>
  );
}

/** Of oneself there is the page Account; of an owner only owners may do this. */
function UserActions({ user, onChoose }: { user: User; onChoose: (action: UserAction) => void }) {
  const session = useSession().data;
  const mayReset = useHolds('organisation_users.update');
  const mayRemove = useHolds('organisation_users.delete');
  const isOwner = session?.user?.role === 'owner';
  if (user.id === session?.user_id || (user.role === 'owner' && !isOwner)) return null;
  const item = (action: UserAction, label: string, danger = false): MenuItem => ({
    label,
    danger,
    onSelect: () => onChoose(action),
  });
  const items = [
    ...(mayReset ? [item('reset-password', 'Reset password'), item('reset-second-factor', 'Reset second factor')] : []),
    ...(isOwner && user.role !== 'owner' ? [item('make-owner', 'Make owner')] : []),
    ...(mayRemove ? [item('remove', 'Remove', true)] : []),
  ];
  if (items.length === 0) return null;
  const label = `Actions for ${user.email}`;
  return (
    <span className="flex justify-end">
      <Menu label={label} items={items} trigger={<IconButton label={label} icon={<MoreHorizontal aria-hidden />} />} />
    </span>
  );
}
