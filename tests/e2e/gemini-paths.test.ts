/** Google's own paths and dialect, as its clients call them: untouched to a Gemini upstream, translated to every other. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { geminiChunk, inEvents, startFakeGemini, type FakeGemini } from '../../testkit/fake-gemini.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text as textBlock } from '../../testkit/upstream/scripted-message.ts';
import { recordsIn } from '../../testkit/json-shape.ts';
import { letterVector } from '../../testkit/text-vectors.ts';
import { openWorld } from './world.ts';
import type { Answered, Asked, World } from './world.ts';

let world: World;
let gemini: FakeGemini;

beforeAll(async () => {
  [world, gemini] = await Promise.all([openWorld(), startFakeGemini()]);
  const integration = await world.admin('POST', '/v1/integrations', {
    name: 'Gemini',
    ai_provider_id: 'google',
    key: 'AIza-the-operators-own',
    configurations: { custom_host: gemini.url },
  });
  await world.admin('POST', '/v1/providers', {
    name: 'Gemini',
    integration_id: integration['slug'],
    slug: 'gemini-prod',
  });
});
beforeEach(() => {
  world.reset();
  gemini.calls.length = 0;
  gemini.onGenerate(() => null);
});
afterAll(() => Promise.all([world.close(), gemini.close()]));

const BODY = '{"contents":[{"role":"user","parts":[{"text":"Hi \\u00fc"}]}],  "generationConfig":{"temperature":0.70}}';
const path = (method: string, model = 'gemini-3.5-flash') => `/v1beta/models/${model}:${method}`;

/** As Google's clients do: the key in their own header. */
const ask = ({ headers, ...asked }: Asked = {}): Promise<Answered> =>
  world.ask({
    path: path('generateContent'),
    provider: '@gemini-prod',
    body: BODY,
    key: null,
    headers: { 'x-goog-api-key': world.key, 'anthropic-version': null, ...headers },
    ...asked,
  });

describe('generateContent of an upstream that speaks it', () => {
  it('goes there byte for byte with the operator’s key, and comes back byte for byte', async () => {
    const answered = await ask();
    expect(answered).toMatchObject({
      status: 200,
      text: JSON.stringify(geminiChunk([{ text: 'Hello from Gemini ü.' }], { finishReason: 'STOP' })),
    });
    const [call] = gemini.calls;
    expect(call?.path).toBe('/v1beta/models/gemini-3.5-flash:generateContent');
    expect(call?.body.toString()).toBe(BODY);
    expect(call?.headers['x-goog-api-key']).toBe('AIza-the-operators-own');
  });

  it('streams byte for byte, and is logged with its usage and its model', async () => {
    const answered = await ask({ path: `${path('streamGenerateContent')}?alt=sse` });
    expect(gemini.calls[0]?.path).toBe('/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse');
    expect(answered.text).toBe(
      inEvents([
        geminiChunk([{ text: 'Hello from' }]),
        geminiChunk([{ text: ' Gemini ü.' }], { finishReason: 'STOP' }),
      ]),
    );
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'generateContent',
      ai_model: 'gemini-3.5-flash',
      input_tokens: 9,
      output_tokens: 4,
      stream_mode: 1,
      is_success: true,
    });
  });

  it('names provider and model in the path, where no header does', async () => {
    const answered = await ask({ path: path('generateContent', '@gemini-prod/gemini-3.5-flash'), provider: null });
    expect(answered.status).toBe(200);
    expect(gemini.calls[0]?.path).toBe('/v1beta/models/gemini-3.5-flash:generateContent');
  });

  it('is taken on the raw path of Vertex AI as well', async () => {
    const answered = await ask({
      path: '/v1beta1/projects/p/locations/global/publishers/google/models/gemini-3.5-flash:generateContent',
    });
    expect(answered.status).toBe(200);
    expect(gemini.calls[0]?.path).toBe('/v1beta/models/gemini-3.5-flash:generateContent');
  });
});

