import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { letterVector } from '../../testkit/text-vectors.ts';
import { isRecord, recordsIn } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { googleError, quotaExceeded } from '../../testkit/fake-vertex/google-errors.ts';
import { status } from '../../testkit/upstream/answer.ts';
import { openWorld } from './world.ts';
import type { Answered, Asked, World } from './world.ts';

const MODEL = 'text-embedding-005';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.admin('POST', '/v1/integrations', {
    name: 'Anthropic',
    slug: 'anthropic',
    ai_provider_id: 'anthropic',
    key: 'sk-ant-unused',
  });
});
beforeEach(() => {
  world.reset();
  world.fake.onEmbeddings(() => null);
});
afterAll(() => world.close());

function embed(body: JsonRecord | string, asked: Asked = {}): Promise<Answered> {
  const whole = typeof body === 'string' ? body : { model: MODEL, input: 'Hello?', ...body };
  return world.ask({ path: '/v1/embeddings', ...asked, body: whole });
}

function sent(): unknown {
  return world.calls().at(-1)?.json;
}

/** OpenAI's shape, with the words of the message. */
function expectOpenaiError(answered: Answered, code: number, error: JsonRecord, says: string): void {
  expect({ status: answered.status, body: answered.json }).toMatchObject({
    status: code,
    body: { error: { param: null, ...error } },
  });
  expect(Object.keys(answered.json)).toEqual(['error']);
  expect(answered.message).toContain(says);
}

