import { describe, expect, it } from 'vitest';
import type { Caller, Remember } from './scenario.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const target = { provider: '@vertex-prod' };

describeScenarios('creating a config', [
  {
    name: 'answers in the envelope that clients of configs expect',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'Team default', config: target },
    status: 200,
    contains: ['{"success":true,"data":{"id":"', '"slug":"pc-team-default-', '"version_id":"'],
    audit: ['config.create'],
  },
  {
    name: 'a reader cannot',
    as: 'reader',
    call: 'POST /configs',
    body: { name: 'x', config: target },
    status: 403,
    contains: ['AB03'],
  },
  {
    name: 'what the data plane would refuse is refused now, at its place',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { ...target, no_such_member: 1 } },
    status: 400,
    contains: ['AB01', 'config.no_such_member: unknown member'],
  },
  {
    name: 'a credential inside is refused, however deep',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { targets: [target, { provider: 'anthropic', api_key: 'sk-secret' }] } },
    status: 400,
    contains: ['config.targets[1].api_key: ', 'integration'],
    lacks: ['sk-secret'],
  },
  {
    name: 'text is no config',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: '{}' },
    status: 400,
    contains: ['config: expected'],
  },
  {
    name: 'a chosen slug begins as slugs of configs do',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', slug: 'main', config: target },
    status: 400,
    contains: ['slug: must begin with'],
  },
  {
    name: 'a taken slug is a conflict',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', slug: 'pc-main', config: target },
    status: 409,
    contains: ['AB07'],
  },
]);

describeScenarios('reading, changing and deleting configs', [
  {
    name: 'a list',
    as: 'reader',
    call: 'GET /configs',
    status: 200,
    contains: [
      '"success":true',
      '"object":"list"',
      '"total":1',
      '"slug":"pc-main"',
      '"is_default":0',
      '"owner_id":"admin-key"',
    ],
  },
  {
    name: 'one',
    as: 'reader',
    call: 'GET /configs/pc-main',
    status: 200,
    contains: ['"success":true', '"config":{"provider":"@vertex-prod"}'],
  },
  {
    name: 'the other workspace sees none',
    as: 'neighbour',
    call: 'GET /configs',
    status: 200,
    contains: ['"total":0'],
  },
  {
    name: 'the other workspace cannot open one',
    as: 'neighbour',
    call: 'GET /configs/pc-main',
    status: 404,
    contains: ['AB08'],
  },
  {
    name: 'another organisation sees none',
    as: 'stranger',
    call: 'GET /configs',
    status: 200,
    contains: ['"total":0'],
  },
  {
    name: 'an update makes a version',
    as: 'service',
    call: 'PUT /configs/pc-main',
    body: { name: 'Main', config: { ...target, retry: { attempts: 2 } }, status: 'active' },
    status: 200,
    contains: ['{"success":true,"data":{"version_id":"'],
    audit: ['config.update'],
  },
  { name: 'a reader cannot update', as: 'reader', call: 'PUT /configs/pc-main', body: { name: 'x' }, status: 403 },
  {
    name: 'the other workspace cannot update',
    as: 'neighbour',
    call: 'PUT /configs/pc-main',
    body: { name: 'x' },
    status: 404,
  },
  { name: 'a reader cannot delete', as: 'reader', call: 'DELETE /configs/pc-main', status: 403 },
  { name: 'deleted', as: 'service', call: 'DELETE /configs/pc-main', status: 200, audit: ['config.delete'] },
  {
    name: 'archived, which is the same',
    as: 'service',
    call: 'PUT /configs/pc-main',
    body: { status: 'archived' },
    status: 200,
    audit: ['config.delete', 'config.update'],
  },
]);

async function seedWithKey(caller: Caller, remember: Remember): Promise<void> {
  await seed(caller);
  const body = { name: 'CI', defaults: { config_id: 'pc-main' } };
  remember('key', JSON.parse((await caller.send('service', 'POST /api-keys/workspace/service', body)).text).id);
}

describeScenarios(
  "a config that is an API key's default",
  [
    { name: 'cannot be deleted', as: 'service', call: 'DELETE /configs/pc-main', status: 409, contains: ['\\"CI\\"'] },
    {
      name: 'cannot be archived',
      as: 'service',
      call: 'PUT /configs/pc-main',
      body: { status: 'archived' },
      status: 409,
    },
  ],
  seedWithKey,
);

describe('the versions of a config', () => {
  it('are kept as they were, newest first', async () => {
    const caller = await openAdmin();
    await seed(caller);
    caller.world.clock.advance(1000);
    const second = JSON.parse(
      (await caller.send('service', 'PUT /configs/pc-main', { config: { provider: '@other' } })).text,
    );
    const { data, total } = JSON.parse((await caller.send('reader', 'GET /configs/pc-main/versions')).text);
    expect(total).toBe(2);
    expect(data[0]).toMatchObject({ version_id: second.data.version_id, updated_by: 'service-key', format: 'json' });
    expect(data.map((version: { config: string }) => JSON.parse(version.config))).toEqual([
      { provider: '@other' },
      { provider: '@vertex-prod' },
    ]);
    expect((await caller.send('neighbour', 'GET /configs/pc-main/versions')).status).toBe(404);
  });
});
