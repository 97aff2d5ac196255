/** Google's Imagen and Google's own paths of predictions: asked in OpenAI's form or in Google's, governed and priced alike. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { googleError } from '../../testkit/fake-vertex/google-errors.ts';
import { filtered, PNG, UNPRICED_IMAGEN } from '../../testkit/fake-vertex/images.ts';
import { letterVector } from '../../testkit/text-vectors.ts';
import { status } from '../../testkit/upstream/answer.ts';
import { openWorld } from './world.ts';
import type { Answered, Asked, World } from './world.ts';

const MODEL = 'imagen-4.0-generate-001';
const GOOGLE = '/v1/projects/acme-prod/locations/us-east5/publishers/google/models';
const NANO_EACH = 40_000_000;

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.admin('POST', '/v1/guardrails', {
    name: 'no-aurora',
    slug: 'pg-aurora',
    checks: [{ id: 'default.contains', parameters: { words: ['Aurora'], operator: 'none' } }],
    actions: { deny: true },
  });
  const config = { provider: '@vertex-prod', input_guardrails: ['pg-aurora'] };
  await world.admin('POST', '/v1/configs', { name: 'guarded', slug: 'pc-guarded', config });
});
beforeEach(() => {
  world.reset();
  world.fake.onImages(() => null);
  world.fake.onEmbeddings(() => null);
});
afterAll(() => world.close());

const GUARDED: Asked = { provider: null, headers: { 'x-portkey-config': 'pc-guarded' } };
const generate = (body: object = {}, asked: Asked = {}): Promise<Answered> =>
  world.ask({ path: '/v1/images/generations', body: { model: MODEL, prompt: 'A cat', ...body }, ...asked });
const raw = (method: string, body: object, asked: Asked = {}): Promise<Answered> =>
  world.ask({ path: `/v1/projects/_/locations/_/publishers/google/models/${method}`, body, ...asked });
const sent = () => world.calls().at(-1);

describe('images in OpenAI’s form', () => {
  it('are made by Imagen, and are priced one by one', async () => {
    const answered = await generate({ n: 2, size: '1920x1080', user: 'u' });
    expect(answered.json).toMatchObject({ data: [{ b64_json: PNG }, { b64_json: PNG }], output_format: 'png' });
    expect(answered.headers['x-tollgate-warning']).toContain('user dropped');
    expect(sent()?.path).toBe(`${GOOGLE}/${MODEL}:predict`);
    expect(sent()?.json).toEqual({
      instances: [{ prompt: 'A cat' }],
      parameters: { sampleCount: 2, aspectRatio: '16:9' },
    });
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'imageGenerate',
      ai_model: MODEL,
      cost_nano_usd: 2 * NANO_EACH,
      unpriced: false,
      is_success: true,
    });
    const logged = JSON.stringify(await world.admin('GET', `/v1/logs/${answered.id}`));
    expect(logged).toContain('A cat');
    expect(logged).not.toContain(PNG);
  });

  it('that a filter held back are an error that OpenAI’s clients know, and cost nothing', async () => {
    world.fake.onImages(() => filtered('Your prompt was blocked. Support code: 39322892.'));
    const answered = await generate();
    expect(answered).toMatchObject({
      status: 400,
      json: {
        error: { code: 'content_policy_violation', message: 'Your prompt was blocked. Support code: 39322892.' },
      },
    });
    expect(await world.row(answered.id)).toMatchObject({
      is_success: false,
      response_status_code: 400,
      cost_nano_usd: null,
      unpriced: false,
    });
    world.fake.onImages(() => status(200, {}));
    expect(await generate()).toMatchObject({ status: 400, json: { error: { code: 'content_policy_violation' } } });
  });

  it('of which a filter held back one come with the others, and the others are paid', async () => {
    const one = { bytesBase64Encoded: PNG, mimeType: 'image/png' };
    world.fake.onImages(() => status(200, { predictions: [one, { raiFilteredReason: 'no' }] }));
    const answered = await generate({ n: 2 });
    expect(answered.json['data']).toEqual([{ b64_json: PNG }]);
    expect(await world.row(answered.id)).toMatchObject({ cost_nano_usd: NANO_EACH });
  });

  it('that cannot be made so are refused before anybody is called', async () => {
    const refused: readonly (readonly [object, string])[] = [
      [{ n: 5 }, 'n'],
      [{ size: '1536x1024' }, 'size'],
      [{ response_format: 'url' }, 'response_format'],
      [{ stream: true }, 'stream'],
    ];
    for (const [body, param] of refused) {
      expect(await generate(body)).toMatchObject({ status: 400, json: { error: { param } } });
    }
    expect(world.calls()).toEqual([]);
  });

  it('are stopped by a guardrail, a rule about models and a budget', async () => {
    expect(await generate({ prompt: 'Aurora' }, GUARDED)).toMatchObject({ status: 446 });
    const allow = (models: object) => world.admin('PUT', '/v1/integrations/vertex-prod/models', models);
    await allow({ allow_all_models: false, models: [{ slug: 'claude-sonnet-4-5', enabled: true }] });
    expect(await generate()).toMatchObject({ status: 403, json: { error: { code: 'model_not_allowed' } } });
    await allow({ allow_all_models: true, models: [] });
    expect(world.calls()).toEqual([]);
    const usage_limits = { type: 'cost', credit_limit: 0.05 };
    const { key } = await world.makeKey({ usage_limits });
    expect((await generate({}, { key })).status).toBe(200);
    expect(await generate({}, { key })).toMatchObject({ status: 412, json: { error: { code: 'budget_exceeded' } } });
    expect(await generate({ n: 4 }, { key: (await world.makeKey({ usage_limits })).key })).toMatchObject({
      status: 412,
    });
  });

  it('of a model that nobody has priced are unpriced', async () => {
    const answered = await generate({ model: UNPRICED_IMAGEN });
    expect(answered).toMatchObject({ status: 200, json: { data: [{ b64_json: PNG }] } });
    expect(await world.row(answered.id)).toMatchObject({ unpriced: true, cost_nano_usd: null });
  });

  it('of a model that Google does not have are Google’s 404', async () => {
    const answered = await generate({ model: 'imagen-9.0-generate-001' });
    expect(answered).toMatchObject({
      status: 404,
      json: { error: { message: expect.stringContaining('was not found') as string } },
    });
  });

  it('say Google’s errors in OpenAI’s form', async () => {
    world.fake.onImages(() => googleError(429, 'Quota exceeded for online_prediction_requests_per_base_model.'));
    expect(await generate()).toMatchObject({
      status: 429,
      json: { error: { message: expect.stringContaining('Quota') as string } },
    });
  });
});

describe('Google’s own paths', () => {
  const PROMPT = { instances: [{ prompt: 'A cat' }], parameters: { sampleCount: 3, aspectRatio: '9:16' } };

  it('pass an image’s request as it is, and price it', async () => {
    const answered = await raw(`${MODEL}:predict`, PROMPT);
    expect(sent()?.path).toBe(`${GOOGLE}/${MODEL}:predict`);
    expect(sent()?.json).toEqual(PROMPT);
    expect(answered.json['predictions']).toHaveLength(3);
    const row = await world.row(answered.id);
    expect(row).toMatchObject({
      operation: 'predict',
      ai_model: MODEL,
      cost_nano_usd: 3 * NANO_EACH,
      is_proxy_call: true,
    });
    expect(JSON.stringify(await world.admin('GET', `/v1/logs/${answered.id}`))).not.toContain(PNG);
  });

  it('pass a withheld image on in Google’s own words', async () => {
    world.fake.onImages(() => filtered('no'));
    expect(await raw(`${MODEL}:predict`, PROMPT)).toMatchObject({
      status: 200,
      json: { predictions: [{ raiFilteredReason: 'no' }] },
    });
  });

  it('are unpriced, with the reason, for an image larger than the price is known for', async () => {
    const answered = await raw(`${MODEL}:predict`, {
      ...PROMPT,
      parameters: { sampleImageSize: '2K', sampleCount: 1 },
    });
    const row = await world.row(answered.id);
    expect(row).toMatchObject({ unpriced: true, cost_nano_usd: null });
    expect(JSON.stringify(row)).toContain('image_size');
  });

  it('are stopped by a guardrail and by a budget', async () => {
    expect(await raw(`${MODEL}:predict`, { instances: [{ prompt: 'Aurora' }] }, GUARDED)).toMatchObject({
      status: 446,
      json: { error: { code: 446 } },
    });
    const { key } = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: 0.01 } });
    expect((await raw(`${MODEL}:predict`, PROMPT, { key })).status).toBe(412);
    expect(world.calls()).toEqual([]);
  });

  it('take texts for vectors by either method, and meter their tokens', async () => {
    const predicted = await raw('text-embedding-005:predict', { instances: [{ content: 'four words of text' }] });
    expect(predicted.json['predictions']).toHaveLength(1);
    expect(await world.row(predicted.id)).toMatchObject({ operation: 'predict', input_tokens: 5 });
    const body = {
      content: { parts: [{ text: 'four words of text' }] },
      embedContentConfig: { outputDimensionality: 5 },
    };
    const embedded = await raw('gemini-embedding-2:embedContent', body);
    expect(embedded.json).toMatchObject({ embedding: { values: letterVector('four words of text', 5) } });
    expect(embedded.json).toMatchObject({ usageMetadata: { promptTokenCount: 5 } });
    expect(await world.row(embedded.id)).toMatchObject({ cost_nano_usd: 5 * 200, is_proxy_call: true });
    const many = await world.ask({
      path: '/v1beta/models/gemini-embedding-2:batchEmbedContents',
      body: { requests: [{ content: { parts: [{ text: 'one' }] } }] },
    });
    expect(many.json).toEqual({
      embeddings: [{ values: letterVector('one', 3072) }],
      usageMetadata: { promptTokenCount: 1 },
    });
  });

  it('that name nobody’s models lead nowhere', async () => {
    for (const rest of [
      'publishers/nobody/models/m:predict',
      'publishers/anthropic/models/m:other',
      '..%2f..%2fprojects',
    ]) {
      const answered = await world.ask({ path: `/v1/projects/_/locations/_/${rest}`, body: {} });
      expect(answered.status).toBe(404);
    }
    expect(world.calls()).toEqual([]);
  });

  it('of context caches and batch predictions go to the provider’s own project, marked as passed on', async () => {
    for (const rest of ['cachedContents', 'batchPredictionJobs', 'batchPredictionJobs/7:cancel']) {
      const answered = await world.ask({
        path: `/v1/projects/theirs/locations/eu/${rest}`,
        body: { displayName: 'x' },
      });
      expect(sent()?.path).toBe(`/v1/projects/acme-prod/locations/us-east5/${rest}`);
      expect(await world.row(answered.id)).toMatchObject({ operation: 'proxy', is_proxy_call: true });
    }
    const beta = await world.ask({ path: '/v1beta1/projects/_/locations/_/cachedContents', body: {} });
    expect(sent()?.path).toBe('/v1/projects/acme-prod/locations/us-east5/cachedContents');
    expect(beta.status).toBe(404);
    const read = await world.ask({
      method: 'GET',
      path: '/v1/projects/theirs/locations/eu/cachedContents/1?pageSize=2',
      body: null,
    });
    expect(sent()?.path).toBe('/v1/projects/acme-prod/locations/us-east5/cachedContents/1?pageSize=2');
    expect(read.status).toBe(404);
  });
});
