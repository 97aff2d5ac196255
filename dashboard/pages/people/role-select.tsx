/** A role, to be chosen in a row of a table. */
import { Select } from '../../ui/field.tsx';
import { ROLE_NAMES } from './names.ts';

interface RoleSelectProps<Role extends keyof typeof ROLE_NAMES> {
  /** Whose, for screen readers. */
  of: string;
  roles: readonly Role[];
  value: Role;
  busy: boolean;
  onChange: (role: Role) => void;
}

export function RoleSelect<Role extends keyof typeof ROLE_NAMES>(props: RoleSelectProps<Role>) {
  const { of, roles, value, busy, onChange } = props;
  return (
    <Select
      aria-label={`Role of ${of}`}
      className="max-w-32"
      value={value}
      disabled={busy}
      onChange={(event) => {
        const role = roles.find((one) => one === event.target.value);
        if (role !== undefined) onChange(role);
      }}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {ROLE_NAMES[role]}
        </option>
      ))}
    </Select>
  );
}
