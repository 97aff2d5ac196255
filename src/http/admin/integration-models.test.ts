import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../testkit/json-shape.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const ALLOW = { allow_all_models: false, models: [{ slug: 'claude-sonnet-4-5', enabled: true }] };

describeScenarios('the models of an integration', [
  {
    name: 'are all allowed at first, and listed with their names',
    as: 'admin',
    call: 'GET /integrations/vertex-prod/models',
    status: 200,
    contains: [
      '"allow_all_models":true',
      '"name":"Claude Opus 4.5"',
      '"enabled":true',
      '"published":{"pricing_config":{"type":"static","pay_as_you_go":{"request_token":{"price":0.0005}',
      '"context_window":200000',
    ],
    lacks: ['"enabled":false'],
  },
  {
    name: 'are narrowed to a list',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/models',
    body: ALLOW,
    status: 200,
    audit: ['integration.update'],
  },
  {
    name: 'a reader cannot change them',
    as: 'reader',
    call: 'PUT /integrations/vertex-prod/models',
    body: ALLOW,
    status: 403,
    contains: ['AB03'],
  },
  {
    name: 'a workspace’s key cannot change those of the organisation',
    as: 'service',
    call: 'PUT /integrations/vertex-prod/models',
    body: ALLOW,
    status: 403,
    contains: ['organisation_integrations.update'],
  },
  {
    name: 'another tenant sees nothing',
    as: 'stranger',
    call: 'GET /integrations/vertex-prod/models',
    status: 404,
  },
  {
    name: 'another tenant changes nothing',
    as: 'stranger',
    call: 'PUT /integrations/vertex-prod/models',
    body: ALLOW,
    status: 404,
  },
  {
    name: 'the same model under two spellings is a mistake',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/models',
    body: {
      models: [
        { slug: 'claude-sonnet-4-5', enabled: true },
        { slug: 'claude-sonnet-4-5@20250929', enabled: false },
      ],
    },
    status: 400,
    contains: ['models[1].slug', 'the same model'],
  },
  {
    name: 'a host that the operator does not trust gets no stored credential',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/models',
    body: { models: [{ slug: 'tuned', enabled: true, configurations: { custom_host: 'https://evil.example/v1' } }] },
    status: 400,
    contains: ['custom_host', 'TRUSTED_CUSTOM_HOSTS'],
  },
  {
    name: 'a negative price is refused',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/models',
    body: {
      models: [{ slug: 'tuned', enabled: true, pricing_config: { pay_as_you_go: { request_token: { price: -1 } } } }],
    },
    status: 400,
    contains: ['price'],
  },
  {
    name: 'one of the catalog is not deleted',
    as: 'admin',
    call: 'DELETE /integrations/vertex-prod/models?slugs=claude-opus-4-5',
    status: 404,
  },
]);

it('keeps what it was told about models, and forgets custom ones that are deleted', async () => {
  const caller = await openAdmin();
  await seed(caller);
  const send = async (call: string, body?: unknown) => parseJson((await caller.send('admin', call, body)).text);
  const tuned = {
    slug: 'tuned-1',
    enabled: true,
    is_custom: true,
    is_finetune: true,
    base_model_slug: 'claude-sonnet-4-5',
    pricing_config: {
      type: 'static',
      pay_as_you_go: { request_token: { price: 0.0003 }, additional_units: { web_search: { price: 1.5 } } },
    },
  };
  const path = '/integrations/vertex-prod/models';
  await send(`PUT ${path}`, { ...ALLOW, models: [...ALLOW.models, tuned] });
  const listed = await send(`GET ${path}`);
  expect(listed).toMatchObject({
    allow_all_models: false,
    models: expect.arrayContaining([
      expect.objectContaining({ slug: 'claude-sonnet-4-5', name: 'Claude Sonnet 4.5', enabled: true }),
      expect.objectContaining({ ...tuned, name: 'tuned-1' }),
      expect.objectContaining({ slug: 'claude-opus-4-5-20251101', enabled: false }),
    ]),
  });
  expect(await send('GET /integrations/vertex-prod')).toMatchObject({ allow_all_models: false });
  expect(await send(`DELETE ${path}?slugs=tuned-1`)).toEqual({});
  expect(JSON.stringify(await send(`GET ${path}`))).not.toContain('tuned-1');
  await caller.world.records.close();
});

describeScenarios('prices of an integration', [
  {
    name: 'are adjusted by factors',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod',
    body: { pricing_adjustments: { multiplier: { default: 1.1, request_token: null } } },
    status: 200,
    audit: ['integration.update'],
  },
  {
    name: 'are not adjusted by a factor for what is not metered',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod',
    body: { pricing_adjustments: { multiplier: { cache_write_image_input_token: 2 } } },
    status: 400,
    contains: ['cache_write_image_input_token', 'no provider reports'],
  },
  {
    name: 'are adjusted for audio, images, reasoning and predictions',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod',
    body: {
      pricing_adjustments: {
        multiplier: {
          request_audio_token: 2,
          response_image_token: 0.5,
          reasoning_token: 0,
          prediction_rejected_token: 0,
          image: { default: 1.5 },
          cache_write_image_input_token: null,
        },
      },
    },
    status: 200,
    audit: ['integration.update'],
  },
  {
    name: 'are never negative',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod',
    body: { pricing_adjustments: { multiplier: { default: -1 } } },
    status: 400,
    contains: ['pricing_adjustments.multiplier.default'],
  },
]);