describe('embeddings', () => {
  it('come in OpenAI’s list, in the order of the texts, with what they used', async () => {
    const answered = await embed({ input: ['one', 'another'] });
    expect(answered.json).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: letterVector('one', 768) },
        { object: 'embedding', index: 1, embedding: letterVector('another', 768) },
      ],
      model: MODEL,
      usage: { prompt_tokens: 3, total_tokens: 3 },
    });
    expect(world.calls()[0]?.path).toBe(
      `/v1/projects/acme-prod/locations/us-east5/publishers/google/models/${MODEL}:predict`,
    );
    expect(sent()).toEqual({
      instances: [{ content: 'one' }, { content: 'another' }],
      parameters: { autoTruncate: false },
    });
  });

  it('come as base64 where the official client asks for that', async () => {
    const { json } = await embed({ encoding_format: 'base64', dimensions: 5, input: 'one' });
    const [{ embedding } = {}] = recordsIn(json['data']);
    const bytes = Buffer.from(String(embedding), 'base64');
    const floats = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
    expect(floats).toEqual([...Float32Array.from(letterVector('one', 5))]);
  });

  it('are of the length and for the task that were asked for; what Google has no place for is reported', async () => {
    const answered = await embed({ dimensions: 5, task_type: 'RETRIEVAL_QUERY', user: 'u-1' });
    expect(answered.headers['x-tollgate-warning']).toBe('user dropped');
    expect(sent()).toEqual({
      instances: [{ content: 'Hello?', task_type: 'RETRIEVAL_QUERY' }],
      parameters: { autoTruncate: false, outputDimensionality: 5 },
    });
  });

  it('are logged and priced, and their vectors are not stored', async () => {
    const { id } = await embed({ model: 'gemini-embedding-001', input: 'four words of text' });
    expect(await world.row(id)).toMatchObject({
      operation: 'embed',
      ai_model: 'gemini-embedding-001',
      is_success: true,
      stream_mode: 0,
      input_tokens: 5,
      cost_nano_usd: 5 * 150,
      unpriced: false,
    });
    const logged = JSON.stringify(await world.admin('GET', `/v1/logs/${id}`));
    expect(logged).toContain('four words of text');
    expect(logged).not.toContain(String(letterVector('four words of text', 3072)[6]));
    expect(logged).toMatch(/\\?"data\\?":\[\]/);
  });

  it('of a model that Google sells by the character are flagged as unpriced', async () => {
    expect(await world.row((await embed({})).id)).toMatchObject({
      input_tokens: 2,
      cost_nano_usd: null,
      unpriced: true,
    });
  });

  it('of Gemini Embedding 2 come by its own method, priced by the tokens that it tells', async () => {
    const answered = await embed({ model: 'gemini-embedding-2', input: 'four words of text', dimensions: 5 });
    expect(world.calls()[0]?.path).toMatch(/\/publishers\/google\/models\/gemini-embedding-2:embedContent$/);
    expect(answered.json).toMatchObject({
      data: [{ embedding: letterVector('four words of text', 5) }],
      model: 'gemini-embedding-2',
      usage: { prompt_tokens: 5 },
    });
    expect(await world.row(answered.id)).toMatchObject({ input_tokens: 5, cost_nano_usd: 5 * 200, unpriced: false });
  });

  it('go where model, header or config says', async () => {
    expect((await embed({ model: `@vertex-prod/${MODEL}` }, { provider: null })).json['model']).toBe(MODEL);
    const config = { provider: '@vertex-prod', override_params: { model: 'text-embedding-004' } };
    const headers = { 'x-portkey-config': JSON.stringify(config) };
    expect((await embed({}, { provider: null, headers })).json['model']).toBe('text-embedding-004');
  });

  it('are one piece, even for who asks for a stream', async () => {
    const answered = await embed({ stream: true });
    expect(answered.headers['content-type']).toMatch(/^application\/json/);
    expect(answered.headers['x-tollgate-warning']).toBe('stream dropped');
  });

  it('are kept by the simple cache, text by text and form by form', async () => {
    const headers = { 'x-portkey-config': JSON.stringify({ provider: '@vertex-prod', cache: { mode: 'simple' } }) };
    const ask = async (body: JsonRecord) => {
      const answered = await embed({ input: 'kept', ...body }, { provider: null, headers });
      return { cache: answered.headers['x-portkey-cache-status'], answered };
    };
    const first = await ask({});
    expect(first.cache).toBe('MISS');
    const second = await ask({});
    expect(second.cache).toBe('HIT');
    expect(second.answered.text).toBe(first.answered.text);
    expect((await ask({ encoding_format: 'base64' })).cache).toBe('MISS');
    expect((await ask({ dimensions: 9 })).cache).toBe('MISS');
    expect(world.calls()).toHaveLength(3);
    expect(await world.row(second.answered.id)).toMatchObject({ cost_nano_usd: 0, input_tokens: null });
  });

  it('take the way of every request: retries, and the next target', async () => {
    let calls = 0;
    world.fake.onEmbeddings(() => {
      calls += 1;
      return calls < 3 ? googleError(503, 'Down.', { headers: { 'retry-after-ms': '5' } }) : null;
    });
    const config = {
      strategy: { mode: 'fallback' },
      targets: [
        { provider: '@anthropic' },
        { provider: '@vertex-prod', retry: { attempts: 2, use_retry_after_headers: true } },
      ],
    };
    const headers = { 'x-portkey-config': JSON.stringify(config) };
    const answered = await embed({}, { provider: null, headers });
    expect(answered.status).toBe(200);
    expect(answered.headers).toMatchObject({
      'x-portkey-last-used-option-index': 'config.targets[1]',
      'x-portkey-retry-attempt-count': '2',
    });
    const row = await world.row(answered.id);
    expect(recordsIn(row['attempts']).map((attempt) => attempt['status'])).toEqual([503, 503, 200]);
    expect(row['notes']).toContainEqual(
      expect.stringContaining('config.targets[0]: fell through with 400 (The provider'),
    );
  });
});

