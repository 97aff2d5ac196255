import { request as openRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import { FILE_BYTES, SOUND } from '../../testkit/fake-openai-operations.ts';
import { liveOf, openWorld, type Answered, type Asked, type World } from './world.ts';

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
  world.ask({
    path,
    provider: '@openai-prod',
    body,
    ...asked,
    headers: { 'anthropic-version': null, ...asked.headers },
  });

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

  it('tokens of images are in the columns of the row, as they are in its cost', async () => {
    const answered = await ask('/v1/images/generations', { model: 'gpt-image-1', prompt: 'A cat' });
    expect(await metered(answered)).toMatchObject({ input_tokens: 50, output_tokens: 4160 });
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

function form(fields: Record<string, string | Blob>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, value, 'a.mp3');
  }
  return data;
}

/** A real form, as a browser writes it. */
async function send(path: string, fields: Record<string, string | Blob>, asked: Asked = {}) {
  const request = new Request(`${world.url}${path}`, { method: 'POST', body: form(fields) });
  const body = Buffer.from(await request.arrayBuffer());
  const headers = { 'content-type': request.headers.get('content-type') ?? '', ...asked.headers };
  return { body, answered: await ask(path, body, { ...asked, headers }) };
}

describe('a form', () => {
  const file = new Blob([Uint8Array.from([0xff, 0, 0x0d, 0x0a, 0x2d, 0x2d, 0xfe])]);

  it.each([
    ['/v1/audio/transcriptions', { model: 'whisper-1', file }, 'createTranscription', 9 * 100_000],
    ['/v1/audio/translations', { file, model: 'whisper-1' }, 'createTranslation', 9 * 100_000],
    ['/v1/audio/transcriptions', { model: 'gpt-4o-transcribe', file }, 'createTranscription', 14 * 6000 + 45 * 10_000],
    ['/v1/images/edits', { model: 'gpt-image-1', prompt: 'A', image: file }, 'imageEdit', 50 * 5000 + 4160 * 40_000],
  ])('for %s goes byte for byte and is priced', async (path, fields, operation, cost) => {
    const { answered, body } = await send(path, fields);
    expect(answered.status, answered.text).toBe(200);
    expect(openai.calls[0]?.body.equals(body)).toBe(true);
    expect(await metered(answered)).toMatchObject({ operation, cost_nano_usd: cost, unpriced: false });
  });

  it('loses the slug of its model, and the file keeps every byte', async () => {
    const fields = { model: '@openai-prod/whisper-1', file };
    const { answered } = await send('/v1/audio/transcriptions', fields, { provider: null });
    expect(answered.json['text']).toBe('Hello there.');
    expect(openai.calls[0]?.body.includes(Buffer.from([0xff, 0, 0x0d, 0x0a, 0x2d, 0x2d, 0xfe]))).toBe(true);
  });

  it('takes what a config says of its fields', async () => {
    const config = { provider: '@openai-prod', override_params: { response_format: 'srt' } };
    const headers = { 'x-portkey-config': JSON.stringify(config) };
    const fields = { model: 'whisper-1', file };
    const { answered } = await send('/v1/audio/transcriptions', fields, { provider: null, headers });
    expect(answered.text).toBe('1\nHello there.');
    expect(await world.row(answered.id)).toMatchObject({ unpriced: true, cost_nano_usd: null });
  });

  it('may ask for a stream', async () => {
    const { answered } = await send('/v1/audio/transcriptions', { model: 'gpt-4o-transcribe', file, stream: 'true' });
    expect(answered.text).toContain('transcript.text.done');
    expect(await metered(answered)).toMatchObject({ cost_nano_usd: 14 * 6000 + 45 * 10_000 });
  });

  it('is stored in the log by its fields, without its file', async () => {
    const { answered } = await send('/v1/audio/transcriptions', { model: 'whisper-1', file, language: 'en' });
    const { request } = await world.admin('GET', `/v1/logs/${answered.id}`);
    expect(JSON.stringify(request)).toContain('"language":"en"');
    expect(JSON.stringify(request)).not.toContain('form-data; name');
  });

  it('that is none is refused', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answered = await ask('/v1/audio/transcriptions', Buffer.from('nothing'), { headers });
    expect(answered).toMatchObject({ status: 400, json: { error: { type: 'invalid_request_error' } } });
    expect(answered.message).toContain('is no multipart form');
  });
});

