import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../control/principal.ts';
import { SERVICE_ACCOUNT } from '../../control/control.suite.ts';
import { openSecrets } from '../../routing/seal.ts';
import type { Caller, Remember } from './scenario.suite.ts';
import { describeScenarios, openAdmin, seed } from './scenario.suite.ts';

const target = { provider: '@vertex-prod' };
const SECRET = 'sk-ant-secret-of-a-config-0123';

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
    name: 'one that names a provider that is not there is saved, with a warning at its place',
    as: 'service',
    call: 'POST /configs',
    body: {
      name: 'x',
      config: {
        strategy: { mode: 'fallback' },
        targets: [
          target,
          { provider: '@gone' },
          { targets: [{ virtual_key: 'gone-too' }, { override_params: { model: '@third/claude-opus-4-8' } }] },
        ],
      },
    },
    status: 200,
    contains: [
      '"warnings":["config.targets[1].provider: the workspace has no provider \\"@gone\\"',
      'config.targets[2].targets[0].virtual_key: the workspace has no provider \\"@gone-too\\"',
      'config.targets[2].targets[1].override_params.model: the workspace has no provider \\"@third\\"',
    ],
    audit: ['config.create'],
  },
  {
    name: 'one whose providers are all there has no warning',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { targets: [target, { provider: 'anthropic' }, { passthrough: true }] } },
    status: 200,
    lacks: ['warnings'],
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
    name: 'a credential inside comes back to nobody',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { targets: [target, { provider: 'anthropic', api_key: SECRET }] } },
    status: 200,
    lacks: [SECRET],
    audit: ['config.create'],
  },
  {
    name: 'a mask is no secret',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { targets: [{ provider: 'anthropic', api_key: 'sk-an****wxyz' }] } },
    status: 400,
    contains: ['config.targets[0].api_key: this is a mask'],
  },
  {
    name: 'how secrets are stored is not for callers to write',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { provider: 'anthropic', api_key: { $sealed: 'v1.x', mask: '****' } } },
    status: 400,
    contains: ['config.api_key: '],
  },
  {
    name: 'a host for the organisation’s credential takes the power over its integration',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { custom_host: 'https://evil.example', targets: [target] } },
    status: 403,
    contains: ['config.targets[0].custom_host: has the credential of @vertex-prod sent', 'AB03'],
  },
  {
    name: 'a host for whichever provider the request names takes the power over all',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { custom_host: 'https://evil.example' } },
    status: 403,
    contains: ['config.custom_host: has the credential of any provider sent'],
  },
  {
    name: 'a passthrough takes its provider from the request, whatever model the config writes',
    as: 'service',
    call: 'POST /configs',
    body: {
      name: 'x',
      config: { passthrough: true, custom_host: 'https://evil.example', override_params: { model: '@own/claude' } },
    },
    status: 403,
    contains: ['config.custom_host: has the credential of any provider sent'],
  },
  {
    name: 'a host for a provider that is not there yet may turn out to be for the organisation’s credential',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { provider: '@soon', custom_host: 'https://evil.example' } },
    status: 403,
    contains: ['has the credential of @soon sent'],
  },
  {
    name: 'a host for the provider of a model takes it too',
    as: 'service',
    call: 'POST /configs',
    body: {
      name: 'x',
      config: { custom_host: 'https://evil.example', override_params: { model: '@vertex-prod/claude' } },
    },
    status: 403,
    contains: ['config.custom_host: has the credential of @vertex-prod sent'],
  },
  {
    name: 'a host for the provider that a target names the legacy way takes it too, over the slug of its model',
    as: 'service',
    call: 'POST /configs',
    body: {
      name: 'x',
      config: {
        custom_host: 'https://evil.example',
        override_params: { model: '@soon/claude' },
        targets: [{ virtual_key: 'vertex-prod' }],
      },
    },
    status: 403,
    contains: ['config.targets[0].custom_host: has the credential of @vertex-prod sent'],
  },
  {
    name: 'who has that power may',
    as: 'admin',
    call: 'POST /configs',
    body: { name: 'x', config: { ...target, custom_host: 'https://proxy.example' } },
    status: 200,
    audit: ['config.create'],
  },
  {
    name: 'a host for a stored credential must be one that the operator trusts, whatever power its author has',
    as: 'admin',
    call: 'POST /configs',
    body: { name: 'x', config: { ...target, custom_host: 'https://evil.example' } },
    status: 400,
    contains: ['AB01', 'config.custom_host: a stored credential goes to no other host', 'TRUSTED_CUSTOM_HOSTS'],
  },
  {
    name: 'a host for credentials of its own takes none',
    as: 'service',
    call: 'POST /configs',
    body: { name: 'x', config: { provider: 'anthropic', api_key: SECRET, custom_host: 'https://proxy.example' } },
    status: 200,
    audit: ['config.create'],
  },
  {
    name: 'an object whose length nothing compares to is no name',
    as: 'service',
    call: 'POST /configs',
    body: { name: { length: { valueOf: 1, toString: 1 } }, config: target },
    status: 400,
    contains: ['AB01', 'an object stands where text or a list was expected'],
  },
  {
    name: 'what nobody could walk to its end is no config',
    as: 'service',
    call: 'POST /configs',
    body: `{"name":"x","config":${'{"targets":['.repeat(20_000)}{}${']}'.repeat(20_000)}}`,
    status: 400,
    contains: ['AB01', 'nested deeper than 200 levels'],
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
  {
    name: 'an update to a provider that is not there is saved, with a warning',
    as: 'service',
    call: 'PUT /configs/pc-main',
    body: { config: { provider: '@gone' } },
    status: 200,
    contains: ['config.provider: the workspace has no provider'],
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

describe('a secret in a config', () => {
  const OTHER = 'sk-ant-another-secret-0123';
  const masked = 'sk-an****0123';
  const own = (api_key: string, more: object = {}) => ({ provider: 'anthropic', api_key, ...more });
  let caller: Caller;

  beforeEach(async () => {
    caller = await openAdmin();
    await seed(caller);
    await save('POST /configs', { name: 'Own', slug: 'pc-own', config: own(SECRET, { name: 'first' }) });
  });

  async function save(call: string, body: object, status = 200): Promise<string> {
    const answer = await caller.send('service', call, body);
    expect(answer).toMatchObject({ status });
    return answer.text;
  }

  const update = (config: object, status = 200) => save('PUT /configs/pc-own', { config }, status);

  /** As the data plane would get it. */
  async function opened(): Promise<unknown> {
    const row = (await caller.world.records.configuration()).configs.find(({ slug }) => slug === 'pc-own');
    const { sealer } = caller.world.context(caller.world.actors['admin'] as Principal);
    return openSecrets(row?.config ?? {}, { configId: row?.id ?? '', sealer });
  }

  it('is a mask wherever it can be read, and sealed where it is kept', async () => {
    await update(own(OTHER, { weight: 1 }));
    const read = [
      await caller.send('reader', 'GET /configs/pc-own'),
      await caller.send('reader', 'GET /configs/pc-own/versions'),
      await caller.send('reader', 'GET /configs'),
    ].map(({ text }) => text);
    expect(read[0]).toContain(`"api_key":"${masked}"`);
    expect(read[1]).toContain('api_key');
    const { configs } = await caller.world.records.configuration();
    const everywhere = JSON.stringify([read, configs, await caller.world.audits()]);
    for (const secret of [SECRET, OTHER]) expect(everywhere).not.toContain(secret);
    expect(await opened()).toEqual(own(OTHER, { weight: 1 }));
  });

  it('stays when its mask comes back, also in another place', async () => {
    await update(own(masked, { name: 'first', retry: { attempts: 2 } }));
    expect(await opened()).toEqual(own(SECRET, { name: 'first', retry: { attempts: 2 } }));
    await update({ targets: [target, own(masked)] });
    expect(await opened()).toEqual({ targets: [target, own(SECRET)] });
  });

  it('is told from its neighbour with the same mask by its place', async () => {
    await update({ targets: [own(SECRET), own(OTHER)] });
    await update({ targets: [own(masked, { weight: 2 }), own(masked)] });
    expect(await opened()).toEqual({ targets: [own(SECRET, { weight: 2 }), own(OTHER)] });
    expect(await update({ targets: [target, target, own(masked)] }, 400)).toContain(
      'config.targets[2].api_key: this is',
    );
  });

  it('is not carried to another host by somebody who does not know it', async () => {
    expect(await update(own(masked, { custom_host: 'https://evil.example' }), 400)).toContain(
      'config.api_key: this is',
    );
    expect(await update({ custom_host: 'https://evil.example', targets: [own(masked)] }, 400)).toContain('targets[0]');
    expect(await opened()).toEqual(own(SECRET, { name: 'first' }));
  });

  it('that is an object is kept whole, and shown as nothing but a mask', async () => {
    const vertex = (account: unknown, region = 'global') => ({
      provider: 'vertex-ai',
      vertex_region: region,
      vertex_service_account_json: account,
    });
    await update(vertex(SERVICE_ACCOUNT));
    expect((await caller.send('reader', 'GET /configs/pc-own')).text).toContain('"vertex_service_account_json":"****"');
    await update({ ...vertex('****'), request_timeout: 5 });
    expect(await opened()).toEqual({ ...vertex(SERVICE_ACCOUNT), request_timeout: 5 });
    await update(vertex('****', 'us-east5'), 400);
    await update(vertex(JSON.stringify(SERVICE_ACCOUNT)));
    expect((await caller.send('reader', 'GET /configs/pc-own')).text).toContain('"vertex_service_account_json":"****"');
  });

  it('stays in whichever order its settings come back', async () => {
    const settings = { vertex_region: 'global', vertex_auth_type: 'serviceAccount', unknown_betas: 'drop' };
    await update({ provider: 'vertex-ai', ...settings, vertex_service_account_json: SERVICE_ACCOUNT });
    const reversed = Object.fromEntries(Object.entries(settings).toReversed());
    await update({ vertex_service_account_json: '****', ...reversed, provider: 'vertex-ai' });
    expect(await opened()).toMatchObject({ vertex_service_account_json: SERVICE_ACCOUNT });
  });

  it('is opened to be explained, and is not in the explanation', async () => {
    const text = await save('POST /configs/explain', { config: 'pc-own', request: { body: {} } });
    expect(text).not.toContain(SECRET);
  });

  it('does not open in another config', async () => {
    const { configs } = await caller.world.records.configuration();
    const row = configs.find(({ slug }) => slug === 'pc-own');
    const { sealer } = caller.world.context(caller.world.actors['admin'] as Principal);
    expect(() => openSecrets(row?.config ?? {}, { configId: 'another', sealer })).toThrow('does not open');
  });
});

async function seedKeys(caller: Caller, remember: Remember): Promise<void> {
  await seed(caller);
  const make = async (as: string, defaults: object): Promise<string> =>
    JSON.parse((await caller.send(as, 'POST /api-keys/workspace/service', { name: 'CI', defaults })).text).id;
  remember('free', await make('service', {}));
  remember('bound', await make('service', { config_id: 'pc-main', allow_config_override: false }));
  remember('theirs', await make('neighbour', {}));
}

const request = { body: { model: 'claude-x' } };

describeScenarios(
  'explaining what a key would get',
  [
    {
      name: 'its default config, and itself',
      as: 'service',
      call: 'POST /configs/explain',
      body: { api_key: '{bound}', request },
      status: 200,
      contains: ['asked with provider by {bound}'],
    },
    {
      name: 'no config where it has none',
      as: 'service',
      call: 'POST /configs/explain',
      body: { api_key: '{free}', request },
      status: 200,
      contains: ['asked with  by {free}'],
    },
    {
      name: 'nobody’s in particular',
      as: 'reader',
      call: 'POST /configs/explain',
      body: { config: 'pc-main', request },
      status: 200,
      contains: ['asked with provider by anybody'],
    },
    {
      name: 'a config that it may not bring is refused, as the data plane would',
      as: 'service',
      call: 'POST /configs/explain',
      body: { api_key: '{bound}', config: target, request },
      status: 400,
      contains: ['does not allow a config on the request'],
    },
    {
      name: 'an organisation’s administrator need not say the workspace',
      as: 'admin',
      call: 'POST /configs/explain',
      body: { api_key: '{theirs}', config: target, request },
      status: 200,
      contains: ['by {theirs}'],
    },
    {
      name: 'not in another workspace than its own',
      as: 'admin',
      call: 'POST /configs/explain',
      body: { api_key: '{free}', workspace_id: 'ws-research', config: target, request },
      status: 404,
      contains: ['api_key: the workspace', 'has no key'],
    },
    {
      name: 'a key of another workspace is not there',
      as: 'service',
      call: 'POST /configs/explain',
      body: { api_key: '{theirs}', config: target, request },
      status: 404,
      contains: ['There is no API key'],
    },
    {
      name: 'nor one of another organisation',
      as: 'stranger',
      call: 'POST /configs/explain',
      body: { api_key: '{free}', config: target, request },
      status: 404,
      contains: ['There is no API key'],
    },
    {
      name: 'whoever may not read such keys learns nothing of their defaults',
      as: 'configurer',
      call: 'POST /configs/explain',
      body: { api_key: '{free}', config: target, request },
      status: 403,
      contains: ['workspace_service_api_keys.read'],
    },
    {
      name: 'a key’s text is not its id, and is not repeated',
      as: 'service',
      call: 'POST /configs/explain',
      body: { api_key: 'tg-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWo', config: target, request },
      status: 400,
      contains: ['api_key: expected the id of an API key, never its text'],
      lacks: ['tg-Zm9v'],
    },
  ],
  seedKeys,
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
