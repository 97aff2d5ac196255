/** One check of a guardrail with its parameters, as its schema has them. */
import { Trash2 } from 'lucide-react';
import type { CheckKind } from '../../api/queries/guardrails.ts';
import { SchemaForm, Switch } from '../../forms/schema-form.tsx';
import { IconButton } from '../../ui/button.tsx';
import type { EditedCheck } from './edited.ts';
import { inWords } from './in-words.ts';

interface CheckFormProps {
  kind: CheckKind;
  check: EditedCheck;
  onChange: (check: EditedCheck) => void;
  onRemove: () => void;
}

export function CheckForm({ kind, check, onChange, onRemove }: CheckFormProps) {
  const title = check.name ?? kind.name;
  return (
    <section aria-label={title} className="flex flex-col gap-3 rounded-md border p-3">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="text-sm font-semibold">{title}</h3>
          <p className="text-xs text-ink-soft">{inWords(kind.summary)}</p>
          <code className="font-mono text-xs text-ink-soft">{kind.id}</code>
        </div>
        <IconButton label={`Remove ${title}`} icon={<Trash2 aria-hidden />} onClick={onRemove} />
      </div>
      <Switch
        name="Enabled"
        help={undefined}
        isOn={check.is_enabled}
        onChange={(isEnabled) => onChange({ ...check, is_enabled: isEnabled })}
      />
      <SchemaForm
        schema={kind.parameters}
        secrets={kind.secrets}
        value={check.parameters}
        onChange={(parameters) => onChange({ ...check, parameters })}
      />
    </section>
  );
}