describeScenarios('the workspaces of an integration', [
  {
    name: 'may all use it at first',
    as: 'admin',
    call: 'GET /integrations/vertex-prod/workspaces',
    status: 200,
    contains: ['"total":2', '"global_workspace_access":{"enabled":true,', '"is_explicit":false'],
  },
  {
    name: 'get a provider when they are given access',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/workspaces',
    body: { workspaces: [{ id: 'ws-research', enabled: true }], global_workspace_access: { enabled: false } },
    status: 200,
    audit: ['integration.update', 'provider.create'],
  },
  {
    name: 'get none where the caller wants none',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/workspaces',
    body: { workspaces: [{ id: 'workspace-b', enabled: true, create_default_provider: false }] },
    status: 200,
    audit: ['integration.update'],
  },
  {
    name: 'get what they may spend on it, and how fast',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/workspaces',
    body: {
      workspaces: [
        {
          id: 'ws-research',
          enabled: true,
          usage_limits: [{ type: 'cost', credit_limit: 25, periodic_reset: 'monthly' }],
          rate_limits: [{ type: 'requests', unit: 'rpm', value: 7 }],
        },
      ],
    },
    status: 200,
    audit: ['integration.update', 'organisation.update_limits', 'provider.create'],
  },
  {
    name: 'get limits that each of them has by itself',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/workspaces',
    body: { global_workspace_access: { enabled: true, usage_limits: [{ credit_limit: 5 }] } },
    status: 200,
    audit: ['integration.update', 'organisation.update_limits', 'provider.create'],
  },
  {
    name: 'a workspace’s key cannot share it',
    as: 'service',
    call: 'PUT /integrations/vertex-prod/workspaces',
    body: { workspaces: [{ id: 'ws-research', enabled: true }] },
    status: 403,
  },
  {
    name: 'of another organisation cannot be named',
    as: 'admin',
    call: 'PUT /integrations/vertex-prod/workspaces',
    body: { workspaces: [{ id: 'ws-rival', enabled: true }] },
    status: 404,
    contains: ['AB02', 'workspaces[0].id'],
  },
  {
    name: 'are none of another organisation’s business',
    as: 'stranger',
    call: 'GET /integrations/vertex-prod/workspaces',
    status: 404,
  },
]);

it('the limits of a workspace on an integration are shown, kept when only access changes, and taken away', async () => {
  const caller = await openAdmin();
  await seed(caller);
  const put = (one: object) =>
    caller.send('admin', 'PUT /integrations/vertex-prod/workspaces', { workspaces: [{ id: 'ws-research', ...one }] });
  const shown = async () => {
    const { text } = await caller.send('admin', 'GET /integrations/vertex-prod/workspaces');
    const { workspaces } = JSON.parse(text) as { workspaces: { slug: string }[] };
    return workspaces.find(({ slug }) => slug === 'ws-research');
  };
  await put({
    enabled: true,
    usage_limits: [{ credit_limit: 25 }],
    rate_limits: [{ type: 'tokens', unit: 'rph', value: 9 }],
  });
  expect(await shown()).toMatchObject({
    usage_limits: { type: 'cost', credit_limit: 25, current_usage: 0 },
    rate_limits: [{ type: 'tokens', unit: 'rph', value: 9 }],
  });
  await put({ enabled: false });
  expect(await shown()).toMatchObject({ enabled: false, usage_limits: { credit_limit: 25 } });
  await put({ enabled: true, usage_limits: null, rate_limits: [] });
  expect(await shown()).toMatchObject({ usage_limits: null, rate_limits: null });
  await caller.world.records.close();
});

