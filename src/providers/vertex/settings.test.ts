import { describe, expect, it } from 'vitest';
import { readVertexSettings } from './settings.ts';

const KEY = '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n';
const account = {
  type: 'service_account',
  project_id: 'from-the-key',
  private_key_id: 'abc',
  private_key: KEY,
  client_email: 'svc@from-the-key.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
};

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

const read = (configurations: Record<string, unknown>) =>
  readVertexSettings({ key: null, configurations: { vertex_region: 'us-east5', ...configurations } });

describe('settings of a Vertex integration', () => {
  it('takes the key as an object and as text', () => {
    const expected = {
      type: 'token',
      source: {
        kind: 'google-account',
        scope: SCOPE,
        account: {
          clientEmail: account.client_email,
          privateKey: KEY,
          privateKeyId: 'abc',
          projectId: 'from-the-key',
          tokenUri: 'https://oauth2.googleapis.com/token',
        },
      },
    };
    expect(read({ vertex_service_account_json: account }).auth).toEqual(expected);
    expect(
      read({ vertex_service_account_json: JSON.stringify(account), vertex_auth_type: 'serviceAccount' }).auth,
    ).toEqual(expected);
  });

  it('mends a key whose line breaks were escaped twice', () => {
    const { auth } = read({
      vertex_service_account_json: { ...account, private_key: KEY.replaceAll('\n', String.raw`\n`) },
    });
    expect(auth).toMatchObject({ source: { account: { privateKey: KEY } } });
  });

  it('uses the project that is set, else the one of the key', () => {
    expect(read({ vertex_service_account_json: account }).project).toBe('from-the-key');
    expect(read({ vertex_service_account_json: account, vertex_project_id: 'other' }).project).toBe('other');
    expect(read({ vertex_auth_type: 'basic', vertex_project_id: 'other' })).toMatchObject({
      project: 'other',
      auth: { type: 'caller' },
    });
  });

  it.each([
    ['CRLF', KEY.replaceAll('\n', '\r\n')],
    ['an escaped CRLF', KEY.replaceAll('\n', String.raw`\r\n`)],
    ['a blank line before', `\n${KEY}`],
  ])('takes a key with %s', (_, private_key) => {
    const { auth } = read({ vertex_service_account_json: { ...account, private_key } });
    expect(auth).toMatchObject({ source: { account: { privateKey: KEY } } });
  });

  it('takes the text of a key file that begins with a byte order mark', () => {
    const { auth } = read({ vertex_service_account_json: `\uFEFF${JSON.stringify(account)}\r\n` });
    expect(auth).toMatchObject({ source: { account: { clientEmail: account.client_email } } });
  });

  it('refuses a region that does not exist, and names the nearest', () => {
    expect(() => read({ vertex_service_account_json: account, vertex_region: 'europe-west-1' })).toThrow(
      'Vertex AI has no location "europe-west-1". The nearest name is "europe-west1".',
    );
  });

  it('refuses a region that is near no other, and names some that exist', () => {
    expect(() => read({ vertex_service_account_json: account, vertex_region: 'moon' })).toThrow(
      'Vertex AI has no location "moon". Valid are, for example, "global", "us", "eu", "us-east5" and "europe-west1".',
    );
    for (const region of ['global', 'us', 'eu', 'us-east5', 'europe-west1']) {
      expect(() => read({ vertex_service_account_json: account, vertex_region: region })).not.toThrow();
    }
  });

  it('refuses the account of another universe instead of asking the wrong Google for a token', () => {
    const key = { ...account, universe_domain: 'apis-tpczero.goog' };
    expect(() => read({ vertex_service_account_json: key })).toThrow(/universe_domain/);
    expect(read({ vertex_service_account_json: { ...account, universe_domain: 'googleapis.com' } }).project).toBe(
      'from-the-key',
    );
  });

  it('names every URL that a tenant supplied, for the guard', () => {
    const token_uri = 'http://127.0.0.1:9/token';
    const settings = read({
      vertex_service_account_json: { ...account, token_uri },
      custom_host: 'http://127.0.0.1:9/prefix/',
    });
    expect(settings.tenantUrls).toEqual([
      { field: 'custom_host', url: 'http://127.0.0.1:9/prefix' },
      { field: 'vertex_service_account_json.token_uri', url: token_uri },
    ]);
    expect(read({ vertex_service_account_json: account }).tenantUrls).toEqual([]);
  });

  const basic = { vertex_auth_type: 'basic', vertex_project_id: 'p-1' };
  it.each([
    ['vertex_region', { ...basic, vertex_region: '' }],
    ['vertex_region', { ...basic, vertex_region: 'us/../eu' }],
    ['vertex_region', { ...basic, vertex_region: 7 }],
    ['vertex_project_id', { vertex_auth_type: 'basic' }],
    ['vertex_project_id', { ...basic, vertex_project_id: '..' }],
    ['vertex_project_id', { ...basic, vertex_project_id: 'a;b' }],
    ['vertex_auth_type', { ...basic, vertex_auth_type: 'certificate' }],
    ['vertex_auth_type', { ...basic, vertex_auth_type: 'magic' }],
    ['vertex_service_account_json', { vertex_auth_type: 'serviceAccount' }],
    ['vertex_service_account_json', { vertex_service_account_json: '{"cut' }],
    ['vertex_service_account_json', { vertex_service_account_json: [] }],
    ['vertex_service_account_json', { vertex_service_account_json: 'null' }],
    ['vertex_service_account_json', { vertex_service_account_json: 7 }],
    // Can name files, programs and URLs to take credentials from.
    ['vertex_service_account_json', { vertex_service_account_json: { ...account, type: 'external_account' } }],
    ['vertex_service_account_json', { vertex_service_account_json: { ...account, client_email: '' } }],
    ['vertex_service_account_json', { vertex_service_account_json: { ...account, private_key: 'secret' } }],
    ['vertex_service_account_json', { vertex_service_account_json: { ...account, token_uri: 'file:///etc/passwd' } }],
    ['custom_host', { ...basic, custom_host: 'https://user:pass@host' }],
    ['custom_host', { ...basic, custom_host: 'https://host/?a=1' }],
    ['custom_host', { ...basic, custom_host: 'host' }],
    ['unknown_betas', { ...basic, unknown_betas: 'maybe' }],
  ])('refuses a bad %s: %j', (field, configurations) => {
    expect(() => read(configurations)).toThrow(expect.objectContaining({ name: 'SettingsError', field }) as Error);
  });
});

