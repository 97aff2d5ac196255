/** Who signs in and how: domains of addresses, directories with a live test, and the tokens of SCIM. */
import { type FormEvent, type ReactNode, useState } from 'react';
import {
  type Directory,
  type IdentitySettings,
  useAddDirectory,
  useAddScimToken,
  useDirectories,
  useIdentitySettings,
  usePresets,
  useRemoveDirectory,
  useRemoveScimToken,
  useScimTokens,
  useTestDirectory,
  useUpdateIdentitySettings,
  useVerifyDomain,
} from '../../api/queries/identity.ts';
import { formatAgo } from '../../format/moments.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField, Field, Input, Select } from '../../ui/field.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { DirectorySettings } from './directory-settings-dialog.tsx';

export function SignInRules() {
  const settings = useIdentitySettings();
  if (settings.isPending) return <SkeletonRows rows={4} />;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return (
    <div className="flex max-w-3xl flex-col gap-8">
      <Domains settings={settings.data} />
      <Directories />
      <ScimTokens />
    </div>
  );
}

function Section({ title, summary, children }: { title: string; summary: ReactNode; children: ReactNode }) {
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
function OneField({ label, action, busy, onSubmit }: OneFieldProps) {
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

function Domains({ settings }: { settings: IdentitySettings }) {
  const update = useUpdateIdentitySettings();
  const verify = useVerifyDomain();
  const kept = settings.domains.map(({ domain, allow_subdomains }) => ({ domain, allow_subdomains }));
  const failed = update.error ?? verify.error;
  return (
    <Section title="Domains" summary="Whose e-mail addresses may sign in by a directory. A TXT record proves a domain.">
      <ul className="flex flex-col divide-y rounded-md border empty:hidden">
        {settings.domains.map((domain) => (
          <li key={domain.domain} className="flex flex-wrap items-center gap-2 p-3 text-sm">
            <span className="font-medium">{domain.domain}</span>
            {domain.verified_at === null ? <Badge tone="warn">Not verified</Badge> : <Badge tone="ok">Verified</Badge>}
            <span className="flex-1" />
            {domain.verified_at === null && (
              <Button busy={verify.isPending} onClick={() => verify.mutate(domain.domain)}>
                Verify
              </Button>
            )}
            <Button
              look="quiet"
              onClick={() => update.mutate({ domains: kept.filter((one) => one.domain !== domain.domain) })}
            >
              Remove
            </Button>
            {domain.verified_at === null && (
              <p className="w-full text-xs text-ink-soft">
                TXT record of <code className="font-mono">{domain.record_name}</code>:{' '}
                <code className="font-mono break-all">{domain.record_text}</code>
              </p>
            )}
          </li>
        ))}
      </ul>
      {failed !== null && <ErrorState error={failed} />}
      <OneField
        label="Domain"
        action="Add"
        busy={update.isPending}
        onSubmit={(domain, done) =>
          update.mutate({ domains: [...kept, { domain, allow_subdomains: false }] }, { onSuccess: done })
        }
      />
      <CheckField
        label="Everybody but owners signs in by a directory"
        help="Owners keep their password, so that they get in when the directory does not answer."
        checked={settings.require_single_sign_on}
        onChange={(holds) => update.mutate({ require_single_sign_on: holds })}
      />
      <CheckField
        label="Whoever signs in with a password takes a second step"
        help="A code of an authenticator app, or a security key. People who have neither set an app up at their next sign-in. Those who come by a directory are not asked."
        checked={settings.require_second_factor}
        onChange={(holds) => update.mutate({ require_second_factor: holds })}
      />
      <CheckField
        label="Security keys ask for a PIN or a fingerprint"
        help="Keys that can do neither are not accepted any more."
        checked={settings.require_user_verification}
        onChange={(holds) => update.mutate({ require_user_verification: holds })}
      />
    </Section>
  );
}

function Directories() {
  const directories = useDirectories();
  if (directories.isPending) return <SkeletonRows rows={2} />;
  if (directories.isError) return <ErrorState error={directories.error} />;
  return (
    <Section title="Directories" summary="Each has a button on the sign-in page.">
      <ul className="flex flex-col divide-y rounded-md border empty:hidden">
        {directories.data.data.map((directory) => (
          <DirectoryRow key={directory.id} directory={directory} />
        ))}
      </ul>
      <AddDirectory />
    </Section>
  );
}

function DirectoryRow({ directory }: { directory: Directory }) {
  const test = useTestDirectory();
  const remove = useRemoveDirectory();
  const { saml, oidc } = directory;
  return (
    <li className="flex flex-wrap items-center gap-2 p-3 text-sm">
      <span className="font-medium">{directory.name}</span>
      <span className="foreign-text truncate text-xs text-ink-soft">{oidc?.issuer ?? saml?.entity_id}</span>
      <span className="flex-1" />
      <Button busy={test.isPending} onClick={() => test.mutate(directory.id)}>
        Test
      </Button>
      <DirectorySettings directory={directory} />
      <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(directory.id)}>
        Remove
      </Button>
      <Addresses directory={directory} />
      {test.data?.steps.map((step) => (
        <p key={step.name} className="flex w-full gap-2 text-xs">
          <Badge tone={step.ok ? 'ok' : 'bad'}>{step.name}</Badge>
          <span className="foreign-text break-all">{step.detail}</span>
        </p>
      ))}
      {(test.error ?? remove.error) !== null && <ErrorState error={test.error ?? remove.error} />}
    </li>
  );
}

/** What the directory wants to know of us. */
function Addresses({ directory }: { directory: Directory }) {
  return (
    <p className="w-full text-xs text-ink-soft">
      Redirect URI: <code className="font-mono break-all">{directory.callback_url}</code>
      <br />
      {directory.saml === null ? 'Back-channel logout URI: ' : 'Our metadata and entity id: '}
      <code className="font-mono break-all">{directory.saml?.own_metadata_url ?? directory.logout_url}</code>
    </p>
  );
}

const NO_FIELDS = { name: '', issuer: '', client: '', secret: '', metadata: '' };

/** The choice beside the presets of OpenID Connect. */
const SAML = 'saml';

function AddDirectory() {
  const presets = usePresets().data?.data ?? [];
  const [presetId, setPreset] = useState('custom');
  const [fields, setFields] = useState(NO_FIELDS);
  const add = useAddDirectory();
  const isSaml = presetId === SAML;
  const preset = presets.find(({ id }) => id === presetId);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { name, issuer, client, secret, metadata } = fields;
    if (isSaml) {
      const saml = { metadata_url: metadata.trim() };
      return add.mutate({ kind: 'saml', name, saml }, { onSuccess: () => setFields(NO_FIELDS) });
    }
    const oidc = { issuer: issuer.trim(), client_id: client.trim(), client_secret: secret };
    add.mutate({ kind: 'oidc', preset: presetId, name, oidc }, { onSuccess: () => setFields(NO_FIELDS) });
  };
  const input = (label: string, name: keyof typeof NO_FIELDS, placeholder = '') => (
    <Field label={label}>
      {(ids) => (
        <Input
          {...ids}
          required
          type={name === 'secret' ? 'password' : 'text'}
          autoComplete="off"
          placeholder={placeholder}
          value={fields[name]}
          onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form className="flex flex-col gap-3 rounded-md border p-4" onSubmit={submit}>
      <Field label="Add a directory">
        {(ids) => (
          <Select {...ids} value={presetId} onChange={(event) => setPreset(event.target.value)}>
            {presets.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value={SAML}>SAML 2.0, by its metadata</option>
          </Select>
        )}
      </Field>
      {preset !== undefined && (
        <ol className="list-decimal pl-5 text-xs text-ink-soft">
          {preset.help.map((step) => (
            <li key={step}>{step.replaceAll(/\{(?:callback|logout)\}/g, 'shown here once it is saved')}</li>
          ))}
        </ol>
      )}
      {input('Name on the button', 'name')}
      {isSaml ? (
        input('Metadata URL', 'metadata', 'https://')
      ) : (
        <>
          {input('Issuer', 'issuer', preset?.issuer)}
          {input('Client id', 'client')}
          {input('Client secret', 'secret')}
        </>
      )}
      {add.isError && <ErrorState error={add.error} />}
      <Button type="submit" look="primary" busy={add.isPending} className="self-start">
        Save
      </Button>
    </form>
  );
}

function ScimTokens() {
  const tokens = useScimTokens();
  const add = useAddScimToken();
  const remove = useRemoveScimToken();
  if (tokens.isPending) return <SkeletonRows rows={2} />;
  if (tokens.isError) return <ErrorState error={tokens.error} />;
  return (
    <Section title="Provisioning (SCIM)" summary="With a token your directory creates and removes people here.">
      <ul className="flex flex-col divide-y rounded-md border empty:hidden">
        {tokens.data.data.map(({ id, name, created_at: at }) => (
          <li key={id} className="flex items-center gap-2 p-3 text-sm">
            <span className="font-medium">{name}</span>
            <span className="flex-1 text-xs text-ink-soft">{formatAgo(at)}</span>
            <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(id)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {add.data !== undefined && (
        <p role="status" className="rounded-md border p-3 text-xs">
          Shown this once. Base URL: <code className="font-mono break-all">{add.data.base_url}</code>
          <br />
          Token: <code className="font-mono break-all">{add.data.token}</code>
        </p>
      )}
      {(add.error ?? remove.error) !== null && <ErrorState error={add.error ?? remove.error} />}
      <OneField
        label="Name of a new token"
        action="Make a token"
        busy={add.isPending}
        onSubmit={(name, done) => add.mutate(name, { onSuccess: done })}
      />
    </Section>
  );
}
