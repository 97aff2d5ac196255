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

  it('uses the project of the key, whatever else is set', () => {
    expect(read({ vertex_service_account_json: account, vertex_project_id: 'other' }).project).toBe('from-the-key');
    expect(read({ vertex_auth_type: 'basic', vertex_project_id: 'other' })).toMatchObject({
      project: 'other',
      auth: { type: 'caller' },
    });
  });

  it('names every URL that a tenant supplied, for the guard', () => {
    const token_uri = 'http://127.0.0.1:9/token';
    const settings = read({
      vertex_service_account_json: { ...account, token_uri },
      custom_host: 'http://127.0.0.1:9/prefix/',
    });
    expect(settings.tenantUrls).toEqual(['http://127.0.0.1:9/prefix', token_uri]);
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
