/** Tokens of identity providers that count as gateway keys. */
import { type ComponentProps, useState } from 'react';
import {
  type OrganisationSettings,
  useUpdateOrganisationSettings,
  type WantedSettings,
} from '../../api/queries/organisation-settings.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { SaveBar } from './save-bar.tsx';

type Jwt = OrganisationSettings['jwt'];

/** The fields of one identity provider, as texts. */
interface Fields {
  url: string;
  issuer: string;
  audience: string;
  algorithms: string;
  scopes: string;
  workspace: string;
}

interface Entry {
  /** Of the form alone. */
  id: number;
  fields: Fields;
  /** null = it is new. */
  stored: Jwt;
}

/** The API takes no more. */
const MOST = 21;

export function TokenRules({ settings: { jwt, further_jwt } }: { settings: OrganisationSettings }) {
  const update = useUpdateOrganisationSettings();
  const [entries, setEntries] = useState(() => [jwt, ...further_jwt].map(toEntry));
  const change = (id: number, fields: Fields) =>
    setEntries(entries.map((entry) => (entry.id === id ? { ...entry, fields } : entry)));
  const add = () => setEntries([...entries, toEntry(null, Math.max(...entries.map(({ id }) => id)) + 1)]);
  return (
    <form
      className="flex max-w-2xl flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        const [first = null, ...further] = entries.map(toWanted);
        update.mutate({ jwt: first, further_jwt: further.filter((one) => one !== null) });
      }}
    >
      <p className="text-sm text-ink-soft">
        A service that holds a token of your identity provider can call the gateway with it in place of a key. Of
        several identity providers each names its issuer.
      </p>
      {entries.map((entry, index) => (
        <TokenIssuer
          key={entry.id}
          name={`Identity provider ${index + 1}`}
          entry={entry}
          onChange={(fields) => change(entry.id, fields)}
          onRemove={index === 0 ? null : () => setEntries(entries.filter(({ id }) => id !== entry.id))}
        />
      ))}
      {entries.length < MOST && (
        <Button className="self-start" onClick={add}>
          Add an identity provider
        </Button>
      )}
      <SaveBar isBusy={update.isPending} isSaved={update.isSuccess} error={update.error} />
    </form>
  );
}

interface TokenIssuerProps {
  name: string;
  entry: Entry;
  onChange: (fields: Fields) => void;
  /** null = it cannot be removed: without a URL it counts as none. */
  onRemove: (() => void) | null;
}

function TokenIssuer({ name, entry: { fields, stored }, onChange, onRemove }: TokenIssuerProps) {
  const bind = (field: keyof Fields) => ({
    value: fields[field],
    onChange: (value: string) => onChange({ ...fields, [field]: value }),
  });
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="mb-2 font-medium">{name}</legend>
      {(stored?.jwks ?? null) !== null && (
        <p className="text-sm text-ink-soft">Its public keys are stored here; a URL replaces them.</p>
      )}
      <TextField
        label="URL of the public keys"
        help="The identity provider’s jwks_uri. Empty = its tokens are refused."
        type="url"
        placeholder="https://login.example.com/.well-known/jwks.json"
        {...bind('url')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Issuer" help="Must be the token’s iss." {...bind('issuer')} />
        <TextField label="Audience" help="Must be in the token’s aud." {...bind('audience')} />
        <TextField label="Algorithms" help="As RS256 ES256." {...bind('algorithms')} />
        <TextField label="Scopes" help="Of a token that names none." {...bind('scopes')} />
        <TextField
          label="Workspace"
          help="Slug, of a token that names none. It takes issuer and audience."
          {...bind('workspace')}
        />
      </div>
      {onRemove !== null && (
        <Button className="self-start" onClick={onRemove}>
          Remove {name.toLowerCase()}
        </Button>
      )}
    </fieldset>
  );
}

interface TextFieldProps extends Omit<ComponentProps<typeof Input>, 'onChange'> {
  label: string;
  help: string;
  value: string;
  onChange: (value: string) => void;
}

function TextField({ label, help, value, onChange, ...rest }: TextFieldProps) {
  return (
    <Field label={label} optional help={help}>
      {(ids) => (
        <Input
          {...ids}
          {...rest}
          className="font-mono"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

const NOTHING_SAID = { algorithms: ['RS256'], default_scopes: ['completions.write'] } as const;

function toEntry(stored: Jwt, id: number): Entry {
  return { id, stored, fields: toFields(stored) };
}

function toFields(jwt: Jwt): Fields {
  const said = jwt ?? NOTHING_SAID;
  const text = (value: string | null | undefined): string => value ?? '';
  return {
    url: text(jwt?.jwks_url),
    issuer: text(jwt?.issuer),
    audience: text(jwt?.audience),
    algorithms: said.algorithms.join(' '),
    scopes: said.default_scopes.join(' '),
    workspace: text(jwt?.default_workspace),
  };
}

/** null = no token counts as a key. */
function toWanted({ fields, stored }: Entry): NonNullable<WantedSettings['jwt']> | null {
  const url = fields.url.trim();
  const jwks = stored?.jwks ?? null;
  if (url === '' && jwks === null) return null;
  type Algorithms = NonNullable<Jwt>['algorithms'];
  return {
    ...(url === '' ? { jwks } : { jwks_url: url }),
    // The API judges the names.
    algorithms: words(fields.algorithms) as unknown as Algorithms,
    issuer: fields.issuer.trim() === '' ? null : fields.issuer.trim(),
    audience: fields.audience.trim() === '' ? null : fields.audience.trim(),
    default_scopes: words(fields.scopes),
    ...(fields.workspace.trim() === '' ? {} : { default_workspace: fields.workspace.trim() }),
  };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
