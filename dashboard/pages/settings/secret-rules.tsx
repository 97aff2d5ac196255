/** Secret references: where credentials are kept outside of Tollgate, each with a live test. */
import { useState } from 'react';
import {
  type SecretReference,
  useAddSecretReference,
  useRemoveSecretReference,
  useSecretReferences,
  useTestSecretReference,
} from '../../api/queries/secret-references.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName, Dialog } from '../../ui/dialog.tsx';
import { Field, Select, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { EditSecretReference } from './edit-secret-reference.tsx';
import { type AuthField, MANAGERS, type Manager } from './secret-managers.data.ts';

export function SecretRules() {
  const references = useSecretReferences();
  const [isAdding, setAdding] = useState(false);
  if (references.isPending) return <SkeletonRows rows={4} />;
  if (references.isError) return <ErrorState error={references.error} onRetry={() => void references.refetch()} />;
  const { data } = references.data;
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-xl text-sm text-ink-soft">
          Credentials that a secret manager keeps. An integration names a reference in place of its key. Values are held
          in memory only, and asked for again every five minutes.
        </p>
        <Button onClick={() => setAdding(true)}>Add a reference</Button>
      </div>
      {data.length === 0 ? (
        <EmptyState title="No secret references">
          Keys that you type into an integration are stored encrypted. With a reference they stay in your own vault.
        </EmptyState>
      ) : (
        <ul className="flex flex-col divide-y rounded-md border">
          {data.map((reference) => (
            <ReferenceRow key={reference.id} reference={reference} />
          ))}
        </ul>
      )}
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
    </div>
  );
}

function ReferenceRow({ reference }: { reference: SecretReference }) {
  const test = useTestSecretReference();
  const remove = useRemoveSecretReference();
  const [isRemoving, setRemoving] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const manager = MANAGERS.find(({ id }) => id === reference.manager_type);
  return (
    <li className="flex flex-wrap items-center gap-2 p-3 text-sm">
      <span className="foreign-text min-w-0 truncate font-medium">{reference.name}</span>
      <code className="foreign-text truncate font-mono text-xs text-ink-soft">{reference.slug}</code>
      <Badge>{manager?.label ?? reference.manager_type}</Badge>
      <span className="flex-1" />
      <Button busy={test.isPending} onClick={() => test.mutate(reference.id)}>
        Test
      </Button>
      <Button aria-label={`Edit ${reference.name}`} onClick={() => setEditing(true)}>
        Edit
      </Button>
      <Button look="danger" onClick={() => setRemoving(true)}>
        Remove
      </Button>
      {test.data !== undefined && (
        <p role="status" className="flex w-full flex-wrap gap-2 text-xs">
          <Badge tone={test.data.ok ? 'ok' : 'bad'}>{test.data.ok ? 'There is a value' : 'No value'}</Badge>
          <span className="foreign-text break-all">
            {[test.data.problem, test.data.fix].filter((text) => text !== null).join(' ')}
            {test.data.keys.length > 0 && `Keys: ${test.data.keys.join(', ')}`}
          </span>
        </p>
      )}
      {test.isError && <ErrorState error={test.error} />}
      {isEditing && <EditSecretReference id={reference.id} onClose={() => setEditing(false)} />}
      <ConfirmByName
        open={isRemoving}
        onOpenChange={setRemoving}
        title={`Remove ${reference.name}`}
        consequence="The secret itself stays where it is. A reference that an integration uses cannot be removed."
        name={reference.slug}
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(reference.id, { onSuccess: () => setRemoving(false) })}
      />
    </li>
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const add = useAddSecretReference();
  const [managerId, setManager] = useState<Manager['id']>('hashicorp_vault');
  const [wayId, setWay] = useState('');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const manager = MANAGERS.find(({ id }) => id === managerId);
  const way = manager?.ways.find(({ id }) => id === wayId) ?? manager?.ways[0];
  if (manager === undefined || way === undefined) return null;
  const submit = (): void => {
    const given = way.fields.flatMap(({ name }) => (typed[name] ? [[name, typed[name].trim()] as const] : []));
    add.mutate(
      {
        name: (typed['name'] ?? '').trim(),
        manager_type: manager.id,
        auth_config: { ...way.fixed, ...Object.fromEntries(given) },
        secret_path: (typed['path'] ?? '').trim(),
        secret_key: (typed['key'] ?? '').trim() || null,
      },
      { onSuccess: onClose },
    );
  };
  const input = (field: AuthField) => (
    <TextField
      key={`${way.id} ${field.name}`}
      label={field.label}
      optional={field.optional === true}
      type={field.secret === true ? 'password' : 'text'}
      {...(field.placeholder === undefined ? {} : { placeholder: field.placeholder })}
      value={typed[field.name] ?? ''}
      onChange={(value) => setTyped({ ...typed, [field.name]: value })}
    />
  );
  return (
    <Dialog open title="Add a secret reference" onOpenChange={onClose}>
      <Form action="Save" busy={add.isPending} error={add.error} onSubmit={submit}>
        {input({ name: 'name', label: 'Name', placeholder: 'OpenAI' })}
        <Field label="Kept in">
          {(ids) => (
            <Select {...ids} value={managerId} onChange={(event) => setManager(event.target.value as Manager['id'])}>
              {MANAGERS.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {manager.ways.length > 1 && (
          <Field label="Asked with">
            {(ids) => (
              <Select {...ids} value={way.id} onChange={(event) => setWay(event.target.value)}>
                {manager.ways.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {way.fields.map(input)}
        {input({ name: 'path', ...manager.path })}
        {input({ name: 'key', label: 'Key in the secret', optional: true, placeholder: 'api_key' })}
      </Form>
    </Dialog>
  );
}
