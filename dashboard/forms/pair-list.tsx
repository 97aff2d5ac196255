/** Names with values, as many as somebody wants: metadata. */
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../ui/button.tsx';
import { Input } from '../ui/field.tsx';

export interface Pair {
  name: string;
  value: string;
}

export function toPairs(record: Readonly<Record<string, string>>): Pair[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }));
}

/** Lines without a name say nothing. */
export function toRecord(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value.trim()]),
  );
}

interface PairListProps {
  label: string;
  help: string;
  pairs: readonly Pair[];
  onChange: (pairs: readonly Pair[]) => void;
}

export function PairList({ label, help, pairs, onChange }: PairListProps) {
  const set = (index: number, change: Partial<Pair>): void =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...change } : pair)));
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-sm font-medium">
        {label}
        <span className="ml-1.5 font-normal text-ink-soft">optional</span>
      </legend>
      {pairs.map(({ name, value }, index) => (
        <div key={index} className="flex items-center gap-2">
          <Input
            aria-label={`Name ${index + 1}`}
            placeholder="team"
            maxLength={128}
            value={name}
            onChange={(event) => set(index, { name: event.target.value })}
          />
          <Input
            aria-label={`Value ${index + 1}`}
            placeholder="payments"
            maxLength={128}
            value={value}
            onChange={(event) => set(index, { value: event.target.value })}
          />
          <IconButton
            label={`Remove ${name === '' ? `line ${index + 1}` : name}`}
            icon={<X aria-hidden />}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        look="quiet"
        className="self-start"
        icon={<Plus aria-hidden />}
        onClick={() => onChange([...pairs, { name: '', value: '' }])}
      >
        Add a line
      </Button>
      <p className="text-xs leading-4 text-ink-soft">{help}</p>
    </fieldset>
  );
}
