import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

function vertex(slug: string, region: string): Record<string, unknown> {
  return {
    name: slug,
    slug,
    ai_provider_id: 'vertex-ai',
    configurations: {
      vertex_region: region,
      vertex_service_account_json: world.fake.serviceAccount,
      custom_host: world.fake.url,
    },
  };
}

const region = (): string | undefined => /locations\/([^/]+)\//.exec(world.calls().at(-1)?.path ?? '')?.[1];

describe('the next request sees', () => {
  it('a new integration and its provider', async () => {
    expect((await world.ask({ provider: '@late' })).status).toBe(412);
    await world.admin('POST', '/v1/integrations', vertex('late', 'global'));
    expect((await world.ask({ provider: '@late' })).status).toBe(200);
    expect(region()).toBe('global');
  });

  it('another location of an integration, without asking for a new token', async () => {
    await world.admin('POST', '/v1/integrations', vertex('moving', 'global'));
    expect((await world.ask({ provider: '@moving' })).status).toBe(200);
    await world.admin('PUT', '/v1/integrations/moving', { configurations: { vertex_region: 'europe-west1' } });
    expect((await world.ask({ provider: '@moving' })).status).toBe(200);
    expect(region()).toBe('europe-west1');
    expect(world.tokenCalls()).toBeLessThanOrEqual(1);
  });

  it('a deleted provider as unknown', async () => {
    await world.admin('POST', '/v1/integrations', vertex('leaving', 'global'));
    expect((await world.ask({ provider: '@leaving' })).status).toBe(200);
    await world.admin('DELETE', '/v1/providers/leaving');
    expect((await world.ask({ provider: '@leaving' })).status).toBe(412);
    expect(world.calls()).toHaveLength(1);
  });

  it('a new version of a config, and its number in the row', async () => {
    await world.admin('POST', '/v1/integrations', vertex('second', 'europe-west1'));
    await world.admin('POST', '/v1/configs', { name: 'c', slug: 'pc-turn', config: { provider: '@vertex-prod' } });
    const asked = { provider: null, headers: { 'x-portkey-config': 'pc-turn' } };
    const first = await world.ask(asked);
    expect(region()).toBe('us-east5');
    await world.admin('PUT', '/v1/configs/pc-turn', { config: { provider: '@second' } });
    const second = await world.ask(asked);
    expect(region()).toBe('europe-west1');
    const [before, after] = [await world.row(first.id), await world.row(second.id)];
    expect(before['config_id']).toBe(after['config_id']);
    expect(before['config_version_id']).not.toBe(after['config_version_id']);
  });

  it('a deleted config as unknown', async () => {
    await world.admin('POST', '/v1/configs', { name: 'd', slug: 'pc-gone', config: { provider: '@vertex-prod' } });
    const asked = { headers: { 'x-portkey-config': 'pc-gone' } };
    expect((await world.ask(asked)).status).toBe(200);
    await world.admin('DELETE', '/v1/configs/pc-gone');
    expect((await world.ask(asked)).status).toBe(412);
  });

  it('a key with other defaults, other scopes, or none at all', async () => {
    const { id, key } = await world.makeKey({ defaults: { metadata: { team: 'blue' } } });
    const first = await world.ask({ key, headers: { 'x-portkey-metadata': '{"team":"forged","own":"1"}' } });
    expect(await world.row(first.id)).toMatchObject({ metadata: { team: 'blue', own: '1' }, api_key_id: id });
    await world.admin('PUT', `/v1/api-keys/${id}`, { defaults: { metadata: { team: 'red' } } });
    expect(await world.row((await world.ask({ key })).id)).toMatchObject({ metadata: { team: 'red' } });
    await world.admin('PUT', `/v1/api-keys/${id}`, { scopes: ['logs.list'] });
    expect((await world.ask({ key })).status).toBe(403);
    await world.admin('DELETE', `/v1/api-keys/${id}`);
    expect((await world.ask({ key })).status).toBe(401);
  });
});

describe('a refused change', () => {
  it('leaves the running configuration as it is', async () => {
    const refused = await world.tollgate.admin('PUT', '/v1/integrations/vertex-prod', {
      configurations: { vertex_service_account_json: { type: 'authorized_user' } },
    });
    expect(refused.status).toBe(400);
    expect((await world.ask({ body: QUESTION })).status).toBe(200);
  });
});
