/** Every check there is, to pick one: by what it is called, by what passes, by who made it. */
import { useState } from 'react';
import type { CheckKind } from '../../api/queries/guardrails.ts';
import { Badge } from '../../ui/badge.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { inWords } from './in-words.ts';

interface PickerProps {
  kinds: readonly CheckKind[];
  onPick: (kind: CheckKind) => void;
}

const WHOSE: Readonly<Record<string, string>> = { default: 'built in', portkey: 'built in', tollgate: 'built in' };

export function CheckPicker({ kinds, onPick }: PickerProps) {
  const [wanted, setWanted] = useState('');
  const words = wanted
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const shown = kinds.filter(({ id, name, summary }) => {
    const text = `${id} ${name} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <div className="flex flex-col gap-2">
      <Field label="Find a check" help={`${shown.length} of ${kinds.length}`}>
        {(ids) => <Input {...ids} type="search" value={wanted} onChange={(event) => setWanted(event.target.value)} />}
      </Field>
      <ul aria-label="Checks" className="grid max-h-80 gap-2 overflow-y-auto sm:grid-cols-2">
        {shown.map((kind) => (
          <li key={kind.id}>
            <button
              type="button"
              onClick={() => onPick(kind)}
              className="flex h-full w-full flex-col gap-1 rounded-md border p-2.5 text-left hover:border-line-strong hover:bg-raised"
            >
              <span className="flex w-full flex-wrap items-center justify-between gap-1">
                <span className="text-sm font-medium">{kind.name}</span>
                <Badge>{WHOSE[kind.id.split('.')[0] ?? ''] ?? 'other service'}</Badge>
              </span>
              <span className="text-xs text-ink-soft">{inWords(kind.summary)}</span>
              <code className="font-mono text-xs text-ink-soft">{kind.id}</code>
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="text-sm text-ink-soft">No check is called so.</p>}
    </div>
  );
}
