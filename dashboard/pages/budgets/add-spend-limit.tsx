/** A new limit of what each person may spend, or another amount for one that is there. */
import { type FormEvent, useState } from 'react';
import { useUsers } from '../../api/queries/people.ts';
import { type NewSpendLimit, useSetSpendLimit } from '../../api/queries/spend-limits.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input, NumberField, Select } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';

type Who = NewSpendLimit['scope']['type'];
type Period = NonNullable<NewSpendLimit['period']>;

const WHO: Readonly<Record<Who, string>> = {
  organization: 'Everybody',
  rbac_group: 'Each member of a group',
  user: 'One person',
};
const PERIODS: readonly Period[] = ['daily', 'weekly', 'monthly'];

interface Fields {
  who: Who;
  /** Of the group, or the id of the person. */
  name: string;
  /** Empty = without limit. */
  dollars: string;
  period: Period;
}

const NEW: Fields = { who: 'organization', name: '', dollars: '', period: 'monthly' };

export function AddSpendLimit() {
  const [fields, setFields] = useState(NEW);
  const set = useSetSpendLimit();
  const type = (part: Partial<Fields>): void => setFields({ ...fields, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate(wanted(fields), { onSuccess: () => setFields(NEW) });
  };
  return (
    <form className="flex flex-wrap items-end gap-3" onSubmit={submit}>
      <Field label="Who">
        {(ids) => (
          <Select {...ids} value={fields.who} onChange={(event) => type({ who: event.target.value as Who, name: '' })}>
            {Object.entries(WHO).map(([who, text]) => (
              <option key={who} value={who}>
                {text}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {fields.who === 'rbac_group' && (
        <Field label="Group of the directory">
          {(ids) => (
            <Input {...ids} required value={fields.name} onChange={(event) => type({ name: event.target.value })} />
          )}
        </Field>
      )}
      {fields.who === 'user' && <PersonField id={fields.name} onChoose={(name) => type({ name })} />}
      <NumberField
        label="Dollars (empty: no limit)"
        optional
        isFraction
        min={0}
        value={fields.dollars}
        onChange={(dollars) => type({ dollars })}
      />
      <Field label="Period">
        {(ids) => (
          <Select {...ids} value={fields.period} onChange={(event) => type({ period: event.target.value as Period })}>
            {PERIODS.map((period) => (
              <option key={period}>{period}</option>
            ))}
          </Select>
        )}
      </Field>
      <Button type="submit" look="primary" busy={set.isPending}>
        Set
      </Button>
      {set.isError && <ErrorState error={set.error} />}
    </form>
  );
}

function PersonField({ id, onChoose }: { id: string; onChoose: (id: string) => void }) {
  const people = useUsers().data?.data ?? [];
  return (
    <Field label="Person">
      {(ids) => (
        <Select {...ids} required value={id} onChange={(event) => onChoose(event.target.value)}>
          <option value="">Choose a person</option>
          {people.map((person) => (
            <option key={person.id} value={person.id}>
              {person.email}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function wanted({ who, name, dollars, period }: Fields): NewSpendLimit {
  const amount = dollars.trim() === '' ? null : String(Math.round(Number(dollars) * 100));
  const whose = who === 'user' ? { user_id: name } : who === 'rbac_group' ? { rbac_group_id: name } : {};
  return { scope: { type: who, ...whose }, amount, period };
}
