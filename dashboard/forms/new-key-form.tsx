/** Making a gateway key: what it is called, whose it is, what it may do. The key itself is shown once. */
import { useState } from 'react';
import type { useCreateApiKey } from '../api/queries/api-keys.ts';
import { useConfigsOf } from '../api/queries/configs.ts';
import { useSession } from '../api/queries/session.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/copy.tsx';
import { Field, Input, Select } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { addressesIn } from './addresses.ts';
import { rotationOf } from './key-life.tsx';
import { type MoreDraft, MoreFields, NOTHING_MORE } from './new-key-more.tsx';

export type NewKey = Parameters<ReturnType<typeof useCreateApiKey>['mutate']>[0];

const PURPOSES = {
  developer: {
    label: 'Call models, and see the own logs and costs',
    key: {
      type: 'workspace',
      sub_type: 'service',
      scopes: ['completions.write', 'models.list', 'logs.list', 'logs.view', 'analytics.view'],
    },
  },
  caller: {
    label: 'Call models, nothing else',
    key: { type: 'workspace', sub_type: 'service', scopes: ['completions.write'] },
  },
  admin: { label: 'Administration: everything but calling models', key: { type: 'organisation', sub_type: 'service' } },
} as const;

type Purpose = keyof typeof PURPOSES;

/** Everybody who may make a key may let it call models. */
const CALLS: ReadonlySet<string> = new Set(['completions.write', 'models.list']);

interface ConfigName {
  slug: string;
  name: string;
}

interface NewKeyFormProps {
  /** Of whoever may make keys for themselves only; absent = keys of services. */
  owner?: string | undefined;
  /** Of the chosen workspace, or the default one. */
  configs: readonly ConfigName[];
  busy: boolean;
  error: unknown;
  onSubmit: (key: NewKey) => void;
}

export function NewKeyForm({ owner, configs, busy, error, onSubmit }: NewKeyFormProps) {
  const held = useSession().data?.scopes ?? [];
  // Of a key for oneself: the gateway refuses what the own role lacks.
  const mayGrant = (scope: string): boolean => owner === undefined || held.includes(scope);
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState<Purpose>('developer');
  const [team, setTeam] = useState('');
  const [config, setConfig] = useState('');
  const [more, setMore] = useState<MoreDraft>(NOTHING_MORE);
  const usual = usualScopes(purpose, (scope) => CALLS.has(scope) || mayGrant(scope));
  const submit = (): void => {
    const { type, sub_type: service } = PURPOSES[purpose].key;
    const person = owner ?? more.person;
    const scopes = more.scopes ?? usual;
    onSubmit({
      name: name.trim(),
      type,
      ...(type === 'organisation' || person === '' ? { sub_type: service } : { sub_type: 'user', user_id: person }),
      ...(type === 'organisation' || more.workspace === '' ? {} : { workspace_id: more.workspace }),
      ...(scopes === null ? {} : { scopes }),
      defaults: {
        ...(team.trim() === '' ? {} : { metadata: { team: team.trim() } }),
        ...(config === '' ? {} : { config_id: config }),
      },
      ...wantedMore(more),
    });
  };
  return (
    <Form action="Create the key" busy={busy} error={error} onSubmit={submit}>
      <Field label="Name" help="As people know it: a person, a service, a team.">
        {(ids) => (
          <Input {...ids} required maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="What it may do">
        {(ids) => (
          <Select
            {...ids}
            value={purpose}
            onChange={(event) => {
              setPurpose(event.target.value as Purpose);
              setMore({ ...more, scopes: null });
            }}
          >
            {Object.entries(PURPOSES)
              .filter(([id]) => owner === undefined || id !== 'admin')
              .map(([id, { label }]) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
          </Select>
        )}
      </Field>
      {purpose !== 'admin' && (
        <>
          <Field label="Team" optional help="Put on every request of this key as metadata; costs are grouped by it.">
            {(ids) => <Input {...ids} maxLength={128} value={team} onChange={(event) => setTeam(event.target.value)} />}
          </Field>
          <ConfigField workspace={more.workspace} usual={configs} value={config} onChange={setConfig} />
        </>
      )}
      <MoreFields
        draft={more}
        change={(part) => {
          setMore({ ...more, ...part });
          // A config is of one workspace.
          if (part.workspace !== undefined) setConfig('');
        }}
        kind={purpose === 'admin' ? 'admin' : owner === undefined ? 'workspace' : 'own'}
        usualScopes={usual}
      />
    </Form>
  );
}

interface ConfigFieldProps {
  /** Id of the workspace of the key; empty = the chosen one, or the default one. */
  workspace: string;
  /** Of that one. */
  usual: readonly ConfigName[];
  /** Slug; empty = none. */
  value: string;
  onChange: (slug: string) => void;
}

function ConfigField({ workspace, usual, value, onChange }: ConfigFieldProps) {
  const ofOther = useConfigsOf(workspace === '' ? null : workspace).data?.data ?? [];
  const configs = workspace === '' ? usual : ofOther;
  if (configs.length === 0) return null;
  return (
    <Field label="Config" optional help="Where its requests go when they name nothing themselves.">
      {(ids) => (
        <Select {...ids} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">None: each request names its provider</option>
          {configs.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name} ({slug})
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** null = the gateway gives every one that the kind of key can have. */
function usualScopes(purpose: Purpose, mayGive: (scope: string) => boolean): readonly string[] | null {
  const { key } = PURPOSES[purpose];
  return 'scopes' in key ? key.scopes.filter(mayGive) : null;
}

function wantedMore(more: MoreDraft): Partial<NewKey> {
  const { description, expires, rotation, budget, perMinute } = more;
  const emails = addressesIn(more.emails);
  return {
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    ...(expires === '' ? {} : { expires_at: new Date(expires).toISOString() }),
    ...(rotation === '' ? {} : { rotation_policy: rotationOf(rotation) }),
    ...(emails.length === 0 ? {} : { alert_emails: emails }),
    ...(budget === ''
      ? {}
      : { usage_limits: [{ type: 'cost', credit_limit: Number(budget), periodic_reset: 'monthly' }] }),
    ...(perMinute === '' ? {} : { rate_limits: [{ type: 'requests', unit: 'rpm', value: Number(perMinute) }] }),
  };
}

/** Until the person says that it is stored, it stays in sight. */
export function KeyOnce({ secret, onStored }: { secret: string; onStored: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm">
        Copy the key now: it is shown <strong>this once</strong>, and only its hash is kept.
      </p>
      <CodeBlock text={secret} label="the key" />
      <Button look="primary" className="self-end" onClick={onStored}>
        I have stored it
      </Button>
    </div>
  );
}
