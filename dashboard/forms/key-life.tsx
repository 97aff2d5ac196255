/** When a key ends, when it is rotated, and who is told: of a new key and of one that is changed. */
import type { ApiKey, KeyChange } from '../api/queries/api-keys.ts';
import { Field, Input, Select, TextField } from '../ui/field.tsx';

export interface LifeDraft {
  /** A day; empty = never. */
  expires: string;
  /** `weekly`, `monthly` or a number of days; empty = by hand only. */
  rotation: string;
  emails: string;
}

export const NEW_LIFE: LifeDraft = { expires: '', rotation: '', emails: '' };

export function lifeOf(key: ApiKey): LifeDraft {
  const { rotation_period: named, rotation_period_days: days } = key.rotation_policy ?? {};
  return {
    expires: key.expires_at?.slice(0, 10) ?? '',
    rotation: named ?? String(days ?? ''),
    emails: key.alert_emails.join(', '),
  };
}

/** null = by hand only. */
export function rotationOf(rotation: string): Exclude<KeyChange['rotation_policy'], undefined> {
  if (rotation === '') return null;
  if (rotation === 'weekly' || rotation === 'monthly') return { rotation_period: rotation };
  return { rotation_period_days: Number(rotation) };
}

interface LifeFieldsProps {
  draft: LifeDraft;
  change: (part: Partial<LifeDraft>) => void;
}

const DAYS = ['30', '60', '90', '180', '365'];

export function LifeFields({ draft, change }: LifeFieldsProps) {
  const days = DAYS.includes(draft.rotation) || !/^\d+$/.test(draft.rotation) ? DAYS : [draft.rotation, ...DAYS];
  return (
    <>
      <div className="grid gap-3 min-[600px]:grid-cols-2">
        <Field label="Expires" optional help="At midnight UTC of that day.">
          {(ids) => (
            <Input
              {...ids}
              type="date"
              value={draft.expires}
              onChange={(event) => change({ expires: event.target.value })}
            />
          )}
        </Field>
        <Field label="Rotated" help="The former text goes on for a while after each rotation.">
          {(ids) => (
            <Select {...ids} value={draft.rotation} onChange={(event) => change({ rotation: event.target.value })}>
              <option value="">by hand only</option>
              <option value="weekly">every Monday</option>
              <option value="monthly">on the first of each month</option>
              {days.map((count) => (
                <option key={count} value={count}>
                  every {count} days
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <TextField
        optional
        label="Tell these addresses of budgets and rotations"
        help="E-mail addresses with commas between them."
        value={draft.emails}
        onChange={(emails) => change({ emails })}
      />
    </>
  );
}
