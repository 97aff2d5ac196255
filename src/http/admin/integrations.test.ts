import { describe, expect, it } from 'vitest';
import { PRIVATE_KEY_MARK, SERVICE_ACCOUNT } from '../../control/control.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const vertex = {
  name: 'Vertex',
  ai_provider_id: 'vertex-ai',
  configurations: { vertex_region: 'us-east5', vertex_service_account_json: SERVICE_ACCOUNT },
};

describeScenarios('creating an integration', [
  {
    name: 'makes its default provider under the same slug',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, slug: 'vertex-eu' },
    status: 200,
    contains: ['"slug":"vertex-eu"', '"id":'],
    audit: ['integration.create', 'provider.create'],
  },
  {
    name: 'makes none when that is asked for',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, create_default_provider: false },
    status: 200,
    contains: ['"slug":"vertex-'],
    audit: ['integration.create'],
  },
  {
    name: 'accepts a service account as text',
    as: 'admin',
    call: 'POST /integrations',
    body: {
      ...vertex,
      configurations: { vertex_region: 'global', vertex_service_account_json: JSON.stringify(SERVICE_ACCOUNT) },
    },
    status: 200,
    audit: ['integration.create', 'provider.create'],
  },
  {
    name: 'by a workspace key makes one of its workspace',
    as: 'service',
    call: 'POST /integrations',
    body: vertex,
    status: 200,
    audit: ['integration.create', 'provider.create'],
  },
  { name: 'a reader cannot', as: 'reader', call: 'POST /integrations', body: vertex, status: 403, contains: ['AB03'] },
  {
    name: 'an unknown key cannot',
    as: 'nobody',
    call: 'POST /integrations',
    body: vertex,
    status: 401,
    contains: ['AB05'],
  },
  {
    name: 'an unknown AI provider is told the known ones',
    as: 'admin',
    call: 'POST /integrations',
    body: { name: 'x', ai_provider_id: 'vertex' },
    status: 400,
    contains: ['AB01', 'ai_provider_id: unknown AI provider', 'vertex-ai'],
  },
  {
    name: 'a missing required field is named',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, configurations: { vertex_service_account_json: SERVICE_ACCOUNT } },
    status: 400,
    contains: ['AB01', 'configurations.vertex_region: is required'],
  },
  {
    name: 'a field that the AI service does not have is named',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, configurations: { ...vertex.configurations, vertex_regoin: 'x' } },
    status: 400,
    contains: ['configurations.vertex_regoin: unknown field for vertex-ai', 'vertex_region'],
  },
  {
    name: 'a service account that is none is refused where it stands',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, configurations: { vertex_region: 'global', vertex_service_account_json: { type: 'user' } } },
    status: 400,
    contains: ['configurations.vertex_service_account_json: '],
  },
  ...['{"cut', '[]', 'null', [], 7].map((key) => ({
    name: `a service account that is no JSON object is refused: ${JSON.stringify(key)}`,
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, configurations: { vertex_region: 'global', vertex_service_account_json: key } },
    status: 400,
    contains: ['AB01', 'configurations.vertex_service_account_json: must be a JSON object, or its text'],
  })),
  {
    name: 'a text field that is no text is refused where it stands',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, configurations: { ...vertex.configurations, vertex_region: 7 } },
    status: 400,
    contains: ['AB01', 'configurations.vertex_region: must be a string'],
  },
  {
    name: 'a host inside the private network is refused at once',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, configurations: { ...vertex.configurations, custom_host: 'http://169.254.169.254' } },
    status: 400,
    contains: ['AB01', 'is not allowed: link-local address'],
  },
  {
    name: 'a slug that is taken is a conflict',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, slug: 'vertex-prod' },
    status: 409,
    contains: ['AB07'],
  },
  {
    name: 'a default provider whose slug is taken leaves nothing behind',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, slug: 'vertex-eu', default_provider_slug: 'vertex-prod' },
    status: 409,
    contains: ['AB07', 'There is already a provider'],
  },
  {
    name: 'a secret mapping to a field that the provider has not is refused',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, secret_mappings: [{ target_field: 'key', secret_reference_id: 'x' }] },
    status: 400,
    contains: ['secret_mappings[0].target_field', 'is no field of vertex-ai', 'vertex_service_account_json'],
  },
  {
    name: 'a secret mapping to a reference that is not there is refused, with its place',
    as: 'admin',
    call: 'POST /integrations',
    body: {
      ...vertex,
      secret_mappings: [{ target_field: 'configurations.vertex_region', secret_reference_id: 'x' }],
    },
    status: 400,
    contains: ['secret_mappings[0].secret_reference_id', 'There is no secret reference'],
  },
  {
    name: 'empty secret mappings ask for nothing',
    as: 'admin',
    call: 'POST /integrations',
    body: { ...vertex, secret_mappings: [], create_default_provider: false },
    status: 200,
    audit: ['integration.create'],
  },
  {
    name: 'every wrong field is named in one answer',
    as: 'admin',
    call: 'POST /integrations',
    body: { slug: 'not a slug', ai_provider_id: 7, colour: 'red' },
    status: 400,
    contains: ['name: is required', 'slug: must be', 'ai_provider_id: expected string', 'unknown field \\"colour\\"'],
  },
]);

