/** How the gateway proves to a directory who it is: its client id, and a secret, a private key or neither. */
import { Field, Select, TextArea, TextField } from '../../ui/field.tsx';

type Auth = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';

export interface OidcClient {
  id: string;
  auth: Auth;
  secret: string;
  privateKey: string;
}

export const NEW_CLIENT: OidcClient = { id: '', auth: 'client_secret_basic', secret: '', privateKey: '' };

/** Of what is saved: what is secret is never shown. */
export const clientOf = (oidc: { client_id: string; token_auth: string }): OidcClient => ({
  ...NEW_CLIENT,
  id: oidc.client_id,
  auth: oidc.token_auth as Auth,
});

/** What is empty is kept as it was. */
export const wantedClient = ({ id, auth, secret, privateKey }: OidcClient) => ({
  client_id: id.trim(),
  token_auth: auth,
  ...(takesSecret(auth) && secret !== '' ? { client_secret: secret } : {}),
  ...(takesKey(auth) && privateKey.trim() !== '' ? { private_key: privateKey } : {}),
});

const takesSecret = (auth: Auth): boolean => auth === 'client_secret_basic' || auth === 'client_secret_post';
const takesKey = (auth: Auth): boolean => auth === 'private_key_jwt';

const AUTHS: Readonly<Record<Auth, string>> = {
  client_secret_basic: 'Client secret, in a header (client_secret_basic)',
  client_secret_post: 'Client secret, in the body (client_secret_post)',
  private_key_jwt: 'Private key (private_key_jwt)',
  none: 'None: a public client with PKCE',
};

interface OidcClientFieldsProps {
  client: OidcClient;
  /** As it is saved, with what proves it; null = nothing is. */
  saved: OidcClient | null;
  onType: (client: OidcClient) => void;
}

export function OidcClientFields({ client, saved, onType }: OidcClientFieldsProps) {
  const type = (part: Partial<OidcClient>): void => onType({ ...client, ...part });
  const isSaved = saved !== null && takesKey(saved.auth) === takesKey(client.auth);
  const kept = isSaved ? 'What is saved is kept where this is empty.' : undefined;
  return (
    <>
      <TextField label="Client id" value={client.id} onChange={(id) => type({ id })} />
      <Field label="Client authentication">
        {(ids) => (
          <Select {...ids} value={client.auth} onChange={(event) => type({ auth: event.target.value as Auth })}>
            {Object.entries(AUTHS).map(([auth, text]) => (
              <option key={auth} value={auth}>
                {text}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {takesSecret(client.auth) && (
        <TextField
          label="Client secret"
          type="password"
          optional={isSaved}
          help={kept}
          value={client.secret}
          onChange={(secret) => type({ secret })}
        />
      )}
      {takesKey(client.auth) && (
        <Field label="Private key" optional={isSaved} help={kept ?? 'PEM (PKCS #8). It is sealed and never shown.'}>
          {(ids) => (
            <TextArea
              {...ids}
              required={!isSaved}
              value={client.privateKey}
              onChange={(event) => type({ privateKey: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
