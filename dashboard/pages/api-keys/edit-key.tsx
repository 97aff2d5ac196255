/** Changes what a key may do, what it adds to requests, when it ends, and when it is rotated. Its text stays. */
import { useState } from 'react';
import { type ApiKey, type KeyChange, useUpdateApiKey } from '../../api/queries/api-keys.ts';
import { useConfigs } from '../../api/queries/configs.ts';
import { addressesIn } from '../../forms/addresses.ts';
import { type LifeDraft, lifeOf, LifeFields, rotationOf } from '../../forms/key-life.tsx';
import { type Pair, PairList, toPairs, toRecord } from '../../forms/pair-list.tsx';
import { ScopeMatrix } from '../../forms/scope-matrix.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, Field, Select, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';

export function EditKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const update = useUpdateApiKey();
  return (
    <Dialog wide open onOpenChange={(open) => open || onClose()} title={`Edit ${apiKey.name}`}>
      <EditForm
        apiKey={apiKey}
        busy={update.isPending}
        error={update.error}
        onSubmit={(change) => update.mutate({ id: apiKey.id, ...change }, { onSuccess: onClose })}
      />
    </Dialog>
  );
}

interface Draft extends LifeDraft {
  name: string;
  description: string;
  /** Slug; empty = none. */
  config: string;
  allowsOverride: boolean;
  metadata: readonly Pair[];
  scopes: readonly string[];
}

function draftOf(key: ApiKey): Draft {
  return {
    name: key.name,
    description: key.description ?? '',
    ...lifeOf(key),
    config: key.defaults.config_id ?? '',
    allowsOverride: key.defaults.allow_config_override,
    metadata: toPairs(key.defaults.metadata),
    scopes: key.scopes,
  };
}

/** What was not touched is not sent, so that the gateway keeps it to the last second. */
function changesOf(before: Draft, { metadata, ...now }: Draft): KeyChange {
  const isSame = (part: Exclude<keyof Draft, 'metadata' | 'scopes'>): boolean => before[part] === now[part];
  return {
    name: now.name.trim(),
    description: now.description.trim() === '' ? null : now.description.trim(),
    ...(isSame('expires') ? {} : { expires_at: now.expires === '' ? null : new Date(now.expires).toISOString() }),
    defaults: {
      metadata: toRecord(metadata),
      ...(isSame('config') ? {} : { config_id: now.config === '' ? null : now.config }),
      allow_config_override: now.allowsOverride,
    },
    ...(isSame('rotation') ? {} : { rotation_policy: rotationOf(now.rotation) }),
    alert_emails: addressesIn(now.emails),
    scopes: [...now.scopes],
  };
}

interface EditFormProps {
  apiKey: ApiKey;
  busy: boolean;
  error: unknown;
  onSubmit: (change: KeyChange) => void;
}

function EditForm({ apiKey, busy, error, onSubmit }: EditFormProps) {
  const [before] = useState(() => draftOf(apiKey));
  const [draft, setDraft] = useState(before);
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  return (
    <Form action="Save" busy={busy} error={error} onSubmit={() => onSubmit(changesOf(before, draft))}>
      <TextField label="Name" value={draft.name} onChange={(name) => change({ name })} />
      <TextField
        optional
        label="Description"
        value={draft.description}
        onChange={(description) => change({ description })}
      />
      {apiKey.type !== 'organisation-service' && <DefaultFields draft={draft} change={change} />}
      <LifeFields draft={draft} change={change} />
      <ScopeMatrix type={apiKey.type} chosen={draft.scopes} onChange={(scopes) => change({ scopes })} />
    </Form>
  );
}

interface PartProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

function DefaultFields({ draft, change }: PartProps) {
  const configs = useConfigs().data?.data ?? [];
  const isListed = draft.config === '' || configs.some(({ slug }) => slug === draft.config);
  return (
    <>
      <Field label="Config" optional help="Where its requests go when they name nothing themselves.">
        {(ids) => (
          <Select {...ids} value={draft.config} onChange={(event) => change({ config: event.target.value })}>
            <option value="">None: each request names its provider</option>
            {!isListed && <option value={draft.config}>{draft.config}</option>}
            {configs.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name} ({slug})
              </option>
            ))}
          </Select>
        )}
      </Field>
      <CheckField
        label="Requests may bring a config of their own"
        help="Where this is off, a request that names a config is refused."
        checked={draft.allowsOverride}
        onChange={(allowsOverride) => change({ allowsOverride })}
      />
      <PairList
        label="Metadata of every request"
        help="Put on each request of this key. Costs are grouped by it."
        pairs={draft.metadata}
        onChange={(metadata) => change({ metadata })}
      />
    </>
  );
}
