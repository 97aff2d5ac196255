/** The toggles: what managers and members of workspaces may see and do, and which of it workspaces may decide themselves. */
import { type Permissions, usePermissions, useUpdatePermissions } from '../../api/queries/people.ts';
import { useHolds } from '../../api/queries/session.ts';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { GROUP_NAMES, TOGGLE_TEXTS } from '../../panels/toggle-texts.ts';

export function PermissionTable() {
  const permissions = usePermissions();
  if (permissions.isPending) return <SkeletonRows rows={8} />;
  if (permissions.isError) return <ErrorState error={permissions.error} onRetry={() => void permissions.refetch()} />;
  return <Groups permissions={permissions.data} />;
}

function Groups({ permissions }: { permissions: Permissions }) {
  const mayChange = useHolds('organisation_settings.update');
  const update = useUpdatePermissions();
  const { overridable, toggles } = permissions;
  const setOverridable = (group: string, isOn: boolean): void => {
    const groups = isOn ? [...overridable, group] : overridable.filter((one) => one !== group);
    update.mutate({ overridable: groups as NonNullable<Parameters<typeof update.mutate>[0]['overridable']> });
  };
  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-3xl text-sm text-ink-soft">
        Owners and admins of the organisation, and admins of a workspace, have every power there. These switches say
        what managers and members have. A change holds from everybody’s next request on.
      </p>
      {update.isError && <ErrorState error={update.error} />}
      {Object.entries(permissions.groups).map(([group, names]) => (
        <section key={group} className="rounded-md border">
          <div className="flex flex-wrap items-center justify-between gap-2 border-b px-4 py-2">
            <h3 className="text-sm font-semibold">{GROUP_NAMES[group] ?? group}</h3>
            <Switch
              label="Workspaces may decide"
              isOn={overridable.includes(group)}
              isFixed={!mayChange || update.isPending}
              onChange={(isOn) => setOverridable(group, isOn)}
            />
          </div>
          <div className="grid gap-x-6 gap-y-1 px-4 py-2 min-[900px]:grid-cols-2">
            {names.map((name) => (
              <Switch
                key={name}
                label={TOGGLE_TEXTS[name] ?? name}
                isOn={toggles[name] === true}
                isFixed={!mayChange || update.isPending}
                onChange={(isOn) => update.mutate({ toggles: { [name]: isOn } })}
              />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

interface SwitchProps {
  label: string;
  isOn: boolean;
  isFixed: boolean;
  onChange: (isOn: boolean) => void;
}

function Switch({ label, isOn, isFixed, onChange }: SwitchProps) {
  return (
    <label className="flex min-h-7 items-center gap-2 text-sm">
      <input type="checkbox" checked={isOn} disabled={isFixed} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
