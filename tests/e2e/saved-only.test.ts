/** Organisations that take saved providers only, or saved configs as well, and those that bound where inline ones may go. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeAnthropic } from '../../testkit/fake-anthropic.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { expectError, openWorld, QUESTION, type World } from './world.ts';

const SETTINGS = '/v1/admin/organisation/settings';
let world: World;

beforeAll(async () => {
  world = await openWorld({ tollgate: { env: { TOLLGATE_SAVED_ONLY: 'organisation' } } });
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() => answer([text('fine')]));
});
afterAll(() => world.close());

const INLINE = JSON.stringify({ provider: '@vertex-prod' });

describe('a new organisation', () => {
  beforeAll(async () => {
    const settings = await world.admin('GET', SETTINGS);
    expect(settings['saved_only']).toBe('providers');
  });

  it('takes a config of the request that only says how saved providers are used', async () => {
    const targets = [{ provider: '@vertex-prod' }, { virtual_key: 'vertex-prod' }];
    const config = JSON.stringify({ strategy: { mode: 'fallback' }, targets, retry: { attempts: 1 } });
    expect((await world.ask({ provider: null, headers: { 'x-portkey-config': config } })).status).toBe(200);
    expect(world.calls()).toHaveLength(1);
  });

  it.each<[string, object, string, string]>([
    [
      'a provider by its id',
      { provider: 'anthropic', api_key: 'sk-own' },
      'inline_provider_blocked',
      'targets[1].provider',
    ],
    [
      'a host',
      { provider: '@vertex-prod', custom_host: 'https://evil.example' },
      'inline_custom_host_blocked',
      'targets[1].custom_host',
    ],
    [
      'headers to forward',
      { provider: '@vertex-prod', forward_headers: ['x-secret'] },
      'inline_forward_headers_blocked',
      'targets[1].forward_headers',
    ],
  ])('refuses %s inside of such a config', async (_, target, code, path) => {
    const config = JSON.stringify({ targets: [{ provider: '@vertex-prod' }, target] });
    const refused = await world.ask({ provider: null, headers: { 'x-portkey-config': config } });
    expectError(refused, 400, 'invalid_request_error');
    expect(refused.message).toContain(`x-portkey-config: ${path}`);
    expect(await world.row(refused.id)).toMatchObject({ error_code: code });
    expect(world.calls()).toEqual([]);
  });

  it('refuses a provider by its id and a host in the headers', async () => {
    for (const headers of [
      { 'x-portkey-provider': 'anthropic' },
      { 'x-portkey-custom-host': 'https://evil.example' },
    ]) {
      expect((await world.ask({ headers })).status).toBe(400);
    }
    expect(world.calls()).toEqual([]);
  });
});

describe('an organisation that takes what is saved only', () => {
  beforeAll(() => world.admin('PUT', SETTINGS, { saved_only: 'all' }));

  it.each<[string, Record<string, string>, string]>([
    ['an inline config', { 'x-portkey-config': ` ${INLINE}` }, 'inline_config_blocked'],
    ['a provider by its id', { 'x-portkey-provider': 'anthropic' }, 'inline_provider_blocked'],
    ['a host', { 'x-portkey-custom-host': 'https://evil.example/v1' }, 'inline_custom_host_blocked'],
    ['an URL among the settings', { 'x-portkey-vertex-region': 'us-east5' }, 'inline_provider_url_blocked'],
    ['headers to forward', { 'x-portkey-forward-headers': 'x-secret' }, 'inline_forward_headers_blocked'],
  ])('refuses %s, whatever else the request says', async (_, headers, code) => {
    const [name = ''] = Object.keys(headers);
    const onAnthropic = await world.ask({ headers });
    expectError(onAnthropic, 400, 'invalid_request_error');
    expect(onAnthropic.message).toContain(`${name}: this organisation takes what is saved only.`);
    expect(await world.row(onAnthropic.id)).toMatchObject({ error_code: code });
    const onOpenai = await world.ask({ headers, path: '/v1/chat/completions' });
    expect(onOpenai.json).toMatchObject({
      status: 'failure',
      error: { code, field: name },
      message: expect.any(String),
    });
    const listing = await world.ask({
      method: 'GET',
      path: '/v1/models',
      body: null,
      headers: { ...headers, 'anthropic-version': null },
    });
    expect(listing.json).toMatchObject({ status: 'failure', error: { code, field: name } });
    expect(world.calls()).toEqual([]);
  });

  it('takes saved providers in the header and before the model, and saved configs', async () => {
    await world.admin('POST', '/v1/configs', { name: 'C', slug: 'pc-c', config: { provider: '@vertex-prod' } });
    const asked = [
      await world.ask(),
      await world.ask({ provider: null, body: { ...QUESTION, model: `@vertex-prod/${QUESTION.model}` } }),
      await world.ask({ provider: null, headers: { 'x-portkey-config': 'pc-c' } }),
    ];
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('is reported by explain before anybody sends such a request', async () => {
    const explained = await world.admin('POST', '/v1/configs/explain', {
      config: 'pc-c',
      request: { headers: { 'x-portkey-custom-host': 'https://evil.example' }, body: QUESTION },
    });
    expect(JSON.stringify(explained)).toContain('inline_custom_host_blocked');
  });
});

describe('an organisation that lets requests bring their providers', () => {
  beforeAll(() => world.admin('PUT', SETTINGS, { saved_only: 'off', inline_hosts: ['*.example.com', '127.0.0.1'] }));

  const direct = (url?: string) =>
    world.ask({
      key: null,
      provider: 'anthropic',
      headers: {
        'x-portkey-api-key': world.key,
        'x-api-key': 'sk-own',
        ...(url === undefined ? {} : { 'x-portkey-custom-host': url }),
      },
    });

  it('sends none to a host that is not on its list, the provider’s own included', async () => {
    for (const url of [undefined, 'https://evil.example.org', 'https://evilexample.com']) {
      const refused = await direct(url);
      expect(refused).toMatchObject({
        status: 403,
        message: expect.stringMatching(/does not let requests be sent to/),
      });
      expect(await world.row(refused.id)).toMatchObject({ error_code: 'inline_host_not_allowed' });
    }
  });

  it('sends one to a host on its list, and leaves saved providers alone', async () => {
    const anthropic = await startFakeAnthropic();
    expect((await direct(`${anthropic.url}/v1`)).status).toBe(200);
    expect(anthropic.calls).toHaveLength(1);
    expect((await world.ask()).status).toBe(200);
    await anthropic.close();
  });
});

describe('the operator’s own word', () => {
  it('is above that of the organisation', async () => {
    const strict = await openWorld({ tollgate: { env: { TOLLGATE_SAVED_ONLY: 'on' } } });
    await strict.admin('PUT', SETTINGS, { saved_only: 'off' });
    const refused = await strict.ask({ headers: { 'x-portkey-config': INLINE } });
    expect(refused.message).toContain('takes what is saved only');
    await strict.close();
  });
});
