/** What the audit trail says of a request, and that no secret of a body gets into it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseJson, recordsIn, isRecord } from '../../../testkit/json-shape.ts';
import { SERVICE_ACCOUNT } from '../../control/control.suite.ts';
import { openAdmin, seed, type Caller } from './scenario.suite.ts';

/** Stands for every secret. It looks like none: only its place says that it is one. */
const SECRET = 'correct horse';
const EVER = 'start_time=2000-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z&page_size=100';

let caller: Caller;
beforeEach(async () => {
  caller = await openAdmin();
});
afterEach(() => caller.world.records.close());

async function trail(filter = ''): Promise<Record<string, unknown>[]> {
  const { text } = await caller.send('admin', `GET /audit-logs?${EVER}${filter}`);
  const body = parseJson(text);
  return recordsIn(isRecord(body) ? body['records'] : []);
}

describe('the body of a request in the audit trail', () => {
  it('shows what was asked for, of a change and of an attempt that was refused', async () => {
    await seed(caller);
    const [made] = await trail('&resource_type=integration&action=create');
    expect(parseJson(String(made?.['request_body']))).toEqual({
      name: 'Vertex production',
      slug: 'vertex-prod',
      ai_provider_id: 'vertex-ai',
      configurations: {
        vertex_region: 'us-east5',
        vertex_service_account_json: Object.fromEntries(Object.keys(SERVICE_ACCOUNT).map((name) => [name, '[masked]'])),
      },
    });
    await caller.send('reader', 'POST /configs', { name: 'Not mine', config: { provider: '@vertex-prod' } });
    const [refused] = await trail('&response_status_code=403');
    expect(refused?.['request_body']).toBe('{"name":"Not mine","config":{"provider":"@vertex-prod"}}');
  });

  it('is empty where there was none, and cut where it is long', async () => {
    await seed(caller);
    await caller.send('admin', 'DELETE /configs/pc-main');
    expect((await trail('&action=delete'))[0]).toMatchObject({ method: 'DELETE', request_body: '' });
    const targets = Array.from({ length: 900 }, () => ({ provider: '@vertex-prod' }));
    await caller.send('admin', 'POST /configs', { name: 'Long', config: { targets } });
    const [long] = await trail('&resource_type=config&action=create');
    expect(String(long?.['request_body'])).toMatch(/^\{"name":"Long".{9900,10000}… \(\d+ characters\)$/);
  });

  it.each<[string, object]>([
    ['POST /integrations', { key: SECRET, configurations: { custom_headers: { 'x-own': SECRET } } }],
    [
      'POST /integrations',
      { configurations: { vertex_service_account_json: JSON.stringify({ private_key: SECRET }) } },
    ],
    ['PUT /integrations/x', { configurations: { aws_secret_access_key: SECRET, azure_entra_client_secret: SECRET } }],
    ['PUT /integrations/x/models', { models: [{ slug: 'm', configurations: { custom_headers: { a: SECRET } } }] }],
    ['POST /virtual-keys', { awsSecretAccessKey: SECRET, vertexServiceAccountJson: { private_key: SECRET } }],
    ['POST /configs', { config: { targets: [{ api_key: SECRET, custom_headers: { a: SECRET } }] } }],
    ['POST /configs', { config: JSON.stringify({ targets: [{ api_key: SECRET }] }) }],
    ['POST /guardrails', { checks: [{ id: 'x', parameters: { credentials: { apiKey: SECRET } } }] }],
    ['POST /guardrails', { checks: [{ id: 'x', parameters: { headers: { Authorization: SECRET } } }] }],
    ['POST /secret-references', { auth_config: { vault_token: SECRET, vault_role_id: SECRET } }],
    ['POST /notifications/channels', { url: `https://hooks.example.com/${SECRET}`, secret: SECRET }],
    ['POST /admin/identity-providers', { client_secret: SECRET, private_key: SECRET }],
    ['POST /account/password', { current_password: SECRET, password: SECRET }],
    ['POST /account/second-factors', { code: SECRET }],
    ['POST /admin/users/x/make-owner', { current_password: SECRET }],
    ['PUT /admin/organisation/settings', { jwt: { jwks: { keys: [{ d: SECRET }] } } }],
  ])('keeps no secret of %s', async (call, body) => {
    // Refused, so that the row is there whatever else would be wrong with the body.
    expect((await caller.send('developer', call, body)).status).toBe(403);
    const [row] = await trail('&response_status_code=403');
    expect(row?.['request_body']).toContain('[masked]');
    expect(JSON.stringify(row)).not.toContain(SECRET);
    expect(JSON.stringify(row)).not.toContain(encodeURIComponent(SECRET));
  });
});
