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

const read = (configurations: Record<string, unknown>) =>
  readVertexSettings({ key: null, configurations: { vertex_region: 'us-east5', ...configurations } });

describe('settings of a Vertex integration', () => {
  it('takes the key as an object and as text', () => {
    const expected = {
      type: 'google-service-account',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      account: {
        clientEmail: account.client_email,
        privateKey: KEY,
        privateKeyId: 'abc',
        projectId: 'from-the-key',
        tokenUri: 'https://oauth2.googleapis.com/token',
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
    expect(auth).toMatchObject({ account: { privateKey: KEY } });
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
    expect(auth).toMatchObject({ account: { privateKey: KEY } });
  });

  it('takes the text of a key file that begins with a byte order mark', () => {
    const { auth } = read({ vertex_service_account_json: `\uFEFF${JSON.stringify(account)}\r\n` });
    expect(auth).toMatchObject({ account: { clientEmail: account.client_email } });
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
    ['vertex_auth_type', { ...basic, vertex_auth_type: 'workload' }],
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