describeScenarios('reading integrations', [
  {
    name: 'a list holds no credentials',
    as: 'admin',
    call: 'GET /integrations',
    status: 200,
    contains: ['"object":"list"', '"total":1', '"slug":"vertex-prod"', '"object":"integration"'],
    lacks: ['configurations', 'sealed'],
  },
  {
    name: 'one comes with its fields and without its secrets',
    as: 'admin',
    call: 'GET /integrations/vertex-prod',
    status: 200,
    contains: ['"vertex_region":"us-east5"', '"masked_key":null', '"allow_all_models":true'],
    lacks: ['vertex_service_account_json', 'sealed'],
  },
  {
    name: 'a workspace key sees in the list what it can use',
    as: 'service',
    call: 'GET /integrations',
    status: 200,
    contains: ['"slug":"vertex-prod"'],
  },
  {
    name: 'a workspace key cannot open one of the organisation',
    as: 'service',
    call: 'GET /integrations/vertex-prod',
    status: 403,
    contains: ['AB03', 'organisation_integrations.read'],
  },
  {
    name: 'another organisation sees none',
    as: 'stranger',
    call: 'GET /integrations',
    status: 200,
    contains: ['"total":0', '"data":[]'],
  },
  {
    name: 'another organisation cannot open one',
    as: 'stranger',
    call: 'GET /integrations/vertex-prod',
    status: 404,
    contains: ['AB08'],
  },
  {
    name: 'a page beyond the end is empty',
    as: 'admin',
    call: 'GET /integrations?current_page=1',
    status: 200,
    contains: ['"total":1,"data":[]'],
  },
  {
    name: 'a page number that is none is refused',
    as: 'admin',
    call: 'GET /integrations?current_page=-1',
    status: 400,
    contains: ['current_page'],
  },
  {
    name: 'workspace ones alone',
    as: 'admin',
    call: 'GET /integrations?type=workspace',
    status: 200,
    contains: ['"total":0'],
  },
]);

describeScenarios('changing an integration', [
  {
    name: 'keeps the secret that is not given',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod',
    body: { configurations: { vertex_region: 'global' } },
    status: 200,
    audit: ['integration.update'],
  },
  {
    name: 'a reader cannot',
    as: 'reader',
    call: 'PUT /integrations/vertex-prod',
    body: { name: 'x' },
    status: 403,
    contains: ['AB03'],
  },
  {
    name: 'another organisation cannot',
    as: 'stranger',
    call: 'PUT /integrations/vertex-prod',
    body: { name: 'x' },
    status: 404,
  },
  {
    name: 'a merge that no longer works is refused',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod',
    body: { configurations: { vertex_region: null } },
    status: 400,
    contains: ['configurations.vertex_region: is required'],
  },
  {
    name: 'the slug stays',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod',
    body: { slug: 'other' },
    status: 400,
    contains: ["slug: differs from the path's"],
  },
]);

