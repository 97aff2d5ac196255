import { describe, expect, it } from 'vitest';
import type { Caller, Remember } from './scenario.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const SHARED = '"name":"Shared Team Workspace"';

describeScenarios(
  'reading workspaces',
  [
    {
      name: 'an administrator finds the id and the slug of each',
      as: 'admin',
      call: 'GET /admin/workspaces',
      status: 200,
      contains: ['"object":"list","total":2', SHARED, '"slug":"ws-research"', '"id":"workspace-b"', '"is_default":1'],
      lacks: ['ws-rival'],
    },
    {
      name: 'a page as official clients ask for it',
      as: 'admin',
      call: 'GET /admin/workspaces?pageSize=1&currentPage=1',
      status: 200,
      contains: ['"total":2', '"slug":"ws-research"'],
      lacks: [SHARED],
    },
    {
      name: 'by part of the name',
      as: 'admin',
      call: 'GET /admin/workspaces?name=resea',
      status: 200,
      contains: ['"total":1', '"slug":"ws-research"'],
    },
    {
      name: 'by the whole name, which a part is not',
      as: 'admin',
      call: 'GET /admin/workspaces?exact_name=Resea',
      status: 200,
      contains: ['"total":0'],
    },
    {
      name: 'a workspace key sees its own alone',
      as: 'neighbour',
      call: 'GET /admin/workspaces',
      status: 200,
      contains: ['"total":1', '"slug":"ws-research"'],
    },
    {
      name: 'a key without the scope sees none',
      as: 'configurer',
      call: 'GET /admin/workspaces',
      status: 403,
      contains: ['workspaces.list'],
    },
    {
      name: 'another organisation sees its own alone',
      as: 'stranger',
      call: 'GET /admin/workspaces',
      status: 200,
      contains: ['"total":1', '"slug":"ws-rival"'],
    },
    {
      name: 'one by its slug',
      as: 'admin',
      call: 'GET /admin/workspaces/ws-research',
      status: 200,
      contains: ['"id":"workspace-b"', '"object":"workspace"', '"rate_limits":null'],
    },
    {
      name: 'another workspace does not exist for a workspace key',
      as: 'service',
      call: 'GET /admin/workspaces/ws-research',
      status: 404,
      contains: ['AB08'],
    },
    {
      name: 'another organisation’s does not exist',
      as: 'admin',
      call: 'GET /admin/workspaces/ws-rival',
      status: 404,
      contains: ['AB08'],
    },
  ],
  seed,
);

describeScenarios('creating a workspace', [
  {
    name: 'answers with it, its slug derived from its name',
    as: 'admin',
    call: 'POST /admin/workspaces',
    body: { name: 'Data science', description: 'Notebooks', defaults: { metadata: { cost_center: '7' } } },
    status: 200,
    contains: [
      '"slug":"ws-data-science-',
      '"description":"Notebooks"',
      '"metadata":{"cost_center":"7"}',
      '"is_default":0',
    ],
    audit: ['workspace.create'],
  },
  {
    name: 'takes a slug of one’s own',
    as: 'admin',
    call: 'POST /admin/workspaces',
    body: { name: 'Data science', slug: 'ws-data' },
    status: 200,
    contains: ['"slug":"ws-data"'],
    audit: ['workspace.create'],
  },
  {
    name: 'with a slug that is taken is a conflict',
    as: 'admin',
    call: 'POST /admin/workspaces',
    body: { name: 'x', slug: 'ws-research' },
    status: 409,
    contains: ['AB07'],
  },
  {
    name: 'with a slug of another organisation is none',
    as: 'admin',
    call: 'POST /admin/workspaces',
    body: { name: 'x', slug: 'ws-rival' },
    status: 200,
    audit: ['workspace.create'],
  },
  {
    name: 'a workspace key cannot',
    as: 'service',
    call: 'POST /admin/workspaces',
    body: { name: 'x' },
    status: 403,
    contains: ['workspaces.create'],
  },
  {
    name: 'takes people in, by id or by address',
    as: 'owner',
    call: 'POST /admin/workspaces',
    body: { name: 'x', users: ['bystander', 'Member@example.com'] },
    status: 200,
    audit: ['member.create', 'member.create', 'workspace.create'],
  },
  {
    name: 'takes in nobody who is not there, and is not made then',
    as: 'owner',
    call: 'POST /admin/workspaces',
    body: { name: 'x', users: ['ada@example.com'] },
    status: 404,
    contains: ['users[0]', 'ada@example.com'],
  },
  {
    name: 'takes in nobody of another organisation',
    as: 'owner',
    call: 'POST /admin/workspaces',
    body: { name: 'x', users: ['rivalOwner'] },
    status: 404,
    contains: ['users[0]'],
  },
]);