/** Of a GET whose path goes out as it is written: a URL would be put straight first. */
async function statusOf(path: string): Promise<number> {
  const { hostname, port } = new URL(world.url);
  const headers = { authorization: `Bearer ${world.key}`, 'x-portkey-provider': '@openai-prod' };
  const live = await liveOf(openRequest({ hostname, port, path, headers }).end());
  await live.ended;
  return live.response.statusCode ?? 0;
}

describe('what a provider keeps', () => {
  it.each([
    ['GET', '/v1/files?purpose=batch', 'listFiles'],
    ['GET', '/v1/files/file-1', 'retrieveFile'],
    ['DELETE', '/v1/files/file-1', 'deleteFile'],
    ['GET', '/v1/batches?limit=2', 'listBatches'],
    ['POST', '/v1/batches/batch_1/cancel', 'cancelBatch'],
    ['GET', '/v1/fine_tuning/jobs', 'listFinetunes'],
    ['GET', '/v1/responses/resp_1?include[]=a', 'getModelResponse'],
    ['GET', '/v1/responses/resp_1/input_items', 'listResponseInputItems'],
    ['POST', '/v1/responses/resp_1/cancel', 'cancelModelResponse'],
    ['DELETE', '/v1/responses/resp_1', 'deleteModelResponse'],
  ])('%s %s goes to its path, for nothing, and is logged as %s', async (method, path, operation) => {
    const answered = await ask(path, null, { method });
    expect(answered.status, answered.text).toBe(200);
    expect(openai.calls.map((call) => [call.method, call.path])).toEqual([[method, path]]);
    expect(openai.calls[0]?.body.length).toBe(0);
    expect(await metered(answered)).toMatchObject({ operation, cost_nano_usd: 0, unpriced: false });
  });

  it('a file of 100 MiB goes up while it comes, and one of 70 MiB comes down, without being held', async () => {
    const before = world.memory();
    const size = 100 * 1024 * 1024;
    const { answered } = await send('/v1/files', { purpose: 'batch', file: new Blob([new Uint8Array(size)]) });
    expect(Number(answered.json['bytes'])).toBeGreaterThan(size);
    expect(await world.row(answered.id)).toMatchObject({ operation: 'uploadFile', cost_nano_usd: 0 });
    expect(Number((await world.row(answered.id))['request_bytes'])).toBe(answered.json['bytes']);
    const down = await ask('/v1/files/file-1/content', null, { method: 'GET' });
    expect(down.text.length).toBe(FILE_BYTES);
    expect(down.headers['content-type']).toBe('application/octet-stream');
    expect(world.memory() - before).toBeLessThan(70 * 1024 * 1024);
  });

  it('a batch costs nothing so far, and a budget in dollars refuses it: nobody knows what it will cost', async () => {
    const body = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' };
    expect(await metered(await ask('/v1/batches', body))).toMatchObject({ operation: 'createBatch', cost_nano_usd: 0 });
    const { key } = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: 5 } });
    const refused = await ask('/v1/batches', body, { key });
    expect(refused.json).toMatchObject({ error: { code: 'budget_unpriced' } });
    expect(openai.calls).toHaveLength(1);
  });

  it('a batch does not go to a provider that allows some models only: its file may name any', async () => {
    await world.admin('PUT', '/v1/integrations/openai-prod/models', { allow_all_models: false, models: [] });
    const body = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' };
    const [batch, list] = [await ask('/v1/batches', body), await ask('/v1/batches', null, { method: 'GET' })];
    await world.admin('PUT', '/v1/integrations/openai-prod/models', { allow_all_models: true, models: [] });
    expect([batch.status, batch.json]).toMatchObject([403, { error: { code: 'model_not_allowed' } }]);
    expect(list.status).toBe(200);
  });

  it('is asked for at a provider that keeps it', async () => {
    const answered = await ask('/v1/responses/resp_1', null, { method: 'GET', provider: '@vertex-prod' });
    expect(answered).toMatchObject({ status: 400, json: { error: { code: 'operation_not_supported' } } });
  });

  it('has no path that leads elsewhere', async () => {
    for (const path of [
      '/v1/files/..',
      '/v1/files/%2e%2e/admin',
      '/v1/proxy/../admin',
      '/v1/proxy/a/%2e%2e/b',
      '/v1/a//b',
    ]) {
      expect(await statusOf(path), path).toBeGreaterThanOrEqual(400);
    }
    expect(openai.calls).toEqual([]);
  });
});

