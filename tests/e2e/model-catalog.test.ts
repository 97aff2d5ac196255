/** What an integration lets workspaces and models do, seen by those who call. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { expectError, MODEL, openWorld, QUESTION, type World } from './world.ts';

let world: World;
const MODELS = '/v1/integrations/vertex-prod/models';
const OPUS = 'claude-opus-4-1';

beforeAll(async () => {
  world = await openWorld();
  await world.admin('PUT', MODELS, { allow_all_models: false, models: [{ slug: MODEL, enabled: true }] });
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() => answer([text('fine')], { usage: { input: 10, output: 50 } }));
});
afterAll(() => world.close());

describe('a model that the integration does not allow', () => {
  it.each([OPUS, `@vertex-prod/${OPUS}`, 'claude-opus-4-1@20250805', 'claude-opus-4-1[1m]'])(
    'is refused on Anthropic’s path, and nothing is sent: %s',
    async (model) => {
      const refused = await world.ask({ body: { ...QUESTION, model } });
      expectError(refused, 400, 'invalid_request_error');
      expect(refused.message).toMatch(/is not allowed on @vertex-prod\. .* It allows: claude-sonnet-4-20250514\.$/);
      expect(world.calls()).toEqual([]);
      expect(await world.row(refused.id)).toMatchObject({ error_code: 'model_not_allowed' });
    },
  );

  it('is a 403 on OpenAI’s path', async () => {
    const refused = await world.ask({ path: '/v1/chat/completions', body: { ...QUESTION, model: OPUS } });
    expect(refused).toMatchObject({ status: 403, json: { error: { code: 'model_not_allowed' } } });
  });

  it('is refused on Vertex’s own path, where the path names it', async () => {
    const path = `/v1/projects/p/locations/global/publishers/anthropic/models/${OPUS}:rawPredict`;
    const { model: _, ...body } = QUESTION;
    expect((await world.ask({ path, body: { ...body, anthropic_version: 'vertex-2023-10-16' } })).status).toBe(400);
    expect(world.calls()).toEqual([]);
  });

  it('is refused where a config puts it in place of another', async () => {
    const config = JSON.stringify({ provider: '@vertex-prod', override_params: { model: OPUS } });
    const refused = await world.ask({ provider: null, headers: { 'x-portkey-config': config } });
    expect(refused.status).toBe(400);
    expect(world.calls()).toEqual([]);
  });

  it('is refused as a fallback that the body names', async () => {
    const refused = await world.ask({ body: { ...QUESTION, fallbacks: [{ model: OPUS }] } });
    expect(refused.message).toContain(OPUS);
    expect(world.calls()).toEqual([]);
  });

  it('lets a fallback go on to a target that may have it', async () => {
    const config = JSON.stringify({
      strategy: { mode: 'fallback' },
      targets: [
        { provider: '@vertex-prod', override_params: { model: OPUS } },
        { provider: '@vertex-prod', override_params: { model: MODEL } },
      ],
    });
    const answered = await world.ask({ provider: null, headers: { 'x-portkey-config': config } });
    expect(answered.status).toBe(200);
    expect(world.calls()).toHaveLength(1);
  });

  it('is not in the list of models', async () => {
    const listed = await world.ask({ method: 'GET', path: '/v1/models', body: null });
    expect(recordsIn(listed.json['data']).map((model) => stringAt(model, 'id'))).toEqual([MODEL]);
  });
});

it('prices are public', async () => {
  const listed = await fetch(`${world.url}/model-configs/pricing/vertex-ai/${MODEL}`);
  expect(await listed.json()).toMatchObject({ currency: 'USD', pay_as_you_go: { request_token: { price: 0.0003 } } });
  expect((await fetch(`${world.url}/v1/model-configs/pricing/vertex-ai/nobody`)).status).toBe(404);
});

it('a model that is allowed is priced as the integration says', async () => {
  const pricing = { pay_as_you_go: { request_token: { price: 0.001 }, response_token: { price: 0.002 } } };
  await world.admin('PUT', MODELS, { models: [{ slug: MODEL, enabled: true, pricing_config: pricing }] });
  const answered = await world.ask();
  // 10 tokens at 0.001 cents and 50 at 0.002.
  expect(await world.row(answered.id)).toMatchObject({ cost: 0.11 });
});

it('a workspace that loses access is refused, is shown no models, and gets both back', async () => {
  const path = '/v1/integrations/vertex-prod/workspaces';
  const listed = async () =>
    (await world.ask({ method: 'GET', path: '/v1/models', provider: null, body: null })).json['data'];
  await world.admin('PUT', path, { global_workspace_access: { enabled: false } });
  const refused = await world.ask();
  expect(refused).toMatchObject({ status: 412, message: expect.stringContaining('is not shared with this workspace') });
  expect(await listed()).toEqual([]);
  await world.admin('PUT', path, { global_workspace_access: { enabled: true } });
  expect((await world.ask()).status).toBe(200);
  expect(await listed()).toHaveLength(1);
});