const KEY = 'sk-ant-0123456789abcdefghij';
const claude = {
  name: 'Claude',
  slug: 'claude',
  ai_provider_id: 'anthropic',
  key: KEY,
  configurations: { custom_host: 'https://one.example/v1' },
};
const HEADER_VALUE = 'proxy-secret-0123456789';
const withHeaders = {
  ...claude,
  configurations: { ...claude.configurations, custom_headers: { 'X-Proxy': HEADER_VALUE } },
};
const pointed = (more: object) => ({ configurations: { custom_host: 'https://two.example' }, ...more });

describeScenarios(
  'pointing an integration at another host by a setting that names it',
  [
    {
      name: 'takes its key again',
      as: 'admin',
      call: 'PUT /integrations/az',
      body: { configurations: { azure_resource_name: 'attacker' } },
      status: 400,
      contains: ['key: must be given again'],
    },
    {
      name: 'takes none where the host stays',
      as: 'admin',
      call: 'PUT /integrations/az',
      body: { configurations: { azure_resource_name: 'ACME', azure_deployment_id: 'gpt' } },
      status: 200,
      audit: ['integration.update'],
    },
  ],
  async ({ send }) => {
    const configurations = { azure_resource_name: 'acme' };
    const made = { name: 'Azure', slug: 'az', ai_provider_id: 'azure-openai', key: KEY, configurations };
    expect((await send('admin', 'POST /integrations', made)).status).toBe(200);
  },
);

describeScenarios(
  'further headers of an integration',
  [
    ...['host', 'Content-Length', 'Authorization', 'x-portkey-api-key', 'X-Api-Key', 'x team'].map((name) => ({
      name: `may not be named ${name}, and the field is told`,
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: { configurations: { custom_headers: { [name]: 'x' } } },
      status: 400,
      contains: ['AB01', `configurations.custom_headers.${name === 'X-Api-Key' ? 'x-api-key' : name}: `],
      lacks: [HEADER_VALUE],
    })),
    {
      name: 'may not break the request in two',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: { configurations: { custom_headers: { 'x-proxy': `${HEADER_VALUE}\r\nhost: evil.example` } } },
      status: 400,
      contains: ['configurations.custom_headers.x-proxy: '],
      lacks: [HEADER_VALUE],
    },
    {
      name: 'are shown by name, and their values are not',
      as: 'admin',
      call: 'GET /integrations/claude',
      status: 200,
      contains: ['"custom_headers":{"x-proxy":"****"}'],
      lacks: [HEADER_VALUE],
    },
    {
      name: 'do not follow the integration to another host',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: pointed({ key: KEY }),
      status: 400,
      contains: ['configurations.custom_headers: must be given again'],
    },
    {
      name: 'do not follow it there as masks',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: {
        key: KEY,
        configurations: { custom_host: 'https://two.example', custom_headers: { 'x-proxy': '****' } },
      },
      status: 400,
      contains: ['configurations.custom_headers: must be given again'],
    },
    {
      name: 'follow it there where they are given',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: {
        key: KEY,
        configurations: { custom_host: 'https://two.example', custom_headers: { 'x-proxy': HEADER_VALUE } },
      },
      status: 200,
      lacks: [HEADER_VALUE],
      audit: ['integration.update'],
    },
    {
      name: 'do not follow it there as masks in a text',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: { key: KEY, configurations: { custom_host: 'https://two.example', custom_headers: '{"x-proxy":"****"}' } },
      status: 400,
      contains: ['configurations.custom_headers: must be given again'],
    },
    {
      name: 'are no mask where nothing is stored',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: { configurations: { custom_headers: { 'x-other': '****' } } },
      status: 400,
      contains: ['configurations.custom_headers.x-other: is a mask'],
    },
  ],
  async ({ send }) => {
    expect((await send('admin', 'POST /integrations', withHeaders)).status).toBe(200);
  },
);

