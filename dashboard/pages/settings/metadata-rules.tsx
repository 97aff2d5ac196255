/** What the default metadata of keys and workspaces must look like. */
import { useState } from 'react';
import {
  type OrganisationSettings,
  useUpdateOrganisationSettings,
  type WantedSettings,
} from '../../api/queries/organisation-settings.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { SaveBar } from './save-bar.tsx';

const EXAMPLE = JSON.stringify(
  {
    type: 'object',
    additionalProperties: true,
    properties: { team: { type: 'string', enum: ['payments', 'search'] } },
    required: ['team'],
  },
  null,
  2,
);

type Rules = WantedSettings['api_key_metadata_schema'];

export function MetadataRules({ settings }: { settings: OrganisationSettings }) {
  const update = useUpdateOrganisationSettings();
  const [keys, setKeys] = useState(() => toText(settings.api_key_metadata_schema));
  const [workspaces, setWorkspaces] = useState(() => toText(settings.workspace_metadata_schema));
  const isWrong = [keys, workspaces].some((text) => read(text) === undefined);
  return (
    <form
      className="flex max-w-2xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const [ofKeys, ofWorkspaces] = [read(keys), read(workspaces)];
        if (ofKeys === undefined || ofWorkspaces === undefined) return;
        update.mutate({ api_key_metadata_schema: ofKeys, workspace_metadata_schema: ofWorkspaces });
      }}
    >
      <p className="text-sm text-ink-soft">
        Costs are grouped by metadata. These rules make sure that it is there: a key or a workspace that does not keep
        to them cannot be saved. They are JSON schemas of strings; empty = anything goes.
      </p>
      <SchemaField label="Metadata of API keys" text={keys} onChange={setKeys} />
      <SchemaField label="Metadata of workspaces" text={workspaces} onChange={setWorkspaces} />
      <SaveBar isBusy={update.isPending} isSaved={update.isSuccess && !isWrong} error={update.error} />
    </form>
  );
}

interface SchemaFieldProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
}

function SchemaField({ label, text, onChange }: SchemaFieldProps) {
  return (
    <Field label={label} optional error={read(text) === undefined ? 'This is no JSON.' : null}>
      {(ids) => (
        <TextArea
          {...ids}
          rows={8}
          spellCheck={false}
          placeholder={EXAMPLE}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function toText(schema: OrganisationSettings['api_key_metadata_schema']): string {
  return schema === null ? '' : JSON.stringify(schema, null, 2);
}

/** null = no rules; undefined = no JSON. The API judges the rest. */
function read(text: string): Rules | undefined {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Rules;
  } catch {
    return undefined;
  }
}
