/** What a directory gives to its people: by their groups, for how long, and who comes in by it. */
import type { Directory } from '../../api/queries/identity.ts';
import { useWorkspaces } from '../../api/queries/workspaces.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, Field, Input, NumberField, Select, TextArea } from '../../ui/field.tsx';

type Mapping = Directory['mappings'][number];

interface Values {
  mappings: Mapping[];
  /** One a line: names of groups may have commas. */
  adminGroups: string;
  trustsEmail: boolean;
  provisions: boolean;
  /** Empty = never. */
  maxAgeHours: string;
}

export const peopleFieldsOf = (directory: Directory): Values => ({
  mappings: [...directory.mappings],
  adminGroups: directory.admin_groups.join('\n'),
  trustsEmail: directory.trusts_email,
  provisions: directory.provisions,
  maxAgeHours: directory.max_age_seconds === null ? '' : String(directory.max_age_seconds / HOUR_S),
});

const HOUR_S = 3600;

export function wantedPeople(values: Values) {
  const names = values.adminGroups.split('\n').map((name) => name.trim());
  const hours = values.maxAgeHours.trim();
  return {
    mappings: values.mappings.filter(({ value }) => value.trim() !== ''),
    admin_groups: names.filter((name) => name !== ''),
    trusts_email: values.trustsEmail,
    provisions: values.provisions,
    max_age_seconds: hours === '' ? null : Math.round(Number(hours) * HOUR_S),
  };
}

interface PeopleFieldsProps {
  fields: Values;
  onType: (fields: Values) => void;
  trustHelp: string;
}

export function PeopleFields({ fields, onType, trustHelp }: PeopleFieldsProps) {
  const type = (part: Partial<Values>): void => onType({ ...fields, ...part });
  return (
    <>
      <Mappings rows={fields.mappings} onChange={(mappings) => type({ mappings })} />
      <Field
        label="Groups whose members administer the organisation"
        optional
        help="One a line. Their members are made administrators at their next sign-in, and members again when they leave the group."
      >
        {(ids) => (
          <TextArea
            {...ids}
            value={fields.adminGroups}
            onChange={(event) => type({ adminGroups: event.target.value })}
          />
        )}
      </Field>
      <NumberField
        label="Keys and devices work without a new sign-in for (hours)"
        optional
        help="Counted from the last time that the directory confirmed the person, and of sessions too where it is not asked again. Empty: until it says otherwise."
        isFraction
        min={0.1}
        value={fields.maxAgeHours}
        onChange={(maxAgeHours) => type({ maxAgeHours })}
      />
      <CheckField
        label="People who are new get an account"
        help="Off: only who is invited, or brought by SCIM."
        checked={fields.provisions}
        onChange={(provisions) => type({ provisions })}
      />
      <CheckField
        label="The directory vouches for addresses"
        help={trustHelp}
        checked={fields.trustsEmail}
        onChange={(trustsEmail) => type({ trustsEmail })}
      />
    </>
  );
}

function Mappings({ rows, onChange }: { rows: readonly Mapping[]; onChange: (rows: Mapping[]) => void }) {
  const workspaces = useWorkspaces().data?.data ?? [];
  const replace = (index: number, part: Partial<Mapping>): void =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">What groups give</legend>
      {rows.map((row, index) => (
        <div key={index} className="flex gap-2">
          <Input
            aria-label={`Group ${index + 1}`}
            value={row.value}
            onChange={(event) => replace(index, { value: event.target.value })}
          />
          <Select
            aria-label={`Workspace of group ${index + 1}`}
            value={row.workspace_id}
            onChange={(event) => replace(index, { workspace_id: event.target.value })}
          >
            {workspaces.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          <Select
            aria-label={`Role of group ${index + 1}`}
            value={row.role}
            onChange={(event) => replace(index, { role: event.target.value as Mapping['role'] })}
          >
            {['member', 'manager', 'admin'].map((role) => (
              <option key={role}>{role}</option>
            ))}
          </Select>
          <Button look="quiet" onClick={() => onChange(rows.filter((_, at) => at !== index))}>
            Remove
          </Button>
        </div>
      ))}
      <Button
        className="self-start"
        disabled={workspaces.length === 0}
        onClick={() => onChange([...rows, { value: '', workspace_id: workspaces[0]?.id ?? '', role: 'member' }])}
      >
        Add a group
      </Button>
    </fieldset>
  );
}
