import { describe, expect, it } from 'vitest';
import { SERVICE_ACCOUNT } from '../../control/control.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

describeScenarios('creating a provider', [
  {
    name: 'names its integration by slug',
    as: 'service',
    call: 'POST /providers',
    body: { name: 'Batch jobs', integration_id: 'vertex-prod', slug: 'batch', note: 'nightly' },
    status: 200,
    contains: ['"slug":"batch"', '"id":'],
    audit: ['provider.create'],
  },
  {
    name: 'gets a slug from its name when none is given',
    as: 'admin',
    call: 'POST /providers',
    body: { name: 'Équipe Données!', integration_id: 'vertex-prod' },
    status: 200,
    contains: ['"slug":"e-quipe-donne-es-'],
    audit: ['provider.create'],
  },
  {
    name: 'a reader cannot',
    as: 'reader',
    call: 'POST /providers',
    body: { name: 'x', integration_id: 'vertex-prod' },
    status: 403,
    contains: ['AB03', 'providers.create'],
  },
  {
    name: 'another organisation has no such integration',
    as: 'stranger',
    call: 'POST /providers',
    body: { name: 'x', integration_id: 'vertex-prod' },
    status: 404,
    contains: ['AB02', 'integration_id'],
  },
  {
    name: 'a taken slug is a conflict',
    as: 'service',
    call: 'POST /providers',
    body: { name: 'x', slug: 'vertex-prod', integration_id: 'vertex-prod' },
    status: 409,
    contains: ['AB07'],
  },
  {
    name: 'the same slug is free in another workspace',
    as: 'admin',
    call: 'POST /providers',
    body: { name: 'x', slug: 'vertex-prod', integration_id: 'vertex-prod', workspace_id: 'ws-research' },
    status: 200,
    audit: ['provider.create'],
  },
  {
    name: 'a workspace key cannot put one into another workspace',
    as: 'service',
    call: 'POST /providers',
    body: { name: 'x', integration_id: 'vertex-prod', workspace_id: 'ws-research' },
    status: 404,
    contains: ['AB02', 'workspace_id: no workspace'],
  },
  {
    name: 'a budget is taken',
    as: 'admin',
    call: 'POST /providers',
    body: { name: 'x', integration_id: 'vertex-prod', usage_limits: { credit_limit: 10 } },
    status: 200,
    audit: ['provider.create'],
  },
  {
    name: 'an empty budget asks for nothing',
    as: 'admin',
    call: 'POST /providers',
    body: { name: 'x', integration_id: 'vertex-prod', usage_limits: null, rate_limits: [] },
    status: 200,
    audit: ['provider.create'],
  },
  {
    name: 'a date that is none is refused',
    as: 'admin',
    call: 'POST /providers',
    body: { name: 'x', integration_id: 'vertex-prod', expires_at: 'tomorrow' },
    status: 400,
    contains: ['expires_at: must be a date'],
  },
]);

