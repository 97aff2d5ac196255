import { describe, expect, it } from 'vitest';
import { hashKey } from '../../kernel/key-hash.ts';
import type { Caller, Remember } from './scenario.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const service = 'POST /api-keys/workspace/service';

describeScenarios('creating an API key', [
  {
    name: 'shows its text, this once',
    as: 'service',
    call: service,
    body: {
      name: 'CI',
      scopes: ['completions.write', 'logs.view'],
      defaults: { config_id: 'pc-main', metadata: { team: 'build' }, allow_config_override: false },
      expires_at: '2027-06-30T00:00:00Z',
    },
    status: 200,
    contains: ['"object":"api-key"', '"key":"tg-'],
    audit: ['api_key.create'],
  },
  {
    name: 'a user key names its user',
    as: 'admin',
    call: 'POST /api-keys/workspace/user',
    body: { name: 'Ada', user_id: 'ada@example.com', scopes: ['completions.write'] },
    status: 200,
    audit: ['api_key.create'],
  },
  {
    name: 'a user key without a user is none',
    as: 'admin',
    call: 'POST /api-keys/workspace/user',
    body: { name: 'Ada', scopes: [] },
    status: 400,
    contains: ['AB01', 'user_id: is required'],
  },
  {
    name: 'an admin key',
    as: 'admin',
    call: 'POST /api-keys/organisation/service',
    body: { name: 'Ops' },
    status: 200,
    audit: ['api_key.create'],
  },
  {
    name: 'an admin key cannot call models',
    as: 'admin',
    call: 'POST /api-keys/organisation/service',
    body: { name: 'Ops', scopes: ['configs.read', 'completions.write'] },
    status: 400,
    contains: ['AB01', 'scopes[1]', 'cannot hold'],
  },
  {
    name: 'a workspace key cannot make an admin key',
    as: 'service',
    call: 'POST /api-keys/organisation/service',
    body: { name: 'Ops' },
    status: 403,
    contains: ['AB03', 'organisation_service_api_keys.create'],
  },
  {
    name: 'an organisation key with a workspace becomes a key of that workspace',
    as: 'admin',
    call: 'POST /api-keys/organisation/undefined',
    body: {
      type: 'organisation',
      name: 'Team',
      workspace_id: 'ws-research',
      scopes: ['completions.write', 'logs.view', 'configs.read'],
    },
    status: 200,
    audit: ['api_key.create'],
  },
  { name: 'a reader cannot', as: 'reader', call: service, body: { name: 'x' }, status: 403, contains: ['AB03'] },
  {
    name: 'not for another workspace',
    as: 'service',
    call: service,
    body: { name: 'x', workspace_id: 'ws-research' },
    status: 404,
    contains: ['AB02'],
  },
  {
    name: 'not for another organisation',
    as: 'admin',
    call: service,
    body: { name: 'x', organisation_id: 'organisation-b' },
    status: 404,
    contains: ['AB02'],
  },
  {
    name: 'a scope that does not exist',
    as: 'admin',
    call: service,
    body: { name: 'x', scopes: ['everything'] },
    status: 400,
    contains: ['scopes[0]'],
  },
  {
    name: 'a type that does not exist',
    as: 'admin',
    call: 'POST /api-keys/team/service',
    body: { name: 'x' },
    status: 400,
    contains: ['type: '],
  },
  {
    name: 'a default config that does not exist',
    as: 'service',
    call: service,
    body: { name: 'x', defaults: { config_id: 'pc-gone' } },
    status: 404,
    contains: ['AB02', 'defaults.config_id: no config'],
  },
  {
    name: 'a default config of another workspace does not exist',
    as: 'neighbour',
    call: service,
    body: { name: 'x', defaults: { config_id: 'pc-main' } },
    status: 404,
    contains: ['AB02'],
  },
  {
    name: 'a metadata value that is too long',
    as: 'service',
    call: service,
    body: { name: 'x', defaults: { metadata: { team: 'x'.repeat(129) } } },
    status: 400,
    contains: ['defaults.metadata.team'],
  },
  {
    name: 'limits are taken, and stand in the audit row',
    as: 'service',
    call: service,
    body: {
      name: 'x',
      rate_limits: [{ type: 'requests', unit: 'rpm', value: 5 }],
      usage_limits: { type: 'cost', credit_limit: 10, alert_threshold: 5, periodic_reset: 'monthly' },
    },
    status: 200,
    audit: ['api_key.create'],
  },
  {
    name: 'a rate limit of a unit that is none is refused',
    as: 'service',
    call: service,
    body: { name: 'x', rate_limits: [{ type: 'requests', unit: 'rpy', value: 5 }] },
    status: 400,
    contains: ['AB01', 'rate_limits[0].unit'],
  },
  {
    name: 'two budgets of one type are refused',
    as: 'service',
    call: service,
    body: { name: 'x', usage_limits: [{ credit_limit: 5 }, { credit_limit: 7 }] },
    status: 400,
    contains: ['usage_limits: has two limits of the same type'],
  },
  {
    name: 'half a token is refused',
    as: 'service',
    call: service,
    body: { name: 'x', usage_limits: { type: 'tokens', credit_limit: 100.5 } },
    status: 400,
    contains: ['usage_limits.credit_limit: must be a whole number'],
  },
  {
    name: 'two periods are refused',
    as: 'service',
    call: service,
    body: { name: 'x', usage_limits: { credit_limit: 5, periodic_reset: 'weekly', periodic_reset_days: 3 } },
    status: 400,
    contains: ['both periodic_reset and periodic_reset_days'],
  },
  {
    name: 'an alert at the limit is refused',
    as: 'service',
    call: service,
    body: { name: 'x', usage_limits: { credit_limit: 5, alert_threshold: 5 } },
    status: 400,
    contains: ['usage_limits.alert_threshold: must be below credit_limit'],
  },
  {
    name: 'with a rotation policy and people to tell',
    as: 'service',
    call: service,
    body: { name: 'x', rotation_policy: { rotation_period: 'weekly' }, alert_emails: ['ops@example.com'] },
    status: 200,
    audit: ['api_key.create'],
  },
  {
    name: 'a rotation policy that contradicts itself is refused',
    as: 'service',
    call: service,
    body: { name: 'x', rotation_policy: { rotation_period: 'weekly', rotation_period_days: 3 } },
    status: 400,
    contains: ['rotation_policy: has both'],
  },
  {
    name: 'an address that is none is refused',
    as: 'service',
    call: service,
    body: { name: 'x', alert_emails: ['nobody'] },
    status: 400,
    contains: ['alert_emails[0]'],
  },
  {
    name: 'nobody chooses the text of a key over HTTP',
    as: 'admin',
    call: service,
    body: { name: 'x', key: 'tg-0123456789abcdef' },
    status: 400,
    contains: ['unknown field \\"key\\"'],
  },
]);

