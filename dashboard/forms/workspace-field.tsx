/** The choice of one workspace in a form. */
import { Field, Select } from '../ui/field.tsx';

interface WorkspaceFieldProps {
  label?: string;
  help?: string;
  /** What the choice of none is called, whose value is empty; absent = one must be chosen. */
  none?: string;
  workspaces: readonly { id: string; name: string }[];
  value: string;
  onChange: (id: string) => void;
}

export function WorkspaceField({ label = 'Workspace', help, none, workspaces, value, onChange }: WorkspaceFieldProps) {
  return (
    <Field label={label} help={help}>
      {(ids) => (
        <Select {...ids} value={value} onChange={(event) => onChange(event.target.value)}>
          {none !== undefined && <option value="">{none}</option>}
          {workspaces.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
