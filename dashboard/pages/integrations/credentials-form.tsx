/** The name and the credentials of an integration. What is secret never comes back: an empty field keeps what is stored. */
import { useState } from 'react';
import { type AiProvider, type IntegrationDetail, useUpdateIntegration } from '../../api/queries/integrations.ts';
import { type FormField, type FormValues, SettingsForm, toConfigurations } from '../../forms/settings-form.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';

export function CredentialsForm({ integration, service }: { integration: IntegrationDetail; service: AiProvider }) {
  const update = useUpdateIntegration();
  const [name, setName] = useState(integration.name);
  const [key, setKey] = useState('');
  const [values, setValues] = useState<FormValues>(() => shownValues(service, integration));
  const fields = service.settings.map(keptWhereSecret);
  const save = (): void => {
    const filled = toConfigurations(service.settings, values);
    // An emptied field is taken away; a secret one that is empty stays as it is stored.
    const emptied = service.settings.filter(({ name: field, secret }) => !secret && !Object.hasOwn(filled, field));
    const configurations = { ...Object.fromEntries(emptied.map(({ name: field }) => [field, null])), ...filled };
    update.mutate({
      slug: integration.slug,
      name: name.trim(),
      configurations,
      ...(key.trim() === '' ? {} : { key: key.trim() }),
    });
  };
  return (
    <form
      className="flex max-w-2xl flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field label="Name">
        {(ids) => <Input {...ids} required value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {service.takes_key && (
        <Field label="API key" optional help={`Stored: ${integration.masked_key ?? 'none'}. Empty = as it is stored.`}>
          {(ids) => (
            <Input
              {...ids}
              type="password"
              autoComplete="off"
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
      )}
      <SettingsForm fields={fields} values={values} onChange={setValues} problem={update.error?.message ?? null} />
      {update.isError && (
        <div className="-mx-4">
          <ErrorState error={update.error} />
        </div>
      )}
      {update.isSuccess && (
        <p role="status" className="text-sm text-ok">
          Saved. It holds from the next request on.
        </p>
      )}
      <Button type="submit" look="primary" busy={update.isPending} className="self-end">
        Save
      </Button>
    </form>
  );
}

function keptWhereSecret(field: FormField): FormField {
  return field.secret ? { ...field, required: false, help: `${field.help} Empty = as it is stored.`.trim() } : field;
}

function shownValues(service: AiProvider, { configurations }: IntegrationDetail): FormValues {
  const shown = service.settings
    .filter(({ name, secret }) => !secret && configurations[name] !== undefined && configurations[name] !== null)
    .map(({ name }): [string, string] => [name, toText(configurations[name])]);
  return Object.fromEntries(shown);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