describeScenarios('reading, changing and deleting providers', [
  {
    name: 'a list is of one workspace',
    as: 'service',
    call: 'GET /providers',
    status: 200,
    contains: ['"object":"list","total":1', '"slug":"vertex-prod"', '"status":"active"', '"object":"provider"'],
  },
  {
    name: 'the other workspace sees none',
    as: 'neighbour',
    call: 'GET /providers',
    status: 200,
    contains: ['"total":0'],
  },
  {
    name: 'another organisation sees none',
    as: 'stranger',
    call: 'GET /providers',
    status: 200,
    contains: ['"total":0'],
  },
  {
    name: 'an administrator names the workspace',
    as: 'admin',
    call: 'GET /providers?workspace_id=ws-research',
    status: 200,
    contains: ['"total":0'],
  },
  {
    name: 'a slug may keep its @',
    as: 'reader',
    call: 'GET /providers/@vertex-prod',
    status: 200,
    contains: ['"integration_id"'],
  },
  {
    name: 'the other workspace cannot open it',
    as: 'neighbour',
    call: 'GET /providers/vertex-prod',
    status: 404,
    contains: ['AB08'],
  },
  { name: 'the other workspace cannot delete it', as: 'neighbour', call: 'DELETE /providers/vertex-prod', status: 404 },
  { name: 'a reader cannot delete it', as: 'reader', call: 'DELETE /providers/vertex-prod', status: 403 },
  {
    name: 'a reader cannot rename it',
    as: 'reader',
    call: 'PUT /providers/vertex-prod',
    body: { name: 'x' },
    status: 403,
  },
  {
    name: 'a new name leaves the slug',
    as: 'service',
    call: 'PUT /providers/vertex-prod',
    body: { name: 'Vertex (EU)', reset_usage: true },
    status: 200,
    contains: ['"slug":"vertex-prod"'],
    audit: ['provider.update'],
  },
  {
    name: 'deleted',
    as: 'service',
    call: 'DELETE /providers/vertex-prod',
    status: 200,
    contains: ['{}'],
    audit: ['provider.delete'],
  },
]);

describe('a provider with an end', () => {
  it('shows as expired from that moment, and lives on when the date is taken away', async () => {
    const caller = await openAdmin();
    await seed(caller);
    const { send, world } = caller;
    const expires_at = new Date(world.clock.now() + 1000).toISOString();
    await send('admin', 'PUT /providers/vertex-prod', { expires_at });
    expect((await send('admin', 'GET /providers/vertex-prod')).text).toContain('"status":"active"');
    world.clock.advance(1000);
    expect((await send('admin', 'GET /providers/vertex-prod')).text).toContain('"status":"expired"');
    await send('admin', 'PUT /providers/vertex-prod', { expires_at: null });
    expect((await send('admin', 'GET /providers/vertex-prod')).text).toContain('"status":"active"');
  });

  it('can be found by its id, but only in its own workspace', async () => {
    const caller = await openAdmin();
    await seed(caller);
    const { id } = JSON.parse((await caller.send('service', 'GET /providers/vertex-prod')).text);
    expect((await caller.send('service', `GET /providers/${id}`)).status).toBe(200);
    expect((await caller.send('neighbour', `GET /providers/${id}`)).status).toBe(404);
  });
});

describe('a provider under a slug that a config sends to another host', () => {
  /** A workspace’s key had the config sent its own integration there, and then took that provider away. */
  async function emptied() {
    const caller = await openAdmin();
    await seed(caller);
    const calls: [string, object?][] = [
      [
        'POST /integrations',
        {
          name: 'Own',
          slug: 'own',
          ai_provider_id: 'vertex-ai',
          configurations: { vertex_region: 'global', vertex_service_account_json: SERVICE_ACCOUNT },
        },
      ],
      [
        'POST /configs',
        { name: 'x', slug: 'pc-away', config: { provider: '@own', custom_host: 'https://own.example' } },
      ],
      ['DELETE /providers/own'],
    ];
    for (const [call, body] of calls) expect((await caller.send('service', call, body)).status).toBe(200);
    return caller;
  }

  const again = (integration: string) => ({ name: 'Again', slug: 'own', integration_id: integration });

  it('is not made of an integration that its maker has no power over', async () => {
    const caller = await emptied();
    const { status, text } = await caller.send('service', 'POST /providers', again('vertex-prod'));
    expect({ status, text }).toEqual({
      status: 403,
      text: expect.stringContaining('the config \\"pc-away\\"') as string,
    });
    expect((await caller.send('service', 'POST /providers', again('own'))).status).toBe(200);
  });

  it('is made by who has that power', async () => {
    const caller = await emptied();
    const body = { ...again('vertex-prod'), workspace_id: caller.world.workspaceId };
    expect((await caller.send('admin', 'POST /providers', body)).status).toBe(200);
  });
});