describe('generateContent of an upstream that speaks another dialect', () => {
  const claude = (method: string) => ({ path: path(method, 'claude-sonnet-4-20250514'), provider: '@vertex-prod' });

  it('goes to Claude as Messages, and comes back as Gemini reports it', async () => {
    const answered = await ask(claude('generateContent'));
    expect(answered.json).toMatchObject({
      candidates: [{ content: { role: 'model', parts: [{}] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: expect.any(Number) as number },
    });
    expect(world.calls()[0]?.json).toMatchObject({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi ü' }] }],
      temperature: 0.7,
    });
  });

  it('streams in Gemini’s chunks', async () => {
    const answered = await ask({
      ...claude('streamGenerateContent'),
      path: `${claude('streamGenerateContent').path}?alt=sse`,
    });
    expect(answered.text).toMatch(/^data: \{"candidates":\[\{"content"/);
    expect(answered.text).toMatch(/"finishReason":"STOP".*\n\n$/);
  });
});

describe('streamGenerateContent without alt=sse', () => {
  const stream = path('streamGenerateContent');

  it('is one JSON array of the upstream’s chunks, byte for byte, and is logged as a stream', async () => {
    const answered = await ask({ path: stream });
    expect(gemini.calls[0]?.path).toBe(`${stream}?alt=sse`);
    expect(answered.headers['content-type']).toBe('application/json; charset=utf-8');
    const chunks = [
      geminiChunk([{ text: 'Hello from' }]),
      geminiChunk([{ text: ' Gemini ü.' }], { finishReason: 'STOP' }),
    ];
    expect(JSON.parse(answered.text)).toEqual(chunks);
    for (const chunk of chunks) expect(answered.text).toContain(JSON.stringify(chunk));
    expect(await world.row(answered.id)).toMatchObject({
      input_tokens: 9,
      output_tokens: 4,
      stream_mode: 1,
      is_success: true,
    });
  });

  it('is one of Claude as well, which arrives element by element', async () => {
    world.fake.onMessages(() => answer([textBlock('One. '), textBlock('Two.')]));
    const asked = { path: path('streamGenerateContent', 'claude-sonnet-4-20250514'), provider: '@vertex-prod' };
    const elements = JSON.parse((await ask(asked)).text) as Chunk[];
    const parts = elements.flatMap(({ candidates }) => candidates[0]?.content.parts ?? []);
    expect(parts.map((part) => part.text ?? '').join('')).toBe('One. Two.');
    expect(elements.at(-1)?.candidates[0]?.finishReason).toBe('STOP');
  });

  it('ends with the error as its last element, where the upstream is cut', async () => {
    gemini.onGenerate(() => ({ status: 200, body: [geminiChunk([{ text: 'Hello from' }])] }));
    const elements = JSON.parse((await ask({ path: stream })).text) as object[];
    expect(elements).toHaveLength(2);
    expect(elements[1]).toMatchObject({ error: { code: 502, message: expect.any(String) as string } });
  });

  it('is refused as a whole before it begins', async () => {
    gemini.onGenerate(() => ({
      status: 400,
      body: { error: { code: 400, message: 'Bad.', status: 'INVALID_ARGUMENT' } },
    }));
    expect(await ask({ path: stream })).toMatchObject({ status: 400, json: { error: { message: 'Bad.' } } });
  });
});

interface Chunk {
  candidates: { content: { parts: { text?: string }[] }; finishReason?: string }[];
}

describe('an error', () => {
  it('of the key is reported as Google reports it, with a hint at the header', async () => {
    const answered = await ask({ headers: { 'x-goog-api-key': null } });
    expect(answered).toMatchObject({ status: 401, json: { error: { code: 401, status: 'UNAUTHENTICATED' } } });
  });

  it('of the body names the field as Google does', async () => {
    const body = { contents: [{ role: 'user', parts: [{ text: 7 }] }] };
    const answered = await ask({
      path: path('generateContent', 'claude-sonnet-4-20250514'),
      provider: '@vertex-prod',
      body,
    });
    expect(answered).toMatchObject({ status: 400, json: { error: { code: 400, status: 'INVALID_ARGUMENT' } } });
    expect(answered.text).toContain('"field":"contents[0].parts[0].text"');
  });
});

describe('a guardrail', () => {
  it('reads the words of a request in Gemini’s dialect, and denies it as Google reports a denial', async () => {
    const config = {
      provider: '@gemini-prod',
      input_guardrails: [{ 'default.contains': { operator: 'none', words: ['ü'] }, deny: true }],
    };
    const answered = await ask({ provider: null, headers: { 'x-portkey-config': JSON.stringify(config) } });
    expect(answered.status).toBe(446);
    expect(gemini.calls).toEqual([]);
  });

  it.each([
    ['events', '?alt=sse'],
    ['one array', ''],
  ])('masks a secret that lies across two chunks of a stream of %s', async (_, query) => {
    const token = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';
    const last = geminiChunk([{ text: `${token.slice(20)} now.` }], { finishReason: 'STOP' });
    gemini.onGenerate(() => ({ status: 200, body: [geminiChunk([{ text: `Use ${token.slice(0, 20)}` }]), last] }));
    const masks = { 'tollgate.secrets': { redact: true }, stream: { mode: 'hold', tokens: 20 } };
    const config = { provider: '@gemini-prod', output_guardrails: [masks] };
    const answered = await ask({
      path: `${path('streamGenerateContent')}${query}`,
      provider: null,
      headers: { 'x-portkey-config': JSON.stringify(config) },
    });
    const texts = answered.text.matchAll(/"text":"([^"]*)"/g);
    expect(Array.from(texts, ([, text]) => text).join('')).toBe('Use {{GITHUB_TOKEN_1}} now.');
  });
});

describe('embedContent', () => {
  const content = (text: string) => ({ parts: [{ text }] });

  it('gets a vector of Google’s model on Vertex AI, and is logged as what it is', async () => {
    const answered = await ask({
      path: path('embedContent', 'text-embedding-005'),
      provider: '@vertex-prod',
      body: { content: content('one'), outputDimensionality: 27 },
    });
    expect(answered.json).toEqual({
      embedding: { values: letterVector('one') },
      usageMetadata: { promptTokenCount: 1 },
    });
    expect(await world.row(answered.id)).toMatchObject({ operation: 'embedContent', ai_model: 'text-embedding-005' });
  });

  it('gets one for each of many', async () => {
    const requests = ['one', 'another text'].map((text) => ({ content: content(text), outputDimensionality: 27 }));
    const answered = await ask({
      path: path('batchEmbedContents', 'text-embedding-005'),
      provider: '@vertex-prod',
      body: { requests },
    });
    expect(answered.json).toEqual({
      embeddings: ['one', 'another text'].map((text) => ({ values: letterVector(text) })),
      usageMetadata: { promptTokenCount: 4 },
    });
  });

  it('of what is no text is refused by its name', async () => {
    const answered = await ask({
      path: path('embedContent', 'text-embedding-005'),
      provider: '@vertex-prod',
      body: { content: { parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] } },
    });
    expect(answered).toMatchObject({ status: 400, json: { error: { status: 'INVALID_ARGUMENT' } } });
    expect(answered.text).toContain('content: expected parts with text');
  });
});

describe('the list of models', () => {
  const list = async (query = '', asked: Asked = {}) =>
    ask({ method: 'GET', path: `/v1beta/models${query}`, body: null, ...asked });

  it('has the models of the provider that is named, as Google’s own list has them', async () => {
    const { status, json } = await list('?pageSize=1000');
    expect(status).toBe(200);
    expect(recordsIn(json['models'])).toContainEqual(
      expect.objectContaining({
        name: 'models/gemini-3.5-flash',
        supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'countTokens'],
        inputTokenLimit: 1_048_576,
      }),
    );
    expect(gemini.calls).toEqual([]);
  });

  it('names the provider where several are open, and a model of the list can be asked', async () => {
    const { json } = await list('?pageSize=1000', { provider: null });
    const names = recordsIn(json['models']).map(({ name }) => String(name));
    expect(names).toContain('models/@gemini-prod/gemini-3.5-flash');
    expect(names.some((name) => name.startsWith('models/@vertex-prod/claude-'))).toBe(true);
    const asked = await ask({ path: '/v1beta/models/@gemini-prod/gemini-3.5-flash:generateContent', provider: null });
    expect(asked.status).toBe(200);
  });

  it('is Google’s under /v1 too, where its newer libraries ask, and OpenAI’s for every other client', async () => {
    const asked = { method: 'GET', path: '/v1/models', body: null };
    expect((await ask(asked)).json).toMatchObject({ models: expect.any(Array) as unknown[] });
    expect((await world.ask({ ...asked, provider: '@gemini-prod' })).json).toMatchObject({ object: 'list' });
  });

  it('comes in pages, which together are the whole list and no model twice', async () => {
    const all = recordsIn((await list('?pageSize=1000')).json['models']).map(({ name }) => name);
    const seen: unknown[] = [];
    for (let token: unknown = ''; token !== undefined;) {
      const { json } = await list(`?pageSize=7&pageToken=${String(token)}`);
      seen.push(...recordsIn(json['models']).map(({ name }) => name));
      token = json['nextPageToken'];
    }
    expect(seen).toEqual(all);
  });

  it('describes one model, and says of an unknown one what Google says', async () => {
    const { json } = await list('/gemini-3.5-flash');
    expect(json).toMatchObject({ name: 'models/gemini-3.5-flash', outputTokenLimit: 65_536 });
    expect(await list('/no-such-model')).toMatchObject({
      status: 404,
      json: { error: { code: 404, status: 'NOT_FOUND' } },
    });
    expect(await list('?pageSize=many')).toMatchObject({
      status: 400,
      json: { error: { status: 'INVALID_ARGUMENT', message: expect.stringContaining('pageSize') as string } },
    });
  });

  it('has no models that the integration does not allow', async () => {
    const integration = await world.admin('POST', '/v1/integrations', {
      name: 'Narrow',
      ai_provider_id: 'google',
      key: 'AIza-the-operators-own',
      configurations: { custom_host: gemini.url },
    });
    const slug = String(integration['slug']);
    await world.admin('PUT', `/v1/integrations/${slug}/models`, {
      allow_all_models: false,
      models: [{ slug: 'gemini-3.5-flash', enabled: true }],
    });
    await world.admin('POST', '/v1/providers', { name: 'Narrow', integration_id: slug, slug: 'narrow' });
    const { json } = await list('', { provider: '@narrow' });
    expect(recordsIn(json['models']).map(({ name }) => name)).toEqual(['models/gemini-3.5-flash']);
  });
});
