import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import type { FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { expectError, worldOf } from './world.ts';
import type { World } from './world.ts';

let fake: FakeVertex;
let world: World;
let dataDir: string;

/** Saved while 127.0.0.1 was trusted, and then started again without that trust. */
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tollgate-ssrf-'));
  fake = await startFakeVertex();
  const trusting = await startTollgate({ dataDir });
  const key = await trusting.setUpVertex(fake);
  const made = await trusting.admin('POST', '/v1/integrations', {
    name: 'token',
    slug: 'by-token',
    ai_provider_id: 'vertex-ai',
    configurations: { vertex_region: 'global', vertex_service_account_json: fake.serviceAccount },
  });
  expect(made.status).toBe(200);
  await trusting.stop();
  const wary = await startTollgate({ dataDir, adminKey: trusting.adminKey, env: { TRUSTED_CUSTOM_HOSTS: '' } });
  world = worldOf(fake, wary, key);
});
afterAll(async () => {
  await world.close();
  await rm(dataDir, { recursive: true, force: true });
});

const account = (): Record<string, unknown> => ({
  ...fake.serviceAccount,
  token_uri: 'https://oauth2.googleapis.com/token',
});

const ADDRESSES = [
  'http://127.0.0.1:PORT',
  'http://localhost:PORT',
  'http://[::1]:PORT',
  'http://[::ffff:127.0.0.1]:PORT',
  'http://2130706433:PORT',
  'http://0x7f.1:PORT',
  'http://0177.0.0.1:PORT',
  'http://0.0.0.0:PORT',
  'http://10.0.0.1',
  'http://192.168.1.1',
  'http://169.254.169.254/latest/meta-data',
  'http://metadata.google.internal',
  'http://127.0.0.1.nip.io:PORT',
  'http://user:pass@example.com',
  'file:///etc/passwd',
  'gopher://example.com',
];

describe('an address of the private network is refused when it is saved', () => {
  it.each(ADDRESSES)('as custom_host: %s', async (address) => {
    const host = address.replace('PORT', new URL(fake.url).port);
    const answered = await world.tollgate.admin('POST', '/v1/integrations', {
      name: 'x',
      ai_provider_id: 'vertex-ai',
      configurations: { vertex_region: 'global', vertex_service_account_json: account(), custom_host: host },
    });
    expect(answered).toMatchObject({ status: 400, body: { success: false, data: { errorCode: 'AB01' } } });
    expect(fake.calls).toEqual([]);
  });

  it.each(ADDRESSES)('as token_uri: %s', async (address) => {
    const uri = address.replace('PORT', new URL(fake.url).port);
    const answered = await world.tollgate.admin('POST', '/v1/integrations', {
      name: 'x',
      ai_provider_id: 'vertex-ai',
      configurations: { vertex_region: 'global', vertex_service_account_json: { ...account(), token_uri: uri } },
    });
    expect(answered).toMatchObject({ status: 400, body: { success: false, data: { errorCode: 'AB01' } } });
    expect(fake.calls).toEqual([]);
  });

  it('in an update too', async () => {
    const answered = await world.tollgate.admin('PUT', '/v1/integrations/by-token', {
      configurations: { custom_host: fake.url },
    });
    expect(answered.status).toBe(400);
  });
});

describe('an address that was saved in better days is refused when it is used', () => {
  it.each([
    ['custom_host and token_uri', '@vertex-prod'],
    ['token_uri', '@by-token'],
  ])('as %s', async (_name, provider) => {
    for (const stream of [true, false]) {
      const answered = await world.ask({
        provider,
        body: { model: 'claude-opus-4-8', max_tokens: 5, messages: [], stream },
      });
      expectError(answered, 412, 'invalid_request_error');
      expect(answered.message).toContain('TRUSTED_CUSTOM_HOSTS');
      expect(answered.headers['x-should-retry']).toBe('false');
      expect(await world.row(answered.id)).toMatchObject({ error_code: 'url_not_allowed' });
    }
    expect(fake.calls).toEqual([]);
  });
});
