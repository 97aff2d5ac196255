/** What managers and members may do in one workspace, where the organisation lets it decide. */
import { type Permissions, useUpdateWorkspacePermissions, useWorkspacePermissions } from '../../api/queries/people.ts';
import { GROUP_NAMES, TOGGLE_TEXTS } from '../../panels/toggle-texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Select } from '../../ui/field.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';

export function WorkspacePermissions({ id }: { id: string }) {
  const permissions = useWorkspacePermissions(id);
  const update = useUpdateWorkspacePermissions();
  if (permissions.isPending) return <SkeletonRows rows={8} />;
  if (permissions.isError) return <ErrorState error={permissions.error} onRetry={() => void permissions.refetch()} />;
  if (permissions.data === null) return null;
  const { groups, overridable } = permissions.data;
  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-3xl text-sm text-ink-soft">
        The organisation decides for every workspace, on the page of people. A group that it leaves to workspaces can be
        set here. A change holds from everybody’s next request on.
      </p>
      {update.isError && <ErrorState error={update.error} />}
      {Object.entries(groups).map(([group, names]) => (
        <section key={group} aria-label={GROUP_NAMES[group] ?? group} className="rounded-md border">
          <div className="flex flex-wrap items-center justify-between gap-2 border-b px-4 py-2">
            <h3 className="text-sm font-semibold">{GROUP_NAMES[group] ?? group}</h3>
            {!overridable.includes(group) && <Badge>the organisation decides</Badge>}
          </div>
          <div className="grid gap-x-6 gap-y-1 px-4 py-2 min-[900px]:grid-cols-2">
            {names.map((name) => (
              <Toggle
                key={name}
                name={name}
                permissions={permissions.data as Permissions}
                isFixed={!overridable.includes(group) || update.isPending}
                onChange={(value) => update.mutate({ id, toggles: { [name]: value } })}
              />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

interface ToggleProps {
  name: string;
  permissions: Permissions;
  isFixed: boolean;
  /** null = as the organisation says. */
  onChange: (value: boolean | null) => void;
}

const VALUES: Readonly<Record<string, boolean | null>> = { yes: true, no: false, '': null };

function Toggle({ name, permissions: { toggles, own }, isFixed, onChange }: ToggleProps) {
  const label = TOGGLE_TEXTS[name] ?? name;
  const decided = own[name];
  const holds = toggles[name] === true ? 'yes' : 'no';
  return (
    <div className="flex min-h-9 items-center justify-between gap-3 text-sm">
      <span>{label}</span>
      <Select
        aria-label={label}
        className="w-auto!"
        disabled={isFixed}
        value={decided === undefined ? '' : holds}
        onChange={(event) => onChange(VALUES[event.target.value] ?? null)}
      >
        <option value="">{decided === undefined ? `as the organisation: ${holds}` : 'as the organisation'}</option>
        <option value="yes">yes</option>
        <option value="no">no</option>
      </Select>
    </div>
  );
}