describeScenarios('changing a workspace', [
  {
    name: 'keeps what is not given',
    as: 'admin',
    call: 'PUT /admin/workspaces/ws-research',
    body: { description: 'Long reads' },
    status: 200,
    contains: ['"name":"Research"', '"description":"Long reads"'],
    audit: ['workspace.update'],
  },
  {
    name: 'its own key may, with the scope',
    as: 'neighbour',
    call: 'PUT /admin/workspaces/ws-research',
    body: { name: 'Research & more', defaults: { metadata: { team: 'r' } } },
    status: 200,
    contains: ['"metadata":{"team":"r"}'],
    audit: ['workspace.update'],
  },
  {
    name: 'another workspace’s key cannot',
    as: 'service',
    call: 'PUT /admin/workspaces/ws-research',
    body: { name: 'x' },
    status: 404,
  },
  {
    name: 'a reader cannot',
    as: 'reader',
    call: 'PUT /admin/workspaces/ws-research',
    body: { name: 'x' },
    status: 403,
  },
  {
    name: 'another organisation cannot',
    as: 'stranger',
    call: 'PUT /admin/workspaces/ws-research',
    body: { name: 'x' },
    status: 404,
  },
]);

async function seedResearch(caller: Caller, remember: Remember): Promise<void> {
  await seed(caller);
  const key = { name: 'R', workspace_id: 'ws-research' };
  const { status, text } = await caller.send('admin', 'POST /api-keys/workspace/service', key);
  expect(status).toBe(200);
  remember('key', JSON.parse(text).id);
}

describeScenarios(
  'deleting a workspace',
  [
    {
      name: 'takes its keys along',
      as: 'admin',
      call: 'DELETE /admin/workspaces/ws-research',
      status: 200,
      audit: ['api_key.delete', 'workspace.delete'],
    },
    {
      name: 'is refused while it holds something that serves requests',
      as: 'admin',
      call: 'DELETE /admin/workspaces/ws-busy',
      status: 409,
      contains: ['AB07', 'still holds 0 integrations, 0 providers, 1 configs and 0 guardrails'],
    },
    {
      name: 'is refused while it holds a guardrail',
      as: 'admin',
      call: 'DELETE /admin/workspaces/ws-guarded',
      status: 409,
      contains: ['AB07', '0 configs and 1 guardrails'],
    },
    {
      name: 'is refused for the default one',
      as: 'admin',
      call: 'DELETE /admin/workspaces/{default}',
      status: 409,
      contains: ['is the default one'],
    },
    { name: 'a workspace key cannot', as: 'neighbour', call: 'DELETE /admin/workspaces/ws-research', status: 403 },
    { name: 'another organisation cannot', as: 'stranger', call: 'DELETE /admin/workspaces/ws-research', status: 404 },
  ],
  async (caller, remember) => {
    await seedResearch(caller, remember);
    remember('default', caller.world.workspaceId);
    const busy = { name: 'Busy', slug: 'ws-busy' };
    expect((await caller.send('admin', 'POST /admin/workspaces', busy)).status).toBe(200);
    const config = { name: 'x', config: { provider: '@vertex-prod' }, workspace_id: 'ws-busy' };
    expect((await caller.send('admin', 'POST /configs', config)).status).toBe(200);
    const guarded = { name: 'Guarded', slug: 'ws-guarded' };
    expect((await caller.send('admin', 'POST /admin/workspaces', guarded)).status).toBe(200);
    const checks = [{ id: 'default.contains', parameters: { words: ['x'] } }];
    const guardrail = { name: 'x', checks, actions: {}, workspace_id: 'ws-guarded' };
    expect((await caller.send('admin', 'POST /guardrails', guardrail)).status).toBe(200);
  },
);

describeScenarios(
  'a workspace that was deleted',
  [
    { name: 'is in no list', as: 'admin', call: 'GET /admin/workspaces', status: 200, lacks: ['ws-research'] },
    {
      name: 'is in the list of archived ones',
      as: 'admin',
      call: 'GET /admin/workspaces?status=archived',
      status: 200,
      contains: ['"slug":"ws-research"'],
    },
    { name: 'is opened by nobody', as: 'admin', call: 'GET /admin/workspaces/workspace-b', status: 404 },
    { name: 'gives its keys no power', as: 'admin', call: 'GET /api-keys/{key}', status: 404 },
    {
      name: 'takes nothing new',
      as: 'admin',
      call: 'POST /api-keys/workspace/service',
      body: { name: 'x', workspace_id: 'workspace-b' },
      status: 404,
      contains: ['AB02', 'no workspace'],
    },
    {
      name: 'frees its slug',
      as: 'admin',
      call: 'POST /admin/workspaces',
      body: { name: 'Research', slug: 'ws-research' },
      status: 200,
      audit: ['workspace.create'],
    },
  ],
  async (caller, remember) => {
    await seedResearch(caller, remember);
    expect((await caller.send('admin', 'DELETE /admin/workspaces/ws-research')).status).toBe(200);
  },
);

