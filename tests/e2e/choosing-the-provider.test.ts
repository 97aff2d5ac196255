import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringAt, isRecord } from '../../testkit/json-shape.ts';
import { expectError, MODEL, openWorld, QUESTION } from './world.ts';
import type { Asked, World } from './world.ts';

let world: World;

/** Three providers, told apart by their location. */
const REGIONS: Readonly<Record<string, string>> = {
  'vertex-prod': 'us-east5',
  'vertex-eu': 'europe-west1',
  'vertex-global': 'global',
};
const REQUEST = { ...QUESTION, model: MODEL };

beforeAll(async () => {
  world = await openWorld();
  for (const slug of ['vertex-eu', 'vertex-global']) {
    await world.admin('POST', '/v1/integrations', {
      name: slug,
      slug,
      ai_provider_id: 'vertex-ai',
      configurations: {
        vertex_region: REGIONS[slug],
        vertex_service_account_json: world.fake.serviceAccount,
        custom_host: world.fake.url,
      },
    });
  }
  await world.admin('POST', '/v1/configs', { name: 'eu', slug: 'pc-eu', config: { provider: '@vertex-eu' } });
  await world.admin('POST', '/v1/configs', {
    name: 'target',
    slug: 'pc-target',
    config: {
      strategy: { mode: 'single' },
      targets: [{ override_params: { model: `@vertex-eu/claude-sonnet-4-6`, max_tokens: 77 } }],
    },
  });
  await world.admin('POST', '/v1/configs', { name: 'no provider', slug: 'pc-open', config: { request_timeout: 5000 } });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** Asks, and says to which provider and model the one call went. */
async function askWhere(
  asked: Asked,
): Promise<{ slug: string; path: string; id: string; option: string; body: unknown }> {
  const answered = await world.ask(asked);
  expect({ status: answered.status, text: answered.text.slice(0, 500) }).toMatchObject({ status: 200 });
  expect(world.calls()).toHaveLength(1);
  const [call] = world.calls();
  const path = call?.path ?? '';
  const region = /locations\/([^/]+)\//.exec(path)?.[1];
  const row = await world.row(answered.id);
  const slug = stringAt(row, 'virtual_key');
  expect({ region }).toEqual({ region: REGIONS[slug] });
  return {
    slug,
    path,
    id: answered.id,
    option: answered.headers['x-portkey-last-used-option-index'] ?? '',
    body: call?.json,
  };
}

describe('the provider is', () => {
  it.each<[string, Asked, string, string]>([
    ['that of the header', { provider: '@vertex-eu' }, 'vertex-eu', 'config'],
    [
      'that of the legacy header',
      { provider: null, headers: { 'x-portkey-virtual-key': 'vertex-eu' } },
      'vertex-eu',
      'config',
    ],
    [
      'the header’s where the legacy header says another',
      { provider: '@vertex-eu', headers: { 'x-portkey-virtual-key': 'vertex-global' } },
      'vertex-eu',
      'config',
    ],
    [
      'the model’s prefix',
      { provider: null, body: { ...REQUEST, model: `@vertex-eu/${MODEL}` } },
      'vertex-eu',
      'config',
    ],
    [
      'the model’s prefix where the header says another',
      { provider: '@vertex-prod', body: { ...REQUEST, model: `@vertex-eu/${MODEL}` } },
      'vertex-eu',
      'config',
    ],
    ['that of a saved config', { provider: null, headers: { 'x-portkey-config': 'pc-eu' } }, 'vertex-eu', 'config'],
    [
      'the config’s where header and prefix say others',
      {
        provider: '@vertex-prod',
        headers: { 'x-portkey-config': 'pc-eu' },
        body: { ...REQUEST, model: `@vertex-global/${MODEL}` },
      },
      'vertex-eu',
      'config',
    ],
    [
      'that of an inline config',
      { provider: null, headers: { 'x-portkey-config': '{"provider":"@vertex-eu"}' } },
      'vertex-eu',
      'config',
    ],
    [
      'that of an inline config in the old words',
      { provider: null, headers: { 'x-portkey-config': '{"virtual_key":"vertex-eu"}' } },
      'vertex-eu',
      'config',
    ],
    [
      'that of the model which a target writes',
      { provider: '@vertex-prod', headers: { 'x-portkey-config': 'pc-target' } },
      'vertex-eu',
      'config.targets[0]',
    ],
    [
      'the header’s where the config names none',
      { provider: '@vertex-global', headers: { 'x-portkey-config': 'pc-open' } },
      'vertex-global',
      'config',
    ],
    [
      'the prefix’s where the config names none',
      {
        provider: null,
        headers: { 'x-portkey-config': 'pc-open' },
        body: { ...REQUEST, model: `@vertex-global/${MODEL}` },
      },
      'vertex-global',
      'config',
    ],
  ])('%s', async (_name, asked, slug, option) => {
    const went = await askWhere(asked);
    expect({ slug: went.slug, option: went.option }).toEqual({ slug, option });
    const model = slug === 'vertex-eu' && option !== 'config' ? 'claude-sonnet-4-6' : 'claude-sonnet-4@20250514';
    expect(went.path).toBe(
      `/v1/projects/acme-prod/locations/${REGIONS[slug] ?? ''}/publishers/anthropic/models/${model}:rawPredict`,
    );
  });

  it('in the row with its config and version', async () => {
    const saved = await world.admin('GET', '/v1/configs/pc-eu');
    const data = isRecord(saved['data']) ? saved['data'] : {};
    const { id } = await askWhere({ provider: null, headers: { 'x-portkey-config': 'pc-eu' } });
    expect(await world.row(id)).toMatchObject({
      config_id: data['id'],
      config_version_id: data['version_id'],
      mode: 'single',
      last_used_option_index: 0,
      region: 'europe-west1',
    });
  });
});

describe('a target that writes parameters', () => {
  it('overwrites the body’s', async () => {
    const { body } = await askWhere({ headers: { 'x-portkey-config': 'pc-target' } });
    expect(body).toMatchObject({ max_tokens: 77 });
  });
});

describe('a key with a default config', () => {
  it('needs no header at all', async () => {
    const { key } = await world.makeKey({ defaults: { config_id: 'pc-eu' } });
    expect((await askWhere({ key, provider: null })).slug).toBe('vertex-eu');
  });

  it('lets the request’s own config win', async () => {
    const { key } = await world.makeKey({ defaults: { config_id: 'pc-eu' } });
    const { slug } = await askWhere({
      key,
      provider: null,
      headers: { 'x-portkey-config': '{"provider":"@vertex-global"}' },
    });
    expect(slug).toBe('vertex-global');
  });

  it('without the right to override refuses another config, and takes its own', async () => {
    const { key } = await world.makeKey({ defaults: { config_id: 'pc-eu', allow_config_override: false } });
    for (const config of ['pc-target', '{"provider":"@vertex-global"}']) {
      const answered = await world.ask({ key, provider: null, headers: { 'x-portkey-config': config } });
      expectError(answered, 400, 'invalid_request_error');
      expect(await world.row(answered.id)).toMatchObject({ error_code: 'config_override_not_allowed' });
    }
    expect(world.fake.calls).toEqual([]);
    expect((await askWhere({ key, provider: null, headers: { 'x-portkey-config': 'pc-eu' } })).slug).toBe('vertex-eu');
  });

  it('without the right to override is not led elsewhere by header or model', async () => {
    const { key } = await world.makeKey({ defaults: { config_id: 'pc-eu', allow_config_override: false } });
    const body = { ...REQUEST, model: `@vertex-global/${MODEL}` };
    expect((await askWhere({ key, provider: '@vertex-prod', body })).slug).toBe('vertex-eu');
  });
});

describe('a request that goes nowhere', () => {
  it.each<[string, Asked, number, string, string]>([
    ['names no provider', { provider: null }, 412, 'provider_not_chosen', 'x-portkey-provider'],
    ['names an unknown one', { provider: '@vertex-prdo' }, 412, 'provider_not_found', '@vertex-prod'],
    [
      'names an unknown one in the model',
      { provider: null, body: { ...REQUEST, model: '@nope/claude' } },
      412,
      'provider_not_found',
      '@vertex-eu',
    ],
    [
      'names an unknown one in an inline config',
      { provider: null, headers: { 'x-portkey-config': '{"provider":"@nope"}' } },
      412,
      'provider_not_found',
      '@vertex-eu',
    ],
    [
      'names a provider without its @',
      { provider: 'vertex-prod' },
      400,
      'invalid_header',
      'there is no provider "vertex-prod"; known: vertex-ai, ',
    ],
    ['names an unknown config', { headers: { 'x-portkey-config': 'pc-nope' } }, 412, 'config_not_found', 'pc-eu'],
    [
      'has a config that is no JSON',
      { headers: { 'x-portkey-config': '{"provider":' } },
      400,
      'invalid_config',
      'JSON',
    ],
    [
      'has a config with a wrong field',
      { headers: { 'x-portkey-config': '{"provider":"@vertex-eu","retri":{}}' } },
      400,
      'invalid_config',
      'retri',
    ],
    [
      'has a config with a rule that nobody would follow',
      { headers: { 'x-portkey-config': '{"provider":"@vertex-eu","default_input_guardrails":["pg-1"]}' } },
      400,
      'invalid_config',
      'default_input_guardrails',
    ],
  ])('because it %s is told so', async (_name, asked, status, code, mentions) => {
    const answered = await world.ask(asked);
    expectError(answered, status, 'invalid_request_error');
    expect(answered.message).toContain(mentions);
    expect(answered.headers['x-should-retry']).toBe('false');
    expect(await world.row(answered.id)).toMatchObject({
      error_code: code,
      response_status_code: status,
      attempts: [],
    });
    expect(world.fake.calls).toEqual([]);
  });
});
