/** The button of a directory on the sign-in page: its name, and whether it is there at all. */
import type { Directory } from '../../api/queries/identity.ts';
import { CheckField, TextField } from '../../ui/field.tsx';

interface Values {
  name: string;
  isEnabled: boolean;
}

export const buttonOf = ({ name, is_enabled: isEnabled }: Directory): Values => ({ name, isEnabled });

export const wantedButton = ({ name, isEnabled }: Values) => ({ name: name.trim(), is_enabled: isEnabled });

export function ButtonFields({ fields, onType }: { fields: Values; onType: (fields: Values) => void }) {
  return (
    <>
      <TextField label="Name on the button" value={fields.name} onChange={(name) => onType({ ...fields, name })} />
      <CheckField
        label="People may sign in by this directory"
        help="Off: nobody new signs in by it. Sessions that run go on."
        checked={fields.isEnabled}
        onChange={(isEnabled) => onType({ ...fields, isEnabled })}
      />
    </>
  );
}