it('limits of each workspace hold where one has none of its own, and an override takes those away', async () => {
  const caller = await openAdmin();
  await seed(caller);
  const path = '/integrations/vertex-prod/workspaces';
  const put = (body: object) => caller.send('admin', `PUT ${path}`, { create_default_provider: false, ...body });
  const shown = async () => {
    const { data, global_workspace_access: all } = parseJson((await caller.send('admin', `GET ${path}`)).text) as {
      data: { slug: string; usage_limits: { credit_limit: number } | null; rate_limits: { value: number }[] | null }[];
      global_workspace_access: object;
    };
    const of = data.map(({ slug, usage_limits: usage, rate_limits: rates }) => [
      slug,
      usage?.credit_limit ?? null,
      rates?.[0]?.value ?? null,
    ]);
    return { all, of };
  };
  const rate = (value: number) => [{ type: 'requests', unit: 'rpm', value }];
  const each = { enabled: true, usage_limits: [{ credit_limit: 5, periodic_reset: 'weekly' }], rate_limits: rate(60) };
  await put({ global_workspace_access: each });
  await put({ workspaces: [{ id: 'ws-research', enabled: true, usage_limits: [{ credit_limit: 50 }] }] });
  const both = await shown();
  const [first = []] = both.of;
  expect(both.all).toMatchObject({
    usage_limits: [{ type: 'cost', credit_limit: 5, periodic_reset: 'weekly' }],
    rate_limits: [{ value: 60 }],
  });
  expect(both.of).toEqual([
    [first[0], 5, 60],
    ['ws-research', 50, 60],
  ]);
  const detail = parseJson((await caller.send('admin', 'GET /integrations/vertex-prod')).text);
  expect(detail).toMatchObject({
    workspace_count: 2,
    global_workspace_access_settings: { enabled: true, usage_limits: [{ credit_limit: 5 }] },
  });
  const all = await caller.send('admin', 'GET /limits');
  expect(all.text).toContain('vertex-prod in each workspace');

  await put({
    global_workspace_access: { ...each, usage_limits: [{ credit_limit: 7 }] },
    override_existing_workspace_access: true,
  });
  expect((await shown()).of.map(([, credit]) => credit)).toEqual([7, 7]);
  await put({ global_workspace_access: { enabled: true, usage_limits: null, rate_limits: null } });
  expect((await shown()).of.map(([, credit, value]) => [credit, value])).toEqual([
    [null, null],
    [null, null],
  ]);
  await caller.world.records.close();
});

const HEADER_VALUE = 'proxy-secret-0123456789';
const tunedWith = (headers: object, more: object = {}) => ({
  models: [{ slug: 'tuned', enabled: true, configurations: { custom_headers: headers }, ...more }],
});

describeScenarios(
  'further headers of a model',
  [
    ...['Host', 'authorization', 'x-portkey-config', 'x-api-key'].map((name) => ({
      name: `may not be named ${name}, and the field is told`,
      as: 'admin',
      call: 'PUT /integrations/claude/models',
      body: tunedWith({ [name]: 'x' }),
      status: 400,
      contains: [`models[0].configurations.custom_headers.${name}: `],
    })),
    {
      name: 'are shown by name, and their values are not',
      as: 'admin',
      call: 'GET /integrations/claude/models',
      status: 200,
      contains: ['"custom_headers":{"x-proxy":"****"}'],
      lacks: [HEADER_VALUE],
    },
    {
      name: 'are no mask where nothing is stored',
      as: 'admin',
      call: 'PUT /integrations/claude/models',
      body: tunedWith({ 'x-other': '****' }),
      status: 400,
      contains: ['models[0].configurations.custom_headers.x-other: is a mask'],
    },
    {
      name: 'do not follow their integration to another host',
      as: 'admin',
      call: 'PUT /integrations/claude',
      body: { key: 'sk-ant-0123456789', configurations: { custom_host: 'https://two.example' } },
      status: 400,
      contains: ['configurations.custom_host: cannot change while models have custom_headers'],
    },
    {
      name: 'leave no trace of their values in the audit trail',
      as: 'admin',
      call: 'PUT /integrations/claude/models',
      body: tunedWith({ 'x-proxy': `${HEADER_VALUE}-2` }),
      status: 200,
      audit: ['integration.update'],
    },
  ],
  async ({ send, world }) => {
    const made = { name: 'Claude', slug: 'claude', ai_provider_id: 'anthropic', key: 'sk-ant-0123456789' };
    expect((await send('admin', 'POST /integrations', made)).status).toBe(200);
    const put = await send('admin', 'PUT /integrations/claude/models', tunedWith({ 'X-Proxy': HEADER_VALUE }));
    expect(put.status).toBe(200);
    expect(JSON.stringify(await world.audits())).not.toContain(HEADER_VALUE);
  },
);

it('further headers of a model go when the model does, and the credentials stay', async () => {
  const caller = await openAdmin();
  await seed(caller);
  const path = '/integrations/vertex-prod/models';
  await caller.send('admin', `PUT ${path}`, tunedWith({ 'x-proxy': HEADER_VALUE }, { is_custom: true }));
  await caller.send('admin', `DELETE ${path}?slugs=tuned`);
  const again = await caller.send('admin', `PUT ${path}`, tunedWith({ 'x-proxy': '****' }, { is_custom: true }));
  expect(again).toMatchObject({ status: 400, text: expect.stringContaining('is a mask') });
  const region = { configurations: { vertex_region: 'europe-west1' } };
  expect((await caller.send('admin', 'PUT /integrations/vertex-prod', region)).status).toBe(200);
  await caller.world.records.close();
});

describe('an integration that is not shared with a workspace', () => {
  it('gives it no provider', async () => {
    const caller = await openAdmin();
    await seed(caller);
    await caller.send('admin', 'PUT /integrations/vertex-prod/workspaces', {
      global_workspace_access: { enabled: false },
    });
    const made = await caller.send('neighbour', 'POST /providers', { name: 'x', integration_id: 'vertex-prod' });
    expect(made).toMatchObject({ status: 403, text: expect.stringContaining('is not shared with this workspace') });
    await caller.world.records.close();
  });
});
