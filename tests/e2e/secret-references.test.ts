/** Credentials that a secret manager keeps, from the admin API to the upstream's headers. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openaiError, startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import { stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let openai: FakeOpenai;
let vault: { server: Server; url: string; secrets: Map<string, JsonRecord>; status: number };
let folder: string;

/** Refuses what Vault refuses: another token, another path, and anything while it is sealed. */
async function startVault() {
  const state = { secrets: new Map<string, JsonRecord>(), status: 200 };
  const server = createServer((request, response) => {
    const secret = state.secrets.get(request.url ?? '');
    const isKnown = request.headers['x-vault-token'] === 'hvs.gateway';
    const status = state.status !== 200 ? state.status : isKnown ? (secret === undefined ? 404 : 200) : 403;
    const body = status === 200 ? { data: { data: secret, metadata: { version: 1 } } } : { errors: ['refused'] };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(state, { server, url: `http://127.0.0.1:${address.port}` });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollgate-secrets-'));
  writeFileSync(join(folder, 'openai'), 'sk-from-a-file-0123456789\n');
  writeFileSync(join(tmpdir(), 'tollgate-outside-secret'), 'sk-outside');
  symlinkSync(join(tmpdir(), 'tollgate-outside-secret'), join(folder, 'link'));
  const env = {
    TOLLGATE_SECRET_FILES: folder,
    TOLLGATE_SECRET_VARIABLES: 'PROVIDER_*',
    PROVIDER_KEY: 'sk-from-a-variable-0123',
  };
  [world, openai, vault] = await Promise.all([openWorld({ tollgate: { env } }), startFakeOpenai(), startVault()]);
});
beforeEach(() => {
  world.reset();
  openai.calls.length = 0;
  openai.onCompletions(() => null);
  vault.status = 200;
  vault.secrets.set('/v1/secret/data/openai', { api_key: 'sk-in-vault-0123456789' });
});
afterAll(async () => {
  await Promise.all([world.close(), openai.close(), new Promise((resolve) => vault.server.close(resolve))]);
  rmSync(folder, { recursive: true });
  rmSync(join(tmpdir(), 'tollgate-outside-secret'));
});

const REFERENCES = '/v1/secret-references';
const reference = (more: JsonRecord = {}): JsonRecord => ({
  name: 'OpenAI',
  manager_type: 'hashicorp_vault',
  auth_config: { vault_auth_type: 'token', vault_addr: vault.url, vault_token: 'hvs.gateway' },
  secret_path: 'secret/openai',
  secret_key: 'api_key',
  ...more,
});
const integration = (slug: string, more: JsonRecord = {}): JsonRecord => ({
  name: slug,
  slug,
  ai_provider_id: 'openai',
  configurations: { custom_host: `${openai.url}/v1` },
  secret_mappings: [{ target_field: 'key', secret_reference_id: slug }],
  ...more,
});
/** A reference and an integration of one name. */
async function setUp(slug: string, more: JsonRecord = {}): Promise<void> {
  await world.admin('POST', REFERENCES, reference({ slug, ...more }));
  await world.admin('POST', '/v1/integrations', integration(slug));
}
const ask = (provider: string) =>
  world.ask({
    path: '/v1/chat/completions',
    provider: `@${provider}`,
    body: { model: 'gpt-5.1', messages: [{ role: 'user', content: 'Hello?' }] },
  });
const sentKey = () => openai.calls.at(-1)?.headers['authorization'];
const refused = async (method: string, path: string, body?: unknown) => {
  const { status, body: told } = await world.tollgate.admin(method, path, body);
  return { status, text: JSON.stringify(told) };
};

describe('a secret in Vault', () => {
  it('is what the upstream gets, from the first request on, and is shown nowhere', async () => {
    await setUp('first');
    const answered = await ask('first');
    expect([answered.status, sentKey()]).toEqual([200, 'Bearer sk-in-vault-0123456789']);
    const organisation = stringAt(await world.admin('GET', `${REFERENCES}/first`), 'organisation_id');
    const shown = await Promise.all([
      world.admin('GET', `${REFERENCES}/first`),
      world.admin('GET', REFERENCES),
      world.admin('GET', '/v1/integrations/first'),
      world.admin('GET', `/v1/logs/${answered.id}`),
      world.admin(
        'GET',
        `/v1/audit-logs?page_size=100&start_time=2026-01-01&end_time=2099-01-01&organisation_id=${organisation}`,
      ),
    ]);
    expect(JSON.stringify(shown)).not.toMatch(/sk-in-vault|hvs\.gateway/);
    expect(shown[0]).toMatchObject({
      object: 'secret-reference',
      auth_config: { vault_auth_type: 'token', masked_vault_token: '****' },
      used_by: ['first'],
    });
    expect(shown[2]).toMatchObject({
      masked_key: null,
      secret_mappings: [{ target_field: 'key', secret_key: null, value_format: 'string' }],
    });
  });

  it('that was rotated is in force within seconds once an upstream refuses the former value', async () => {
    await setUp('rotated');
    // A value is not asked for again within ten seconds of its fetch: it may be the upstream that is wrong.
    vault.secrets.set('/v1/secret/data/openai', { api_key: 'sk-rotated-0123456789' });
    expect(await world.admin('POST', `${REFERENCES}/rotated/test`, {})).toEqual({
      ok: true,
      problem: null,
      fix: null,
      keys: ['api_key'],
    });
    await world.admin('PUT', `${REFERENCES}/rotated`, { description: 'of this quarter' });
    await ask('rotated');
    expect(sentKey()).toBe('Bearer sk-rotated-0123456789');
  });

  it('that is gone ends the use of its integration with the reason, once that is known', async () => {
    await setUp('gone');
    vault.secrets.clear();
    await world.admin('PUT', `${REFERENCES}/gone`, { description: 'asked for again' });
    const answered = await ask('gone');
    expect(answered.status).toBe(412);
    expect(answered.text).toMatch(
      /The integration \\"gone\\" cannot be used: The secret \\"gone\\" has no value: Vault/,
    );
    expect(openai.calls).toEqual([]);
  });

  it('stays in force while Vault is sealed, and health says that something is wrong', async () => {
    await setUp('sealed');
    vault.status = 503;
    await world.admin('PUT', `${REFERENCES}/sealed`, { description: 'asked for again' });
    expect((await ask('sealed')).status).toBe(200);
    await vi.waitFor(
      async () => {
        const health = await (await fetch(`${world.url}/v1/health`)).text();
        expect(health).toContain('secret managers');
      },
      { timeout: 10_000, interval: 200 },
    );
  });

  it('is refused when it is saved where Vault does not give it, with the mapping that is wrong', async () => {
    await world.admin('POST', REFERENCES, reference({ slug: 'nowhere', secret_path: 'secret/nowhere' }));
    const told = await refused('POST', '/v1/integrations', integration('nowhere'));
    expect(told).toMatchObject({ status: 400, text: expect.stringMatching(/secret_mappings\[0\].*404/) });
    expect(await world.admin('POST', `${REFERENCES}/nowhere/test`, {})).toMatchObject({ ok: false });
  });
});

describe('a secret reference', () => {
  it('that is used cannot be deleted, and one that is not leaves its slug free', async () => {
    await setUp('used');
    expect(await refused('DELETE', `${REFERENCES}/used`)).toMatchObject({ status: 409 });
    await world.admin('PUT', '/v1/integrations/used', { key: 'sk-given-0123456789', secret_mappings: [] });
    await world.admin('DELETE', `${REFERENCES}/used`);
    await ask('used');
    expect(sentKey()).toBe('Bearer sk-given-0123456789');
    await world.admin('POST', REFERENCES, reference({ slug: 'used' }));
  });

  it('keeps its token for the host that it was given for', async () => {
    await world.admin('POST', REFERENCES, reference({ slug: 'kept' }));
    const elsewhere = { vault_auth_type: 'token', vault_addr: openai.url };
    const told = await refused('PUT', `${REFERENCES}/kept`, { auth_config: elsewhere });
    expect(told).toMatchObject({ status: 400, text: expect.stringContaining('auth_config.vault_token') });
  });

  it('of a path that leads elsewhere, or with a field of another way, is refused', async () => {
    const bad = [
      reference({ secret_path: 'secret/../sys/auth' }),
      reference({ auth_config: { vault_auth_type: 'token', vault_addr: vault.url, vault_role: 'r' } }),
      reference({ auth_config: { vault_auth_type: 'token', vault_addr: 'http://169.254.169.254', vault_token: 't' } }),
    ];
    for (const body of bad) expect(await refused('POST', REFERENCES, body)).toMatchObject({ status: 400 });
  });

  it('cannot stand beside the secret itself', async () => {
    await world.admin('POST', REFERENCES, reference({ slug: 'both' }));
    const told = await refused('POST', '/v1/integrations', integration('both', { key: 'sk-given-as-well-0123' }));
    expect(told).toMatchObject({ status: 400, text: expect.stringContaining('mapped to a secret reference as well') });
  });

  it('is for administrators only', async () => {
    await world.admin('POST', REFERENCES, reference({ slug: 'closed' }));
    const answered = await fetch(`${world.url}${REFERENCES}`, { headers: { 'x-portkey-api-key': world.key } });
    expect(answered.status).toBe(403);
  });
});

describe('secrets of the machine', () => {
  it.each([
    ['file', 'openai', 'sk-from-a-file-0123456789'],
    ['env', 'PROVIDER_KEY', 'sk-from-a-variable-0123'],
  ])('are read where the operator allows it: %s', async (manager, path, expected) => {
    await setUp(manager, { manager_type: manager, auth_config: {}, secret_path: path, secret_key: null });
    await ask(manager);
    expect(sentKey()).toBe(`Bearer ${expected}`);
  });

  it.each([
    ['a file outside of the folder', 'file', '/etc/hostname'],
    ['a link out of the folder', 'file', 'link'],
    ['a variable that is not named', 'env', 'TOLLGATE_ADMIN_KEY'],
    ['a variable that every process has', 'env', 'PATH'],
  ])('are not read otherwise: %s', async (name, manager, path) => {
    const made = await world.admin('POST', REFERENCES, {
      name,
      manager_type: manager,
      secret_path: path,
    });
    const told = await world.admin('POST', `${REFERENCES}/${stringAt(made, 'id')}/test`, {});
    expect(told).toMatchObject({ ok: false, keys: [] });
    expect(JSON.stringify(told)).not.toContain('sk-outside');
  });
});

const WRONG_KEY = { message: 'Incorrect API key provided', type: 'invalid_request_error' };

it('an upstream that refuses a value has it asked for again', async () => {
  await setUp('asked-again');
  vault.secrets.set('/v1/secret/data/openai', { api_key: 'sk-new-one-0123456789' });
  openai.onCompletions(() => (sentKey() === 'Bearer sk-new-one-0123456789' ? null : openaiError(401, WRONG_KEY)));
  await vi.waitFor(async () => expect((await ask('asked-again')).status).toBe(200), {
    timeout: 20_000,
    interval: 1_000,
  });
}, 30_000);
