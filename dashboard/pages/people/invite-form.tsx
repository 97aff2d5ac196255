/** Inviting somebody: address, role, workspaces. The link is shown once. */
import { useState } from 'react';
import { useInvitePerson, type WorkspaceRole } from '../../api/queries/people.ts';
import { useWorkspaces } from '../../api/queries/workspaces.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, Field, Input, Select } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { RoleSelect } from './role-select.tsx';
import { WORKSPACE_ROLES } from './names.ts';

/** What a developer needs; nothing is made where the box is not ticked. */
const KEY_SCOPES = ['completions.write', 'models.list', 'logs.list', 'logs.view'];

export function InviteForm({ onClose }: { onClose: () => void }) {
  const invite = useInvitePerson();
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={invite.data === undefined ? 'Invite somebody' : 'The invitation'}
    >
      {invite.data === undefined ? (
        <InviteFields busy={invite.isPending} error={invite.error} onSubmit={(wanted) => invite.mutate(wanted)} />
      ) : (
        <div className="flex flex-col gap-3">
          <p className="text-sm">
            Hand this link to the person on a safe way. It works <strong>once</strong>, for seven days.
          </p>
          <CodeBlock text={invite.data.invite_link} label="the link" />
          <Button look="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      )}
    </Dialog>
  );
}

interface Wanted {
  email: string;
  role: 'admin' | 'member';
  workspaces: { id: string; role: WorkspaceRole }[];
  workspace_api_key_details?: { scopes: string[] };
}

function InviteFields({
  busy,
  error,
  onSubmit,
}: {
  busy: boolean;
  error: unknown;
  onSubmit: (wanted: Wanted) => void;
}) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<'admin' | 'member'>('member');
  const [roles, setRoles] = useState<Readonly<Record<string, WorkspaceRole>>>({});
  const [withKey, setWithKey] = useState(false);
  const workspaces = Object.entries(roles).map(([id, one]) => ({ id, role: one }));
  const submit = (): void =>
    onSubmit({
      email: email.trim(),
      role,
      workspaces,
      ...(withKey && workspaces.length > 0 ? { workspace_api_key_details: { scopes: KEY_SCOPES } } : {}),
    });
  return (
    <Form action="Invite" busy={busy} error={error} onSubmit={submit}>
      <Field label="E-mail">
        {(ids) => (
          <Input
            {...ids}
            type="email"
            required
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Role in the organisation"
        help={
          role === 'admin'
            ? 'Admins govern the organisation and every workspace.'
            : 'Members see the workspaces that they belong to.'
        }
      >
        {(ids) => (
          <Select
            {...ids}
            value={role}
            onChange={(event) => setRole(event.target.value === 'admin' ? 'admin' : 'member')}
          >
            <option value="member">Member</option>
            <option value="admin">Admin</option>
          </Select>
        )}
      </Field>
      <WorkspaceRoles roles={roles} onChange={setRoles} />
      <CheckField
        label="Make a gateway key of the person in each of these workspaces"
        checked={withKey}
        onChange={setWithKey}
      />
    </Form>
  );
}

interface WorkspaceRolesProps {
  roles: Readonly<Record<string, WorkspaceRole>>;
  onChange: (roles: Readonly<Record<string, WorkspaceRole>>) => void;
}

function WorkspaceRoles({ roles, onChange }: WorkspaceRolesProps) {
  const workspaces = useWorkspaces();
  const toggle = (id: string): void => {
    const { [id]: had, ...rest } = roles;
    onChange(had === undefined ? { ...rest, [id]: 'member' } : rest);
  };
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-sm font-medium">Workspaces</legend>
      <div className="max-h-48 overflow-y-auto rounded-md border">
        {workspaces.data?.data.map(({ id, name }) => {
          const role = roles[id];
          return (
            <div key={id} className="flex h-10 items-center justify-between gap-2 border-b px-3 last:border-b-0">
              <label className="flex min-w-0 items-center gap-2 text-sm">
                <input type="checkbox" checked={role !== undefined} onChange={() => toggle(id)} />
                <span className="foreign-text truncate">{name}</span>
              </label>
              {role !== undefined && (
                <RoleSelect
                  of={`the person in ${name}`}
                  roles={WORKSPACE_ROLES}
                  value={role}
                  busy={false}
                  onChange={(chosen) => onChange({ ...roles, [id]: chosen })}
                />
              )}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