describe('other credentials of Google', () => {
  const user = { type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'r' };
  const external = {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: 'https://sts.googleapis.com/v1/token',
    credential_source: { file: '/var/run/secrets/token', format: { type: 'json', subject_token_field_name: 't' } },
  };
  const acting =
    'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/v@p.iam.gserviceaccount.com:generateAccessToken';
  const sourceOf = (file: object, more: Record<string, unknown> = {}): unknown => {
    const { auth } = read({ vertex_service_account_json: file, vertex_project_id: 'p-1', ...more });
    return auth.type === 'token' ? auth.source : auth;
  };

  it('are read by their type', () => {
    expect(sourceOf(user)).toMatchObject({ kind: 'google-user', refreshToken: 'r' });
    expect(sourceOf(external)).toMatchObject({
      kind: 'google-federated',
      subject: { file: '/var/run/secrets/token', member: 't' },
    });
    expect(sourceOf({ ...external, service_account_impersonation_url: acting })).toMatchObject({
      kind: 'google-impersonated',
      email: 'v@p.iam.gserviceaccount.com',
      from: { kind: 'google-federated' },
    });
    const nested = { type: 'impersonated_service_account', source_credentials: user, delegates: ['d'] };
    expect(sourceOf({ ...nested, service_account_impersonation_url: acting })).toMatchObject({
      kind: 'google-impersonated',
      delegates: ['d'],
      from: { kind: 'google-user' },
    });
  });

  it('may act as a service account that the settings name', () => {
    const email = 'llm@p.iam.gserviceaccount.com';
    expect(sourceOf(account, { vertex_impersonate: email })).toMatchObject({
      kind: 'google-impersonated',
      email,
      from: { kind: 'google-account' },
    });
  });

  it('are those of the machine where there is no file', () => {
    expect(read({ vertex_auth_type: 'workload', vertex_project_id: 'p-1' }).auth).toEqual({
      type: 'token',
      source: { kind: 'google-own', scope: SCOPE },
    });
  });

  it.each([
    ['asks another token service', { ...external, token_url: 'https://evil.example/token' }],
    ['asks a URL for the subject', { ...external, credential_source: { url: 'http://169.254.169.254/' } }],
    ['runs a program', { ...external, credential_source: { executable: { command: 'id' } } }],
    ['acts through another host', { ...external, service_account_impersonation_url: 'https://evil.example/x' }],
    ['has no refresh token', { ...user, refresh_token: '' }],
    ['is of an unknown kind', { type: 'gdch_service_account' }],
  ])('are refused where a file %s', (_, file) => {
    expect(() => sourceOf(file)).toThrow(expect.objectContaining({ field: 'vertex_service_account_json' }) as Error);
  });

  it('are sent to another token endpoint only past the guard of URLs', () => {
    const { tenantUrls } = read({
      vertex_service_account_json: { ...user, token_uri: 'https://tokens.example/t' },
      vertex_project_id: 'p-1',
    });
    expect(tenantUrls.map(({ url }) => url)).toEqual(['https://tokens.example/t']);
  });
});