async function seedKeys(caller: Caller, remember: Remember): Promise<void> {
  await seed(caller);
  const ours = await caller.send('service', service, {
    name: 'CI',
    description: 'build',
    scopes: ['completions.write'],
  });
  remember('ours', JSON.parse(ours.text).id);
  const theirs = await caller.send('neighbour', service, { name: 'Research' });
  remember('theirs', JSON.parse(theirs.text).id);
}

describeScenarios(
  'reading, changing and deleting API keys',
  [
    {
      name: 'an administrator sees all, masked',
      as: 'admin',
      call: 'GET /api-keys',
      status: 200,
      contains: ['"total":3', '"name":"Bootstrap admin key"', '"name":"CI"', '"name":"Research"', '****'],
      lacks: ['"hash"'],
    },
    {
      name: 'a workspace key sees those of its workspace',
      as: 'reader',
      call: 'GET /api-keys',
      status: 200,
      contains: ['"total":1', '"name":"CI"', '"type":"workspace-service"', '"creation_mode":"api"'],
    },
    {
      name: 'some, by their ids',
      as: 'admin',
      call: 'GET /api-keys?ids={ours},{theirs}',
      status: 200,
      contains: ['"total":2'],
    },
    {
      name: 'another organisation sees none',
      as: 'stranger',
      call: 'GET /api-keys',
      status: 200,
      contains: ['"total":0'],
    },
    {
      name: 'another organisation cannot open one',
      as: 'stranger',
      call: 'GET /api-keys/{ours}',
      status: 404,
      contains: ['AB08'],
    },
    {
      name: 'one, masked',
      as: 'reader',
      call: 'GET /api-keys/{ours}',
      status: 200,
      contains: ['"key":"tg-', '****', '"usage_limits":null'],
    },
    { name: 'not one of another workspace', as: 'reader', call: 'GET /api-keys/{theirs}', status: 404 },
    {
      name: 'new scopes and defaults',
      as: 'service',
      call: 'PUT /api-keys/{ours}',
      body: {
        scopes: ['completions.write', 'logs.view'],
        defaults: { metadata: { team: 'a' } },
        alert_emails: ['ops@example.com'],
      },
      status: 200,
      audit: ['api_key.update'],
    },
    {
      name: 'a scope beyond its type',
      as: 'service',
      call: 'PUT /api-keys/{ours}',
      body: { scopes: ['audit_logs.list'] },
      status: 400,
      contains: ['scopes[0]'],
    },
    {
      name: 'its type stays',
      as: 'admin',
      call: 'PUT /api-keys/{ours}',
      body: { type: 'organisation-service' },
      status: 400,
      contains: ['unknown field'],
    },
    {
      name: 'a reader cannot change one',
      as: 'reader',
      call: 'PUT /api-keys/{ours}',
      body: { name: 'x' },
      status: 403,
    },
    {
      name: 'not one of another workspace',
      as: 'service',
      call: 'PUT /api-keys/{theirs}',
      body: { name: 'x' },
      status: 404,
    },
    {
      name: 'rotated, with the new text once and the end of the former one',
      as: 'service',
      call: 'POST /api-keys/{ours}/rotate',
      body: { key_transition_period_ms: 3_600_000 },
      status: 200,
      contains: ['"key":"tg-', '"key_transition_expires_at":"2026-11-23T13:00:00.000Z"'],
      audit: ['api_key.rotate'],
    },
    {
      name: 'not rotated with a transition that is too short',
      as: 'service',
      call: 'POST /api-keys/{ours}/rotate',
      body: { key_transition_period_ms: 60_000 },
      status: 400,
      contains: ['key_transition_period_ms'],
    },
    { name: 'a reader cannot rotate one', as: 'reader', call: 'POST /api-keys/{ours}/rotate', status: 403 },
    { name: 'not one of another workspace', as: 'service', call: 'POST /api-keys/{theirs}/rotate', status: 404 },
    {
      name: 'no text to fetch where no schedule has made one',
      as: 'service',
      call: 'POST /api-keys/{ours}/reveal',
      status: 404,
      contains: ['No new text of the key'],
    },
    { name: 'a reader cannot fetch one', as: 'reader', call: 'POST /api-keys/{ours}/reveal', status: 403 },
    { name: 'nor for nobody', as: 'nobody', call: 'POST /api-keys/{ours}/rotate', status: 401 },
    { name: 'a reader cannot delete one', as: 'reader', call: 'DELETE /api-keys/{ours}', status: 403 },
    { name: 'not one of another workspace', as: 'service', call: 'DELETE /api-keys/{theirs}', status: 404 },
    { name: 'deleted', as: 'service', call: 'DELETE /api-keys/{ours}', status: 200, audit: ['api_key.delete'] },
  ],
  seedKeys,
);

