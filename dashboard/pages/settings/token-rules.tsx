/** Tokens of an identity provider that count as gateway keys. */
import { type ComponentProps, useState } from 'react';
import {
  type OrganisationSettings,
  useUpdateOrganisationSettings,
  type WantedSettings,
} from '../../api/queries/organisation-settings.ts';
import { Field, Input } from '../../ui/field.tsx';
import { SaveBar } from './save-bar.tsx';

type Jwt = OrganisationSettings['jwt'];

/** The fields of the form, as texts. */
interface Fields {
  url: string;
  issuer: string;
  audience: string;
  algorithms: string;
  scopes: string;
  workspace: string;
}

export function TokenRules({ settings: { jwt } }: { settings: OrganisationSettings }) {
  const update = useUpdateOrganisationSettings();
  const [fields, setFields] = useState(() => toFields(jwt));
  const stored = jwt?.jwks ?? null;
  const bind = (name: keyof Fields) => ({
    value: fields[name],
    onChange: (value: string) => setFields({ ...fields, [name]: value }),
  });
  return (
    <form
      className="flex max-w-2xl flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ jwt: toWanted(fields, jwt) });
      }}
    >
      <p className="text-sm text-ink-soft">
        A service that holds a token of your identity provider can call the gateway with it in place of a key.
        {stored !== null && ' Its public keys are stored here; a URL replaces them.'}
      </p>
      <TextField
        label="URL of the public keys"
        help="The identity provider’s jwks_uri. Empty = tokens are refused."
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
      <SaveBar isBusy={update.isPending} isSaved={update.isSuccess} error={update.error} />
    </form>
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
function toWanted(fields: Fields, before: Jwt): NonNullable<WantedSettings['jwt']> | null {
  const url = fields.url.trim();
  const jwks = before?.jwks ?? null;
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
