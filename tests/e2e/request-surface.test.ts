import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import { SOUND } from '../../testkit/fake-openai-operations.ts';
import { openWorld, type Answered, type Asked, type World } from './world.ts';

let world: World;
let openai: FakeOpenai;

beforeAll(async () => {
  [world, openai] = await Promise.all([openWorld(), startFakeOpenai()]);
  for (const id of ['openai', 'cohere']) {
    await world.admin('POST', '/v1/integrations', {
      name: id,
      slug: `${id}-prod`,
      ai_provider_id: id,
      key: 'sk-the-operators-own',
      configurations: { custom_host: `${openai.url}/v1` },
    });
  }
});
beforeEach(() => {
  world.reset();
  openai.calls.length = 0;
});
afterAll(() => Promise.all([world.close(), openai.close()]));

const ask = (path: string, body: unknown, asked: Asked = {}): Promise<Answered> =>
  world.ask({ path, provider: '@openai-prod', body, ...asked });

/** The parts of a log row that say what was metered. */
const NANO = 1;
async function metered(answered: Answered) {
  const { operation, ai_model, cost_nano_usd, unpriced, input_tokens, output_tokens } = await world.row(answered.id);
  return { operation, ai_model, cost_nano_usd, unpriced, input_tokens, output_tokens };
}

describe('every path of OpenAI’s API goes to a provider that has it, untouched, and is metered', () => {
  const spaced = (model: string, rest: string): string => `{ "model" : "${model}", ${rest},"extra_of_tomorrow":1}`;

  it.each([
    ['completions', spaced('gpt-3.5-turbo-instruct', '"prompt":"Say"'), 'complete', 5 * 1500 + 7 * 2000],
    ['embeddings', spaced('text-embedding-3-small', '"input":"Say"'), 'embed', 8 * 20],
    ['images/generations', spaced('gpt-image-1', '"prompt":"A cat"'), 'imageGenerate', 50 * 5000 + 4160 * 40_000],
    ['images/generations', spaced('dall-e-3', '"prompt":"A","quality":"hd"'), 'imageGenerate', 80_000_000],
    ['audio/speech', spaced('tts-1', '"voice":"alloy","input":"Hello"'), 'createSpeech', 5 * 15_000],
    ['moderations', spaced('omni-moderation-latest', '"input":"Say"'), 'moderate', 0],
  ])('/v1/%s with %s', async (path, body, operation, cost) => {
    const answered = await ask(`/v1/${path}`, body);
    expect(answered.status, answered.text).toBe(200);
    expect(openai.calls.map(({ path: asked }) => asked)).toEqual([`/v1/${path}`]);
    expect(openai.calls[0]?.body.toString()).toBe(body);
    expect(await metered(answered)).toMatchObject({ operation, cost_nano_usd: cost * NANO, unpriced: false });
  });

  it('the slug of a model is taken off, and nothing else', async () => {
    await ask('/v1/moderations', '{"input":"a",  "model":"@openai-prod/omni-moderation-latest"}', { provider: null });
    expect(openai.calls[0]?.body.toString()).toBe('{"input":"a",  "model":"omni-moderation-latest"}');
  });

  it('sound comes as the bytes that the provider sent, under their own type', async () => {
    const response = await fetch(`${world.url}/v1/audio/speech`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.key}`, 'x-portkey-provider': '@openai-prod' },
      body: JSON.stringify({ model: 'tts-1', voice: 'alloy', input: 'Hello' }),
    });
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(SOUND);
  });

  it.each([
    ['/v1/completions', { model: 'gpt-3.5-turbo-instruct', prompt: 'Say', stream: true }, 5 * 1500 + 7 * 2000],
    ['/v1/images/generations', { model: 'gpt-image-1', prompt: 'A', stream: true }, 50 * 5000 + 4160 * 40_000],
    [
      '/v1/audio/speech',
      { model: 'gpt-4o-mini-tts', voice: 'a', input: 'Hi', stream_format: 'sse' },
      14 * 600 + 101 * 12_000,
    ],
  ])('a stream of %s tells its usage to the log, and the client gets what it asked for', async (path, body, cost) => {
    const answered = await ask(path, body);
    expect(answered.headers['content-type']).toContain('text/event-stream');
    expect(answered.text).not.toContain('"choices":[]');
    expect(await metered(answered)).toMatchObject({ cost_nano_usd: cost, unpriced: false });
  });

  it('a search for the best document is billed by the search', async () => {
    const body = { model: 'rerank-v3.5', query: 'a?', documents: ['a', 'b'] };
    const answered = await ask('/v1/rerank', body, { provider: '@cohere-prod' });
    expect(answered.json).toMatchObject({ results: [{ index: 1 }] });
    expect(await metered(answered)).toMatchObject({ operation: 'rerank', cost_nano_usd: 2_000_000 });
  });
});

describe('what is not as it should be', () => {
  it('a provider that does not serve the path is named, and is not asked', async () => {
    const answered = await ask('/v1/images/generations', { model: 'm', prompt: 'A' }, { provider: '@vertex-prod' });
    expect(answered).toMatchObject({ status: 400, json: { error: { code: 'operation_not_supported' } } });
    expect(answered.message).toContain('does not serve /v1/images/generations');
    expect(world.calls()).toEqual([]);
  });

  it('the vendor’s own refusal comes back with the field that it names', async () => {
    const answered = await ask('/v1/images/generations', { model: 'gpt-image-1' });
    expect(answered).toMatchObject({
      status: 400,
      json: { error: { message: "Missing required parameter: 'prompt'.", param: 'prompt' } },
    });
    expect(await world.row(answered.id)).toMatchObject({ is_success: false, cost_nano_usd: null, unpriced: false });
  });
});

describe('the rules of the gateway hold on these paths too', () => {
  it('a budget that is used up ends them, and an image is held at its price', async () => {
    const { key } = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: 0.05 } });
    const body = { model: 'dall-e-3', prompt: 'A' };
    expect((await ask('/v1/images/generations', body, { key })).status).toBe(200);
    const second = await ask('/v1/images/generations', body, { key });
    expect(second).toMatchObject({ status: 412, json: { error: { code: 'budget_exceeded' } } });
    expect(openai.calls).toHaveLength(1);
  });

  it('a model that the provider may not serve is refused', async () => {
    await world.admin('PUT', '/v1/integrations/openai-prod/models', {
      allow_all_models: false,
      models: [{ slug: 'gpt-image-1', enabled: true }],
    });
    const answered = await ask('/v1/moderations', { model: 'omni-moderation-latest', input: 'a' });
    await world.admin('PUT', '/v1/integrations/openai-prod/models', { allow_all_models: true, models: [] });
    expect(answered).toMatchObject({ status: 403, json: { error: { code: 'model_not_allowed' } } });
    expect(openai.calls).toEqual([]);
  });

  it('a guardrail reads what they say', async () => {
    const config = {
      provider: '@openai-prod',
      input_guardrails: [{ 'default.contains': { operator: 'none', words: ['forbidden'] }, deny: true }],
    };
    const headers = { 'x-portkey-config': JSON.stringify(config) };
    for (const [path, body] of [
      ['/v1/images/generations', { model: 'gpt-image-1', prompt: 'something forbidden' }],
      ['/v1/completions', { model: 'gpt-3.5-turbo-instruct', prompt: ['something', 'forbidden'] }],
      ['/v1/audio/speech', { model: 'tts-1', voice: 'a', input: 'something forbidden' }],
    ] as const) {
      expect((await ask(path, body, { provider: null, headers })).status, path).toBe(446);
    }
    expect(openai.calls).toEqual([]);
  });
});