describe('a request for embeddings that cannot be answered', () => {
  it.each<[string, JsonRecord, string]>([
    ['no input', { input: undefined }, 'input: expected a text or an array of texts'],
    ['an empty text', { input: ['a', ''] }, 'input[1]: expected a text that is not empty'],
    ['no texts at all', { input: [] }, 'input: expected at least one text'],
    ['something else among the texts', { input: ['a', 5] }, 'input: expected a text'],
    ['an object', { input: { text: 'a' } }, 'input: expected a text'],
    ['token ids', { input: [1, 2, 3] }, 'texts, not token ids'],
    ['lists of token ids', { input: [[1], [2]] }, 'texts, not token ids'],
    ['a strange encoding', { encoding_format: 'int8' }, 'encoding_format: expected "float" or "base64"'],
    ['a strange length', { dimensions: 1.5 }, 'dimensions: expected a whole number above 0'],
    ['a strange task', { task_type: 5 }, 'task_type: expected a text'],
    ['too many texts', { input: Array(251).fill('a') }, 'at most 250 texts in a request, and here are 251'],
    ['two texts for a model of one', { model: 'gemini-embedding-001', input: ['a', 'b'] }, 'takes at most one text'],
  ])('%s: is refused before anyone is asked', async (_, body, says) => {
    // A message about one field begins with its name.
    const param = /^(\S+): /.exec(says)?.[1] ?? null;
    const error = { type: 'invalid_request_error', code: 'invalid_request', param };
    expectOpenaiError(await embed(body), 400, error, says);
    expect(world.calls()).toEqual([]);
  });

  it.each([
    ['claude-sonnet-4-20250514', 'makes no embeddings'],
    ['meta/llama-3.3-70b-instruct-maas', 'makes no embeddings'],
  ])('%s: is refused by its name', async (model, says) => {
    expectOpenaiError(await embed({ model }), 400, { code: 'operation_not_supported' }, says);
  });

  it('by a provider that has none: says so', async () => {
    const answered = await embed({}, { provider: '@anthropic' });
    expectOpenaiError(answered, 400, { code: 'operation_not_supported' }, '"@anthropic" makes no embeddings');
  });

  it('what is no JSON, and what names no model', async () => {
    expectOpenaiError(await embed('{"model":'), 400, { code: 'invalid_json' }, 'not valid JSON');
    expectOpenaiError(await embed('{"model":"m","input":[}'), 400, { code: 'invalid_json' }, 'not valid JSON');
    expectOpenaiError(await embed({ model: undefined }), 400, { code: 'missing_model', param: 'model' }, 'model');
  });

  it('without a key, or with one that may not', async () => {
    const unknown = await embed({}, { key: 'tg-unknown' });
    expectOpenaiError(unknown, 401, { type: 'authentication_error', code: 'invalid_api_key' }, 'gateway key');
    const { key } = await world.makeKey({ scopes: ['logs.view'] });
    expectOpenaiError(await embed({}, { key }), 403, { type: 'permission_error' }, 'completions.write');
    expect(world.calls()).toEqual([]);
  });

  it('because the text is too long: Google says so, in place of cutting it off', async () => {
    const answered = await embed({ input: 'x'.repeat(10_000) });
    expectOpenaiError(
      answered,
      400,
      { code: 'upstream_error' },
      'token count is 2500 but the model supports up to 2048',
    );
  });

  it('because Google does not know the model, or has no quota left', async () => {
    const unknown = await embed({ model: 'text-embedding-999' });
    expectOpenaiError(unknown, 404, { code: 'model_not_found' }, 'was not found');
    expect(unknown.text).not.toContain('acme-prod');
    world.fake.onEmbeddings(() => quotaExceeded(MODEL));
    expectOpenaiError(await embed({}), 429, { type: 'rate_limit_error' }, 'Quota exceeded');
  });

  it.each([
    ['a page', '<html>Sign in</html>'],
    ['no predictions', {}],
    ['fewer vectors than texts', { predictions: [] }],
    ['a prediction without its vector', { predictions: [{ embeddings: {} }] }],
    ['a vector that is none', { predictions: [{ embeddings: { values: ['a'], statistics: { token_count: 1 } } }] }],
  ])('because the upstream answers 200 with %s', async (_, body) => {
    world.fake.onEmbeddings(() => status(200, body));
    const answered = await embed({});
    expectOpenaiError(answered, 502, { type: 'server_error', code: 'upstream_error' }, 'no answer');
    expect(isRecord(await world.row(answered.id))).toBe(true);
  });
});