async function seedUserKey(caller: Caller, remember: Remember): Promise<void> {
  await seedKeys(caller, remember);
  const user = await caller.send('service', 'POST /api-keys/workspace/user', { name: 'Ada', user_id: 'ada' });
  remember('user', JSON.parse(user.text).id);
}

describeScenarios(
  'an actor whose power is over user keys alone',
  [
    {
      name: 'sees those',
      as: 'keeper',
      call: 'GET /api-keys',
      status: 200,
      contains: ['"total":1', '"name":"Ada"', '"type":"workspace-user"'],
      lacks: ['"name":"CI"'],
    },
    { name: 'opens one', as: 'keeper', call: 'GET /api-keys/{user}', status: 200, contains: ['"name":"Ada"'] },
    {
      name: 'opens no service key',
      as: 'keeper',
      call: 'GET /api-keys/{ours}',
      status: 403,
      contains: ['AB03', 'workspace_service_api_keys.read'],
    },
    {
      name: 'makes one',
      as: 'keeper',
      call: 'POST /api-keys/workspace/user',
      body: { name: 'Bo', user_id: 'bo', scopes: [] },
      status: 200,
      audit: ['api_key.create'],
    },
    {
      name: 'makes none that can do what it cannot',
      as: 'keeper',
      call: 'POST /api-keys/workspace/user',
      body: { name: 'Bo', user_id: 'bo', scopes: ['workspace_integrations.update', 'logs.view'] },
      status: 403,
      contains: ['AB03', 'cannot grant what it lacks: workspace_integrations.update, logs.view'],
    },
    {
      name: 'does not give one the powers of a new key by leaving the scopes out',
      as: 'keeper',
      call: 'POST /api-keys/workspace/user',
      body: { name: 'Bo', user_id: 'bo' },
      status: 403,
      contains: ['cannot grant what it lacks: completions.write, prompts.read'],
    },
    {
      name: 'does not give one more later',
      as: 'keeper',
      call: 'PUT /api-keys/{user}',
      body: { scopes: ['completions.write', 'configs.update'] },
      status: 403,
      contains: ['cannot grant what it lacks: configs.update'],
    },
    {
      name: 'takes powers from one, and may keep those it has',
      as: 'keeper',
      call: 'PUT /api-keys/{user}',
      body: { scopes: ['completions.write'] },
      status: 200,
      audit: ['api_key.update'],
    },
    {
      name: 'makes no service key',
      as: 'keeper',
      call: service,
      body: { name: 'x' },
      status: 403,
      contains: ['workspace_service_api_keys.create'],
    },
    {
      name: 'changes one',
      as: 'keeper',
      call: 'PUT /api-keys/{user}',
      body: { name: 'Ada L.' },
      status: 200,
      audit: ['api_key.update'],
    },
    { name: 'changes no service key', as: 'keeper', call: 'PUT /api-keys/{ours}', body: { name: 'x' }, status: 403 },
    { name: 'deletes one', as: 'keeper', call: 'DELETE /api-keys/{user}', status: 200, audit: ['api_key.delete'] },
    { name: 'deletes no service key', as: 'keeper', call: 'DELETE /api-keys/{ours}', status: 403 },
  ],
  seedUserKey,
);

