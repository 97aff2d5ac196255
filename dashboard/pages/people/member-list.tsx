/** The members of one workspace. */
import { useState } from 'react';
import {
  type Member,
  useAddMember,
  useChangeMember,
  useMembers,
  useRemoveMember,
  useUsers,
} from '../../api/queries/people.ts';
import { useHolds, useSession } from '../../api/queries/session.ts';
import { useWorkspaces } from '../../api/queries/workspaces.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { fullName, ROLE_NAMES, WORKSPACE_ROLES } from './names.ts';
import { RoleSelect } from './role-select.tsx';

export function MemberList() {
  const workspaces = useWorkspaces();
  const [chosen, setChosen] = useState<string | null>(null);
  if (workspaces.isPending) return <SkeletonRows rows={5} />;
  if (workspaces.isError) return <ErrorState error={workspaces.error} onRetry={() => void workspaces.refetch()} />;
  const choices = workspaces.data.data;
  const id = chosen ?? choices[0]?.id ?? '';
  return (
    <div className="-m-4">
      <div className="flex flex-wrap items-end gap-3 border-b p-3">
        <div className="w-72">
          <Field label="Workspace">
            {(ids) => (
              <Select {...ids} value={id} onChange={(event) => setChosen(event.target.value)}>
                {choices.map((workspace) => (
                  <option key={workspace.id} value={workspace.id}>
                    {workspace.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <AddMember workspaceId={id} />
      </div>
      <Members workspaceId={id} />
    </div>
  );
}

function AddMember({ workspaceId }: { workspaceId: string }) {
  const mayAdd = useHolds('workspace_users.create');
  const users = useUsers();
  const members = useMembers(workspaceId);
  const add = useAddMember();
  const [user, setUser] = useState('');
  const inside = new Set(members.data?.data.map(({ id }) => id));
  const outside = users.data?.data.filter(({ id }) => !inside.has(id)) ?? [];
  if (!mayAdd || outside.length === 0) return null;
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ id: workspaceId, user, role: 'member' }, { onSuccess: () => setUser('') });
      }}
    >
      <div className="w-72">
        <Field label="Add somebody of the organisation">
          {(ids) => (
            <Select {...ids} required value={user} onChange={(event) => setUser(event.target.value)}>
              <option value="">Choose a person</option>
              {outside.map((one) => (
                <option key={one.id} value={one.id}>
                  {fullName(one)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Button type="submit" busy={add.isPending} disabled={user === ''} className="mb-1">
        Add
      </Button>
      {add.isError && <p className="pb-2 text-xs text-bad">{add.error.message}</p>}
    </form>
  );
}

function Members({ workspaceId }: { workspaceId: string }) {
  const members = useMembers(workspaceId);
  if (members.isPending) return <SkeletonRows rows={5} />;
  if (members.isError) return <ErrorState error={members.error} onRetry={() => void members.refetch()} />;
  if (members.data.data.length === 0) {
    return (
      <EmptyState title="No members">
        Owners and admins of the organisation govern this workspace without belonging to it.
      </EmptyState>
    );
  }
  return (
    <Table
      label="Members of the workspace"
      rows={members.data.data}
      rowId={({ id }) => id}
      columns={[
        {
          id: 'name',
          title: 'Name',
          cell: (member) => <span className="foreign-text font-medium">{fullName(member)}</span>,
        },
        { id: 'email', title: 'E-mail', cell: ({ email }) => <span className="foreign-text">{email}</span> },
        { id: 'role', title: 'Role here', cell: (member) => <MemberRole member={member} /> },
        {
          id: 'org_role',
          title: 'In the organisation',
          cell: ({ org_role: role }) => (
            <Badge tone={role === 'member' ? 'neutral' : 'accent'}>{ROLE_NAMES[role]}</Badge>
          ),
        },
        { id: 'actions', title: '', cell: (member) => <RemoveButton member={member} /> },
      ]}
    />
  );
}

function MemberRole({ member }: { member: Member }) {
  const mayChange = useHolds('workspace_users.update');
  const own = useSession().data?.user_id;
  const change = useChangeMember();
  if (!mayChange || member.id === own) return <Badge>{ROLE_NAMES[member.role]}</Badge>;
  return (
    <div>
      <RoleSelect
        of={fullName(member)}
        roles={WORKSPACE_ROLES}
        value={member.role}
        busy={change.isPending}
        onChange={(role) => change.mutate({ id: member.workspace_id, user_id: member.id, role })}
      />
      {change.isError && <p className="text-xs text-bad">{change.error.message}</p>}
    </div>
  );
}

function RemoveButton({ member }: { member: Member }) {
  const mayRemove = useHolds('workspace_users.delete');
  const remove = useRemoveMember();
  const [isSure, setSure] = useState(false);
  if (!mayRemove) return null;
  return (
    <span className="flex items-center justify-end gap-1">
      {isSure ? (
        <>
          <Button look="quiet" onClick={() => setSure(false)}>
            Keep
          </Button>
          <Button
            look="danger"
            busy={remove.isPending}
            onClick={() => remove.mutate({ id: member.workspace_id, user_id: member.id })}
          >
            Remove, with their keys here
          </Button>
        </>
      ) : (
        <Button look="quiet" aria-label={`Remove ${member.email}`} onClick={() => setSure(true)}>
          Remove
        </Button>
      )}
    </span>
  );
}
