/** Virtual keys over the admin API: what their users move over with. */
import { describe, expect, it } from 'vitest';
import { describeScenarios, openAdmin, seed, type Caller } from './scenario.suite.ts';
import { PRIVATE_KEY_MARK, SERVICE_ACCOUNT } from '../../control/control.suite.ts';

const VERTEX = {
  name: 'Old Vertex',
  provider: 'vertex-ai',
  vertexRegion: 'us-east5',
  vertexServiceAccountJson: SERVICE_ACCOUNT,
};

describeScenarios(
  'virtual keys',
  [
    {
      name: 'are made with the fields of the service in camelCase, and become an integration with a provider',
      as: 'service',
      call: 'POST /virtual-keys',
      body: { ...VERTEX, usage_limits: { credit_limit: 10 } },
      status: 200,
      contains: ['"success":true', '"slug":"old-vertex'],
      audit: ['integration.create', 'provider.create'],
      announced: 2,
    },
    {
      name: 'a field that the service does not have is refused, and leaves nothing behind',
      as: 'service',
      call: 'POST /virtual-keys',
      body: { ...VERTEX, vertexColour: 'red' },
      status: 400,
      contains: ['vertex_colour'],
    },
    {
      name: 'several deployments are refused by a service that has none, and not ignored',
      as: 'service',
      call: 'POST /virtual-keys',
      body: { ...VERTEX, deploymentConfig: [{ apiVersion: '1', deploymentName: 'x' }] },
      status: 400,
      contains: ['azure_deployment_config'],
    },
    {
      name: 'several deployments are kept, with the names of before services had prefixes',
      as: 'service',
      call: 'POST /virtual-keys',
      body: {
        name: 'Azure',
        provider: 'azure-openai',
        key: 'azure-key',
        resourceName: 'acme',
        apiVersion: '2024-10-21',
        deploymentConfig: [
          { apiVersion: 'v1', deploymentName: 'our-gpt', alias: 'gpt', is_default: true },
          { apiVersion: '2024-10-21', deploymentName: 'our-o3' },
        ],
      },
      status: 200,
      audit: ['integration.create', 'provider.create'],
      announced: 2,
    },
    {
      name: 'two deployments that one name may mean are refused',
      as: 'service',
      call: 'POST /virtual-keys',
      body: {
        name: 'Azure',
        provider: 'azure-openai',
        key: 'azure-key',
        resourceName: 'acme',
        deploymentConfig: [
          { apiVersion: 'v1', deploymentName: 'one', alias: 'gpt' },
          { apiVersion: 'v1', deploymentName: 'gpt' },
        ],
      },
      status: 400,
      contains: ['azure_deployment_config', 'gpt'],
    },
    {
      name: 'a secret reference that is not there is refused at its place',
      as: 'service',
      call: 'POST /virtual-keys',
      body: {
        name: 'Mapped',
        provider: 'anthropic',
        secret_mappings: [{ target_field: 'key', secret_reference_id: 'nowhere' }],
      },
      status: 400,
      contains: ['secret_mappings[0].secret_reference_id'],
    },
    {
      name: 'a limit that is none leaves no credentials behind',
      as: 'service',
      call: 'POST /virtual-keys',
      body: { ...VERTEX, usage_limits: { credit_limit: -1 } },
      status: 400,
      contains: ['usage_limits'],
    },
    {
      name: 'are shown without their secrets',
      as: 'service',
      call: 'GET /virtual-keys/{made}',
      status: 200,
      contains: ['"object":"virtual-key"', '"vertex_region":"us-east5"', '"credit_limit":5'],
      lacks: [PRIVATE_KEY_MARK],
    },
    {
      name: 'are listed with the providers of the workspace',
      as: 'service',
      call: 'GET /virtual-keys',
      status: 200,
      contains: ['"slug":"{made}"', '"slug":"vertex-prod"'],
      lacks: [PRIVATE_KEY_MARK],
    },
    {
      name: 'a new region is one of the integration behind it',
      as: 'service',
      call: 'PUT /virtual-keys/{made}',
      body: { vertexRegion: 'europe-west1', name: 'Renamed' },
      status: 200,
      audit: ['integration.update', 'provider.update'],
      announced: 2,
    },
    {
      name: 'one that is deleted takes its credentials along',
      as: 'service',
      call: 'DELETE /virtual-keys/{made}',
      status: 200,
      audit: ['integration.delete', 'provider.delete'],
      announced: 2,
    },
    { name: 'another tenant sees nothing', as: 'stranger', call: 'GET /virtual-keys/{made}', status: 404 },
    { name: 'another workspace sees nothing', as: 'neighbour', call: 'GET /virtual-keys/{made}', status: 404 },
    { name: 'a reader cannot make one', as: 'reader', call: 'POST /virtual-keys', body: VERTEX, status: 403 },
  ],
  async (caller, remember) => {
    await seed(caller);
    const { text } = await caller.send('service', 'POST /virtual-keys', {
      ...VERTEX,
      name: 'Kept',
      usage_limits: { credit_limit: 5 },
    });
    remember('made', String(JSON.parse(text).data?.slug));
  },
);

describe('the scopes of virtual keys', () => {
  const holding = async (scopes: readonly string[]): Promise<Caller> => {
    const caller = await openAdmin();
    const service = caller.world.actors['service'];
    if (service?.kind !== 'api-key') throw new Error('the service is a key');
    caller.world.actors['holder'] = { ...service, scopes };
    return caller;
  };

  it('are enough for all that is done to one, and for nothing else', async () => {
    const actions = ['create', 'read', 'update', 'delete', 'list'];
    const { send, world } = await holding(actions.map((action) => `virtual_keys.${action}`));
    const made = await send('holder', 'POST /virtual-keys', VERTEX);
    const slug = String(JSON.parse(made.text).data?.slug);
    expect((await send('holder', 'GET /virtual-keys')).text).toContain(slug);
    const moved = await send('holder', `PUT /virtual-keys/${slug}`, { vertexRegion: 'europe-west1' });
    expect(moved.status).toBe(200);
    expect((await send('holder', `GET /virtual-keys/${slug}`)).text).toContain('europe-west1');
    for (const call of [
      'GET /providers',
      'GET /integrations',
      `DELETE /integrations/${slug}`,
      `GET /providers/${slug}`,
    ]) {
      expect((await send('holder', call)).status).toBe(403);
    }
    expect((await send('holder', `DELETE /virtual-keys/${slug}`)).status).toBe(200);
    await world.records.close();
  });

  it('do not reach an integration of the organisation that a virtual key shows', async () => {
    const { send, world } = await holding(['virtual_keys.read', 'virtual_keys.update']);
    await seed({ send } as Caller);
    const stolen = { vertexServiceAccountJson: SERVICE_ACCOUNT };
    expect((await send('holder', 'PUT /virtual-keys/vertex-prod', stolen)).status).toBe(403);
    await world.records.close();
  });

  it('are not those of providers', async () => {
    const { send, world } = await holding(['providers.list', 'providers.read', 'providers.create', 'providers.delete']);
    for (const call of ['GET /virtual-keys', 'GET /virtual-keys/x', 'DELETE /virtual-keys/x']) {
      expect((await send('holder', call)).text).toContain('lacks the scope virtual_keys.');
    }
    await world.records.close();
  });
});