describe('a workspace', () => {
  it('shows its members to those who may see them, and to others not', async () => {
    const { send, world } = await openAdmin();
    const shown = JSON.parse((await send('admin', `GET /admin/workspaces/${world.workspaceId}`)).text);
    expect(shown.users.map(({ id, role }: { id: string; role: string }) => `${id} ${role}`).toSorted()).toEqual([
      'manager manager',
      'member member',
      'wsAdmin admin',
    ]);
    const service = world.actors['service'];
    if (service?.kind !== 'api-key') throw new Error('the service is a key');
    world.actors['narrow'] = { ...service, scopes: ['workspaces.read'] };
    expect(JSON.parse((await send('narrow', `GET /admin/workspaces/${world.workspaceId}`)).text).users).toBeUndefined();
    await world.records.close();
  });

  it('gives its config to keys of users that name none', async () => {
    const caller = await openAdmin();
    await seed(caller);
    const { send, world } = caller;
    const workspace = `/admin/workspaces/${world.workspaceId}`;
    const configOf = async (kind: string, body: object): Promise<unknown> => {
      const made = JSON.parse((await send('admin', `POST /api-keys/workspace/${kind}`, { name: 'k', ...body })).text);
      return JSON.parse((await send('admin', `GET /api-keys/${made.id}`)).text).defaults.config_id;
    };
    const wrong = await send('admin', `PUT ${workspace}`, { defaults: { user_api_key_config: 'pc-gone' } });
    expect(wrong).toMatchObject({ status: 404, text: expect.stringContaining('defaults.user_api_key_config') });
    await send('admin', `PUT ${workspace}`, { defaults: { user_api_key_config: 'pc-main' } });
    // It is kept where nothing is said of it.
    await send('admin', `PUT ${workspace}`, { defaults: { metadata: { team: 'blue' } } });
    expect(JSON.parse((await send('admin', `GET ${workspace}`)).text).defaults).toMatchObject({
      user_api_key_config: 'pc-main',
      metadata: { team: 'blue' },
    });
    expect(await configOf('user', { user_id: 'ada' })).toBe('pc-main');
    expect(await configOf('user', { user_id: 'ada', defaults: { metadata: { a: 'b' } } })).toBe('pc-main');
    expect(await configOf('user', { user_id: 'ada', defaults: { config_id: null } })).toBeNull();
    expect(await configOf('service', {})).toBeNull();
    await send('admin', `PUT ${workspace}`, { defaults: { user_api_key_config: null } });
    expect(await configOf('user', { user_id: 'bo' })).toBeNull();
    await world.records.close();
  });

  it('keeps the config that keys of its users will get from being deleted', async () => {
    const caller = await openAdmin();
    await seed(caller);
    const { send, world } = caller;
    await send('admin', `PUT /admin/workspaces/${world.workspaceId}`, { defaults: { user_api_key_config: 'pc-main' } });
    expect(await send('admin', 'DELETE /configs/pc-main')).toMatchObject({
      status: 409,
      text: expect.stringContaining('user_api_key_config'),
    });
    await world.records.close();
  });
});

it('a workspace decides what is logged only where the organisation lets it, and a manager may', async () => {
  const { send, world } = await openAdmin();
  const say = (mode: string | null) =>
    send('manager', `PUT /admin/workspaces/${world.workspaceId}`, { defaults: { request_logging: mode } });
  expect(await say('metrics_only')).toMatchObject({ status: 400, text: expect.stringContaining('request_logging') });
  await send('admin', 'PUT /admin/organisation/settings', { workspaces_set_request_logging: true });
  expect((await say('metrics_only')).text).toContain('"request_logging":"metrics_only"');
  const kept = await send('manager', `PUT /admin/workspaces/${world.workspaceId}`, { description: 'x' });
  expect(kept.text).toContain('"request_logging":"metrics_only"');
  expect((await say(null)).text).toContain('"request_logging":null');
  await world.records.close();
});
