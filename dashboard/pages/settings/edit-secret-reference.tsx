/** Changes where a secret stands in its manager, and how the manager is asked. */
import { useState } from 'react';
import {
  type SecretReferenceDetail,
  useSecretReference,
  useUpdateSecretReference,
} from '../../api/queries/secret-references.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { MANAGERS } from './secret-managers.data.ts';

export function EditSecretReference({ id, onClose }: { id: string; onClose: () => void }) {
  const reference = useSecretReference(id);
  return (
    <Dialog open title="Edit the secret reference" onOpenChange={onClose}>
      {reference.isPending ? (
        <SkeletonRows rows={4} />
      ) : reference.isError ? (
        <ErrorState error={reference.error} onRetry={() => void reference.refetch()} />
      ) : (
        <EditForm reference={reference.data} onClose={onClose} />
      )}
    </Dialog>
  );
}

/** Of the fields of any way to ask the manager. */
const FIELDS = new Map(
  MANAGERS.flatMap(({ ways }) => ways.flatMap(({ fields }) => fields)).map((one) => [one.name, one]),
);

function EditForm({ reference, onClose }: { reference: SecretReferenceDetail; onClose: () => void }) {
  const update = useUpdateSecretReference();
  const [name, setName] = useState(reference.name);
  const [path, setPath] = useState(reference.secret_path);
  const [key, setKey] = useState(reference.secret_key ?? '');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const changed = Object.entries(typed).filter(([, text]) => text !== '');
  const submit = (): void =>
    update.mutate(
      {
        secretReferenceId: reference.id,
        name: name.trim(),
        ...(changed.length === 0 ? {} : { auth_config: Object.fromEntries(changed) }),
        secret_path: path.trim(),
        secret_key: key.trim() === '' ? null : key.trim(),
      },
      { onSuccess: onClose },
    );
  return (
    <Form action="Save" busy={update.isPending} error={update.error} onSubmit={submit}>
      <TextField label="Name" value={name} onChange={setName} />
      {Object.entries(reference.auth_config).map(([shown, value]) => (
        <AuthInput
          key={shown}
          shown={shown}
          value={value}
          typed={typed}
          onType={(field, text) => setTyped({ ...typed, [field]: text })}
        />
      ))}
      <TextField label="Path" value={path} onChange={setPath} />
      <TextField optional label="Key in the secret" value={key} onChange={setKey} />
    </Form>
  );
}

interface AuthInputProps {
  /** As the API shows the field: `masked_…` of a secret. */
  shown: string;
  value: unknown;
  /** What was typed, by field; what was not touched is kept. */
  typed: Readonly<Record<string, string>>;
  onType: (field: string, text: string) => void;
}

const MASKED = 'masked_';

function AuthInput({ shown, value, typed, onType }: AuthInputProps) {
  const isSecret = shown.startsWith(MASKED);
  const field = isSecret ? shown.slice(MASKED.length) : shown;
  const known = FIELDS.get(field);
  if (known === undefined || typeof value !== 'string') return null;
  return (
    <TextField
      label={known.label}
      optional={isSecret}
      type={isSecret ? 'password' : 'text'}
      {...(isSecret ? { help: 'Leave it empty to keep the stored one.' } : {})}
      value={typed[field] ?? (isSecret ? '' : value)}
      onChange={(text) => onType(field, text)}
    />
  );
}
