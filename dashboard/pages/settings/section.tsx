/** One part of a tab of the settings: its title, what it is for, and what is set; and a list that grows by one field. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';

export function Section({ title, summary, children }: { title: string; summary: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <div>
        <h3 className="text-sm font-semibold">{title}</h3>
        <p className="mt-0.5 text-sm text-ink-soft">{summary}</p>
      </div>
      {children}
    </section>
  );
}

/** Hands over what was typed, and empties the field once it is saved. */
export function OneField({ label, action, busy, onSubmit }: OneFieldProps) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(text.trim(), () => setText(''));
  };
  return (
    <form className="flex items-end gap-2" onSubmit={submit}>
      <Field label={label}>
        {(ids) => <Input {...ids} required value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <Button type="submit" busy={busy} disabled={text.trim() === ''}>
        {action}
      </Button>
    </form>
  );
}

interface OneFieldProps {
  label: string;
  action: string;
  busy: boolean;
  onSubmit: (text: string, done: () => void) => void;
}
