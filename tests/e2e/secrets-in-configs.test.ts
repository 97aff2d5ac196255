import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFakeAnthropic } from '../../testkit/fake-anthropic.ts';
import type { FakeAnthropic } from '../../testkit/fake-anthropic.ts';
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import type { FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import type { Tollgate } from '../../testkit/tollgate-process.ts';
import { QUESTION, worldOf } from './world.ts';
import type { Answered, World } from './world.ts';

const SECRET = 'own-key-of-a-config-0123456789';
const BROUGHT = 'own-key-of-a-caller-0123456789';
const masked = 'own-k****6789';

let anthropic: FakeAnthropic;
let fake: FakeVertex;
let tollgate: Tollgate;
let world: World;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tollgate-secrets-'));
  anthropic = await startFakeAnthropic();
  fake = await startFakeVertex();
  tollgate = await startTollgate({ dataDir });
  world = worldOf(fake, tollgate, await tollgate.setUpVertex(fake));
  await world.admin('POST', '/v1/configs', {
    name: 'own',
    slug: 'pc-own',
    config: { provider: 'anthropic', api_key: SECRET, custom_host: anthropic.url },
  });
});
afterAll(async () => {
  await world.close();
  await anthropic.close();
  await rm(dataDir, { recursive: true, force: true });
});

const throughConfig = (): Promise<Answered> =>
  world.ask({ provider: null, headers: { 'x-portkey-config': 'pc-own' }, body: QUESTION });

/** Every byte that is kept. */
async function everythingKept(): Promise<string> {
  const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

it('the secret of a config goes upstream, and is seen nowhere else', async () => {
  const answered = await throughConfig();
  expect(answered.status).toBe(200);
  expect(anthropic.calls.at(-1)?.headers['x-api-key']).toBe(SECRET);
  const brought = await world.ask({
    provider: 'anthropic',
    headers: { 'x-portkey-api-key': world.key, 'x-api-key': BROUGHT, 'x-portkey-custom-host': anthropic.url },
  });
  expect(anthropic.calls.at(-1)?.headers['x-api-key']).toBe(BROUGHT);

  const told = [
    answered.text,
    JSON.stringify([answered.headers, brought.headers]),
    JSON.stringify(await world.admin('GET', '/v1/configs/pc-own')),
    JSON.stringify(await world.admin('GET', '/v1/configs/pc-own/versions')),
    JSON.stringify(await world.admin('POST', '/v1/configs/explain', { config: 'pc-own', request: { body: QUESTION } })),
    JSON.stringify([await world.row(answered.id), await world.row(brought.id)]),
    JSON.stringify(await world.admin('GET', `/v1/logs/${answered.id}`)),
    tollgate.stdout(),
    tollgate.stderr(),
    await everythingKept(),
  ];
  for (const text of told) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(BROUGHT);
  }
  expect(told[2]).toContain(masked);
});

it('explain says where it would go, with its provider’s id for a name', async () => {
  const explained = await world.admin('POST', '/v1/configs/explain', { config: 'pc-own', request: { body: QUESTION } });
  expect(JSON.stringify(explained)).toContain('"provider":"anthropic","provider_id":"anthropic"');
  const evil = { provider: '@vertex-prod', custom_host: 'https://evil.example' };
  const refused = await tollgate.admin('POST', '/v1/configs/explain', { config: evil, request: { body: QUESTION } });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('custom_host: a stored credential');
});

it('the mask that comes back stands for the secret, also after a restart', async () => {
  const config = { provider: 'anthropic', api_key: masked, custom_host: anthropic.url };
  await world.admin('PUT', '/v1/configs/pc-own', { config: { ...config, request_timeout: 5000 } });
  expect((await throughConfig()).status).toBe(200);
  await tollgate.stop();
  tollgate = await startTollgate({ dataDir, adminKey: tollgate.adminKey });
  world = worldOf(fake, tollgate, world.key);
  expect((await throughConfig()).status).toBe(200);
  expect(anthropic.calls.at(-1)?.headers['x-api-key']).toBe(SECRET);
});

it('a host of a private address is refused when the config is saved', async () => {
  const refused = await tollgate.admin('POST', '/v1/configs', {
    name: 'x',
    config: { provider: 'anthropic', api_key: SECRET, custom_host: 'http://169.254.169.254' },
  });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('config.custom_host: not allowed');
});

it('a host that was saved in better days is refused when it is called', async () => {
  await tollgate.stop();
  tollgate = await startTollgate({ dataDir, adminKey: tollgate.adminKey, env: { TRUSTED_CUSTOM_HOSTS: '' } });
  world = worldOf(fake, tollgate, world.key);
  const before = anthropic.calls.length;
  const answered = await throughConfig();
  expect(answered.status).toBe(412);
  expect(answered.message).toContain('TRUSTED_CUSTOM_HOSTS');
  expect(anthropic.calls).toHaveLength(before);
});
