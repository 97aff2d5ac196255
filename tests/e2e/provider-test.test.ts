import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openaiError, startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let openai: FakeOpenai;

beforeAll(async () => {
  [world, openai] = await Promise.all([openWorld(), startFakeOpenai()]);
  await world.admin('POST', '/v1/integrations', { ...unsaved(), name: 'OpenAI', slug: 'openai-prod' });
});
beforeEach(() => {
  world.reset();
  openai.calls.length = 0;
  openai.onCompletions(() => null);
});
afterAll(() => Promise.all([world.close(), openai.close()]));

const KEY = 'sk-the-operators-own';
const unsaved = (more: JsonRecord = {}): JsonRecord => ({
  ai_provider_id: 'openai',
  key: KEY,
  configurations: { custom_host: `${openai.url}/v1` },
  ...more,
});
const test = (body: JsonRecord) => world.admin('POST', '/v1/integrations/test', body);

describe('a test call to a provider', () => {
  it('that is saved asks for a few tokens of the model, in whatever dialect it speaks', async () => {
    const told = await world.admin('POST', '/v1/providers/openai-prod/test', { model: 'gpt-5.1' });
    expect(told).toMatchObject({ object: 'provider_test', ok: true, tried: 'model', status: 200, error: null });
    expect(openai.calls[0]?.path).toBe('/v1/chat/completions');
    expect(openai.calls[0]?.json).toMatchObject({ model: 'gpt-5.1' });
  });

  it('without a model asks for the list of models, which is free', async () => {
    expect(await test(unsaved())).toMatchObject({ ok: true, tried: 'list', status: 200 });
    expect(openai.calls.map(({ method, path }) => [method, path])).toEqual([['GET', '/v1/models']]);
  });

  it('of a cloud that lists no models asks a small one', async () => {
    const told = await world.admin('POST', '/v1/providers/vertex-prod/test', {});
    expect(told).toMatchObject({ ok: true, tried: 'model', error: null });
    expect(world.calls()[0]?.path).toContain('haiku');
  });

  it('reports a refused key in the upstream’s words, without the key, and what to do', async () => {
    const told = await test(unsaved({ key: 'wrong-0123456789abcdef' }));
    expect(told).toMatchObject({
      ok: false,
      status: 401,
      error: { code: 'credentials_rejected', fix: expect.stringMatching(/check/i) as string },
    });
    expect(JSON.stringify(told)).toContain('Incorrect API key provided');
    expect(JSON.stringify(told)).not.toContain('wrong-0123456789abcdef');
  });

  it('reports a model that is not there', async () => {
    const error = {
      message: 'The model `gpt-9` does not exist.',
      type: 'invalid_request_error',
      code: 'model_not_found',
    };
    openai.onCompletions(() => openaiError(404, error));
    expect(await test(unsaved({ model: 'gpt-9' }))).toMatchObject({
      ok: false,
      status: 404,
      error: {
        code: 'model_not_found',
        message: error.message,
        fix: expect.stringContaining('name of the model') as string,
      },
    });
  });

  it('reports a host that does not answer, and one that is no API', async () => {
    const nobody = { custom_host: 'http://127.0.0.1:9/v1' };
    expect(await test(unsaved({ configurations: nobody }))).toMatchObject({
      ok: false,
      status: null,
      error: { code: 'upstream_unreachable', fix: expect.stringContaining('firewall') as string },
    });
    openai.onCompletions(() => ({ status: 200, body: Buffer.from('<html>Sign in</html>') }));
    expect(await test(unsaved({ model: 'gpt-5.1' }))).toMatchObject({ ok: false, error: { code: 'upstream_error' } });
  });

  it('is refused where a setting is wrong, at its field, before anybody is asked', async () => {
    const answered = await world.tollgate.admin('POST', '/v1/integrations/test', unsaved({ key: null }));
    expect(answered.status).toBe(400);
    expect(JSON.stringify(answered.body)).toContain('key');
    const wrong = await world.tollgate.admin('POST', '/v1/integrations/test', {
      ...unsaved(),
      configurations: { no_such_field: 'x' },
    });
    expect(wrong.status).toBe(400);
    expect(openai.calls).toEqual([]);
  });

  it('needs the power to change a provider', async () => {
    const { key } = await world.makeKey({ scopes: ['providers.read', 'completions.write'] });
    const response = await fetch(`${world.url}/v1/providers/openai-prod/test`, {
      method: 'POST',
      headers: { 'x-portkey-api-key': key, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(403);
    expect(openai.calls).toEqual([]);
  });
});