describe('the text of an API key', () => {
  it('is stored as its hash and never shown again', async () => {
    const { send, world } = await openAdmin();
    const created = JSON.parse((await send('service', service, { name: 'CI' })).text);
    expect(created.key).toMatch(/^tg-[0-9A-Za-z]{43}$/);
    const dump = await world.records.configuration();
    expect(JSON.stringify([dump, await world.audits()])).not.toContain(created.key);
    const row = dump.apiKeys.find(({ id }) => id === created.id);
    expect(row).toMatchObject({ hash: hashKey(created.key), scopes: ['completions.write', 'prompts.read'] });
    const shown = JSON.parse((await send('service', `GET /api-keys/${created.id}`)).text);
    expect(shown.key).toBe(`${created.key.slice(0, 5)}****${created.key.slice(-4)}`);
  });

  it('opens nothing after the key was deleted', async () => {
    const { send, world } = await openAdmin();
    const { id } = JSON.parse((await send('service', service, { name: 'CI' })).text);
    await send('service', `DELETE /api-keys/${id}`);
    expect((await world.records.configuration()).apiKeys.map((key) => key.id)).not.toContain(id);
    expect((await send('service', `GET /api-keys/${id}`)).status).toBe(404);
  });
});

describe('an organisation key that asks for a workspace', () => {
  it('is a service key of it, with that workspace only', async () => {
    const { send, world } = await openAdmin();
    const body = { name: 'Team', workspace_id: world.otherWorkspaceId, scopes: ['completions.write'] };
    const { id } = JSON.parse((await send('admin', 'POST /api-keys/organisation/service', body)).text);
    expect(JSON.parse((await send('admin', `GET /api-keys/${id}`)).text)).toMatchObject({
      type: 'workspace-service',
      workspace_id: world.otherWorkspaceId,
    });
  });
});

describe('limits that were read, and are sent back with one member changed', () => {
  it.each([
    { credit_limit: 10, periodic_reset: 'monthly' },
    { credit_limit: 10, periodic_reset_days: 14 },
  ])('change that member and nothing else: %j', async (usage) => {
    const caller = await openAdmin();
    const made = await caller.send('service', service, { name: 'x', usage_limits: usage });
    const path = `/api-keys/${JSON.parse(made.text).id}`;
    const read = async () => JSON.parse((await caller.send('service', `GET ${path}`)).text).usage_limits;
    const before = await read();
    expect(before.next_usage_reset_at).toMatch(/^20/);
    const sent = await caller.send('service', `PUT ${path}`, { usage_limits: { ...before, credit_limit: 25 } });
    expect({ status: sent.status, text: sent.text }).toMatchObject({ status: 200 });
    expect(await read()).toEqual({ ...before, credit_limit: 25 });
    await caller.world.records.close();
  });

  it('choose no other reset of a period by the calendar', async () => {
    const caller = await openAdmin();
    const usage_limits = {
      credit_limit: 10,
      periodic_reset: 'monthly',
      next_usage_reset_at: '2099-01-01T00:00:00.000Z',
    };
    const sent = await caller.send('service', service, { name: 'x', usage_limits });
    expect(sent.status).toBe(400);
    expect(sent.text).toContain('next_usage_reset_at');
    await caller.world.records.close();
  });
});
