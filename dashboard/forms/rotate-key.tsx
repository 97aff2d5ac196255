/** Gives a key a new text, which is shown once; the former one goes on for a while. */
import { useState } from 'react';
import { Field, Select } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';

const MINUTE_MS = 60_000;
/** Not shorter than the gateway allows. */
const TRANSITIONS: readonly [label: string, ms: number][] = [
  ['30 minutes', 30 * MINUTE_MS],
  ['a day', 24 * 60 * MINUTE_MS],
  ['a week', 7 * 24 * 60 * MINUTE_MS],
  ['30 days', 30 * 24 * 60 * MINUTE_MS],
];

interface RotateKeyFormProps {
  busy: boolean;
  error: unknown;
  onSubmit: (transitionMs: number) => void;
}

export function RotateKeyForm({ busy, error, onSubmit }: RotateKeyFormProps) {
  const [ms, setMs] = useState(24 * 60 * MINUTE_MS);
  return (
    <Form action="Rotate the key" busy={busy} error={error} onSubmit={() => onSubmit(ms)}>
      <p className="text-sm">
        The key gets a new text. Its powers, its limits and its log stay. Until the time is over, both texts open the
        gateway, so that nobody is cut off while they change it.
      </p>
      <Field label="The former text goes on for">
        {(ids) => (
          <Select {...ids} value={String(ms)} onChange={(event) => setMs(Number(event.target.value))}>
            {TRANSITIONS.map(([label, value]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Form>
  );
}