describeScenarios(
  'pointing an integration elsewhere',
  [
    {
      name: 'takes its key again',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: pointed({}),
      status: 400,
      contains: ['AB01', 'key: must be given again'],
    },
    {
      name: 'takes its key again, and null is none',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: { configurations: { custom_host: null } },
      status: 400,
      contains: ['key: must be given again'],
    },
    {
      name: 'with its key goes through',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: pointed({ key: KEY }),
      status: 200,
      audit: ['integration.update'],
    },
    {
      name: 'at another path of the same host is no other place',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: { configurations: { custom_host: 'https://one.example/v2' } },
      status: 200,
      audit: ['integration.update'],
    },
    {
      name: 'takes each secret that it keeps',
      as: 'admin',
      call: 'PUT /integrations/vertex-prod',
      body: pointed({}),
      status: 400,
      contains: ['configurations.vertex_service_account_json: must be given again'],
    },
    {
      name: 'takes each secret that it keeps, and a key that it never had is not one',
      as: 'admin',
      call: 'PUT /integrations/vertex-prod',
      body: {
        configurations: { custom_host: 'https://two.example', vertex_service_account_json: SERVICE_ACCOUNT },
      },
      status: 200,
      audit: ['integration.update'],
    },
  ],
  async (caller) => {
    await seed(caller);
    expect((await caller.send('admin', 'POST /integrations', claude)).status).toBe(200);
  },
);

describeScenarios('deleting an integration', [
  {
    name: 'is refused while a provider uses it',
    as: 'admin',
    call: 'DELETE /integrations/vertex-prod',
    status: 409,
    contains: ['@vertex-prod', 'archive_providers=true'],
  },
  {
    name: 'takes its providers along when that is meant',
    as: 'admin',
    call: 'DELETE /integrations/vertex-prod?archive_providers=true',
    status: 200,
    audit: ['integration.delete', 'provider.delete'],
  },
  { name: 'a reader cannot', as: 'reader', call: 'DELETE /integrations/vertex-prod', status: 403 },
  { name: 'another organisation cannot', as: 'stranger', call: 'DELETE /integrations/vertex-prod', status: 404 },
]);

describe('an integration of one workspace', () => {
  it('is hidden from the other workspace, and frees its slug when deleted', async () => {
    const { send, world } = await openAdmin();
    await send('service', 'POST /integrations', { ...vertex, slug: 'ours' });
    expect((await send('neighbour', 'GET /integrations')).text).toContain('"total":0');
    expect((await send('neighbour', 'GET /integrations/ours')).status).toBe(404);
    expect((await send('service', 'GET /integrations/ours')).text).toContain(world.workspaceId);
    expect((await send('neighbour', 'POST /providers', { name: 'x', integration_id: 'ours' })).status).toBe(404);

    expect((await send('service', 'DELETE /integrations/ours?archive_providers=true')).status).toBe(200);
    expect((await send('service', 'GET /integrations/ours')).status).toBe(404);
    expect((await send('service', 'POST /integrations', { ...vertex, slug: 'ours' })).status).toBe(200);
  });
});

describe('credentials at rest', () => {
  it('are sealed, and merged without being asked for again', async () => {
    const caller = await openAdmin();
    await seed(caller);
    await caller.send('admin', 'PUT /integrations/vertex-prod', { configurations: { vertex_region: 'global' } });
    const [row] = (await caller.world.records.configuration()).integrations;
    expect(JSON.stringify(row)).not.toContain(PRIVATE_KEY_MARK);
    const { sealer } = caller.world.context({ kind: 'bootstrap' });
    const opened = JSON.parse(sealer.open(row?.sealedCredentials ?? '', `integration:${row?.id}`));
    expect(opened).toEqual({
      key: null,
      configurations: { vertex_region: 'global', vertex_service_account_json: SERVICE_ACCOUNT },
    });
  });

  it('show no more of a key than its ends', async () => {
    const { send } = await openAdmin();
    const body = { name: 'A', slug: 'a', ai_provider_id: 'anthropic', key: 'sk-ant-0123456789abcdefghij' };
    await send('admin', 'POST /integrations', body);
    const { text } = await send('admin', 'GET /integrations/a');
    expect(text).toContain('"masked_key":"sk-an****ghij"');
    expect(text).not.toContain('0123456789');
  });
});