describe('a path of the provider’s own', () => {
  it.each(['/v1/proxy/unheard/of?x=1', '/v1/unheard/of?x=1'])(
    '%s goes on as it is, with the lightning mark',
    async (path) => {
      const body = Buffer.from([0xff, 0x00, 0x01]);
      const headers = {
        'content-type': 'audio/wav',
        'openai-beta': 'a=b',
        cookie: 'tollgate_session=1',
        'x-team': 'red',
      };
      const answered = await ask(path, body, { method: 'PUT', headers });
      expect(answered.status, answered.text).toBe(200);
      const [call] = openai.calls;
      expect([call?.method, call?.path, call?.body]).toEqual(['PUT', '/v1/unheard/of?x=1', body]);
      expect(call?.headers).toMatchObject({ 'content-type': 'audio/wav', 'openai-beta': 'a=b', 'x-team': 'red' });
      expect(Object.keys(call?.headers ?? {}).filter((name) => /cookie|x-portkey/.test(name))).toEqual([]);
      expect(await world.row(answered.id)).toMatchObject({ operation: 'proxy', is_proxy_call: true, unpriced: true });
    },
  );

  it('of a dialect that is known is priced, budgeted and guarded as such', async () => {
    const body = { model: 'gpt-5.1', messages: [{ role: 'user', content: 'Hi' }] };
    const answered = await ask('/v1/proxy/chat/completions', body);
    expect(answered.status, answered.text).toBe(200);
    expect(openai.calls[0]?.path).toBe('/v1/chat/completions');
    const row = await world.row(answered.id);
    expect(row).toMatchObject({ is_proxy_call: true, unpriced: false, input_tokens: 12, output_tokens: 6 });
    expect(Number(row['cost_nano_usd'])).toBeGreaterThan(0);
    const config = {
      provider: '@openai-prod',
      input_guardrails: [{ 'default.contains': { operator: 'none', words: ['forbidden'] }, deny: true }],
    };
    const guarded = { ...body, messages: [{ role: 'user', content: 'forbidden' }] };
    const headers = { 'x-portkey-config': JSON.stringify(config) };
    expect((await ask('/v1/proxy/chat/completions', guarded, { provider: null, headers })).status).toBe(446);
    const { key } = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: 0.000001 } });
    expect((await ask('/v1/proxy/chat/completions', body, { key })).status).toBe(412);
    expect(openai.calls).toHaveLength(1);
  });

  it('is not asked of a provider without a key of the gateway, nor of the admin API’s own words', async () => {
    const stranger = await ask('/v1/unheard/of', null, { method: 'GET', key: null });
    expect(stranger.status).toBe(404);
    const prompts = await ask('/v1/prompts', null, { method: 'GET' });
    expect(prompts.status).toBe(404);
    expect(openai.calls).toEqual([]);
  });

  it('counts in the rate of its key, though reading is free', async () => {
    const { key } = await world.makeKey({ rate_limits: [{ type: 'requests', unit: 'rpm', value: 1 }] });
    expect((await ask('/v1/files', null, { method: 'GET', key })).status).toBe(200);
    expect((await ask('/v1/files', null, { method: 'GET', key })).status).toBe(429);
  });
});
