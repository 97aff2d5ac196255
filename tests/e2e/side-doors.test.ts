import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { expectError, MODEL, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.admin('POST', '/v1/integrations', {
    name: 'eu',
    slug: 'vertex-eu',
    ai_provider_id: 'vertex-ai',
    configurations: {
      vertex_region: 'europe-west4',
      vertex_service_account_json: world.fake.serviceAccount,
      custom_host: world.fake.url,
    },
  });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

describe('counting tokens', () => {
  const { max_tokens: _limit, ...question } = QUESTION;

  it('asks Vertex’s own counter, and costs nothing', async () => {
    const answered = await world.ask({ path: '/v1/messages/count_tokens?beta=true', body: question });
    expect(answered.status).toBe(200);
    expect(answered.json['input_tokens']).toBeGreaterThan(0);
    expect(world.calls().map((call) => call.path)).toEqual([
      '/v1/projects/acme-prod/locations/us-east5/publishers/anthropic/models/count-tokens:rawPredict',
    ]);
    expect(world.calls()[0]?.json).toMatchObject({ model: 'claude-sonnet-4@20250514' });
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'messagesCountTokens',
      is_success: true,
      cost_nano_usd: 0,
      unpriced: false,
      input_tokens: null,
      ai_model: 'claude-sonnet-4@20250514',
    });
  });

  it('leaves out betas and members that the counter refuses', async () => {
    const answered = await world.ask({
      path: '/v1/messages/count_tokens',
      headers: { 'anthropic-beta': 'claude-code-20250219,context-management-2025-06-27,token-counting-2024-11-01' },
      body: {
        ...QUESTION,
        temperature: 1,
        stream: true,
        context_management: { edits: [] },
        metadata: { user_id: 'x' },
      },
    });
    expect(answered.status).toBe(200);
    expect(world.calls()).toHaveLength(1);
    expect(world.calls()[0]?.headers).not.toHaveProperty('anthropic-beta');
    expect(Object.keys(Object(world.calls()[0]?.json))).toEqual(['model', 'messages', 'anthropic_version']);
  });

  it('goes to a location on the same continent that has a counter', async () => {
    const answered = await world.ask({ path: '/v1/messages/count_tokens', provider: '@vertex-eu', body: question });
    expect(answered.status).toBe(200);
    expect(world.calls().map((call) => call.path)).toEqual([
      '/v1/projects/acme-prod/locations/europe-west1/publishers/anthropic/models/count-tokens:rawPredict',
    ]);
  });

  it('takes thirty-five questions at once on one token', async () => {
    const answers = await Promise.all(
      Array.from({ length: 35 }, (_, at) => {
        const body = { ...question, messages: [{ role: 'user', content: `Question ${at}` }] };
        return world.ask({ path: '/v1/messages/count_tokens', body });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 35 }, () => 200));
    expect(world.calls()).toHaveLength(35);
    expect(world.tokenCalls()).toBe(0);
  });
});

describe('the list of models', () => {
  it.each(['/v1/models', '/v1/models?limit=1000', '/v1/v1/models'])('at %s is what Claude Code reads', async (path) => {
    const answered = await world.ask({ method: 'GET', path, provider: null, body: null });
    expect(answered.status).toBe(200);
    const ids = recordsIn(answered.json['data']).map((model) => stringAt(model, 'id'));
    expect(ids).toContain('claude-opus-4-8');
    expect(ids.filter((id) => !id.startsWith('claude'))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(answered.json).toMatchObject({ has_more: false, first_id: ids[0], last_id: ids.at(-1) });
    expect(await world.row(answered.id)).toMatchObject({ operation: 'listModels', is_success: true, attempts: [] });
    expect(world.fake.calls).toEqual([]);
  });

  it('without an Anthropic version names models as a request must name them', async () => {
    const headers = { 'anthropic-version': null };
    const answered = await world.ask({ method: 'GET', path: '/v1/models', provider: null, body: null, headers });
    const ids = recordsIn(answered.json['data']).map((model) => stringAt(model, 'id'));
    expect(ids).toContain('@vertex-prod/claude-opus-4-8');
    expect(ids).toContain('@vertex-eu/claude-opus-4-8');
    const one = await world.ask({ method: 'GET', path: '/v1/models', provider: '@vertex-eu', body: null, headers });
    expect(recordsIn(one.json['data']).map((model) => stringAt(model, 'id'))).toContain('claude-opus-4-8');
  });

  it('names embedding models to those who can use them, and not to clients of messages', async () => {
    const list = async (headers: Record<string, string | null>) => {
      const answered = await world.ask({ method: 'GET', path: '/v1/models', provider: null, body: null, headers });
      return recordsIn(answered.json['data']).map((model) => stringAt(model, 'id'));
    };
    expect(await list({ 'anthropic-version': null })).toContain('@vertex-prod/text-embedding-005');
    expect((await list({})).filter((id) => id.includes('embedding'))).toEqual([]);
  });

  it('is sorted by name, or as asked, and comes in pages', async () => {
    const list = async (query: string) => {
      const path = `/v1/models?${query}`;
      const headers = { 'anthropic-version': null };
      const { json } = await world.ask({ method: 'GET', path, provider: null, body: null, headers });
      return { ids: recordsIn(json['data']).map((model) => stringAt(model, 'id')), hasMore: json['has_more'] };
    };
    const all = await list('');
    const names = all.ids.map((id) => id.split('/')[1] ?? '');
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(await list('limit=3&offset=2')).toEqual({ ids: all.ids.slice(2, 5), hasMore: true });
    expect(await list('order=desc')).toEqual({ ids: all.ids.toReversed(), hasMore: false });
    expect((await list('provider=vertex-eu')).ids.every((id) => id.startsWith('@vertex-eu/'))).toBe(true);
    expect((await list('ai_service=anthropic')).ids).toEqual([]);
  });

  it('is refused with the name of what is wrong in the query', async () => {
    const answered = await world.ask({ method: 'GET', path: '/v1/models?sort=price', provider: null, body: null });
    expectError(answered, 400, 'invalid_request_error');
    expect(answered.message).toContain('sort: expected one of name, provider, ai_service');
  });

  describe('asked for one of them', () => {
    const one = (id: string, headers: Record<string, string | null> = {}) =>
      world.ask({ method: 'GET', path: `/v1/models/${id}`, provider: null, body: null, headers });

    it.each([
      ['claude-opus-4-8', 'claude-opus-4-8'],
      ['claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
      ['%40vertex-prod%2Fclaude-opus-4-8', '@vertex-prod/claude-opus-4-8'],
      ['@vertex-prod/claude-opus-4-8', '@vertex-prod/claude-opus-4-8'],
    ])('answers %s', async (id, named) => {
      const answered = await one(id);
      expect(answered.status).toBe(200);
      expect(answered.json).toMatchObject({ type: 'model', id: named, display_name: expect.any(String) });
      expect(await world.row(answered.id)).toMatchObject({ operation: 'listModels', is_success: true });
      expect(world.fake.calls).toEqual([]);
    });

    it('names one that is not there, in the shape of the caller', async () => {
      const answered = await one('claude-nowhere');
      expectError(answered, 404, 'not_found_error');
      expect(answered.message).toContain('model: "claude-nowhere"');
      const other = await one('claude-nowhere', { 'anthropic-version': null });
      expect(other).toMatchObject({ status: 404, json: { status: 'failure', error: { code: 'model_not_found' } } });
      expect((await one('%E0%A4%A')).status).toBe(404);
    });
  });

  describe('of a config', () => {
    const PLAIN = { 'anthropic-version': null };
    const list = async (headers: Record<string, string | null>, provider: string | null = null) => {
      const asked = { method: 'GET', path: '/v1/models', provider, body: null, headers: { ...PLAIN, ...headers } };
      const { status, json, message } = await world.ask(asked);
      const ids = recordsIn(json['data']).map((model) => stringAt(model, 'id'));
      return { status, message, ids, slugs: [...new Set(ids.map((id) => /^@[^/]+/.exec(id)?.[0] ?? ''))].toSorted() };
    };
    const config = (value: object) => ({ 'x-portkey-config': JSON.stringify(value) });
    const CATALOG = { 'x-portkey-fetch-integrated-models': 'true' };
    const EU = { provider: '@vertex-eu' };

    it.each<[string, Record<string, string>, string[]]>([
      ['is its providers’ own, in bare names', config({ targets: [EU] }), ['']],
      ['is the catalog’s where a header asks for that', { ...config({ targets: [EU] }), ...CATALOG }, ['@vertex-eu']],
      [
        'is the catalog’s by the header’s other name',
        { ...config(EU), 'x-portkey-models-endpoint': 'true' },
        ['@vertex-eu'],
      ],
      ['is the catalog’s where the config asks', config({ ...EU, fetch_integrated_models: true }), ['@vertex-eu']],
      [
        'is bare where the header takes that back',
        { ...config({ ...EU, fetch_integrated_models: true }), 'x-portkey-fetch-integrated-models': 'false' },
        [''],
      ],
      [
        'has the provider of a model',
        { ...config({ override_params: { model: '@vertex-eu/x' } }), ...CATALOG },
        ['@vertex-eu'],
      ],
      [
        'is everything where a target passes through',
        { ...config({ targets: [EU, { passthrough: true }] }), ...CATALOG },
        ['@vertex-eu', '@vertex-prod'],
      ],
      [
        'is everything where it leaves the provider open',
        { ...config({ retry: { attempts: 1 } }), ...CATALOG },
        ['@vertex-eu', '@vertex-prod'],
      ],
      [
        'leaves out a provider that is gone',
        { ...config({ targets: [{ provider: '@gone' }, EU] }), ...CATALOG },
        ['@vertex-eu'],
      ],
    ])('%s', async (_name, headers, slugs) => {
      const listed = await list(headers);
      expect(listed).toMatchObject({ status: 200, slugs });
      expect(listed.ids.some((id) => id.endsWith('claude-opus-4-8'))).toBe(true);
      expect(world.fake.calls).toEqual([]);
    });

    it('filters by the header’s provider too', async () => {
      expect(await list(CATALOG, '@vertex-eu')).toMatchObject({ slugs: ['@vertex-eu'] });
    });

    it('holds without a header, as the key’s default', async () => {
      await world.admin('POST', '/v1/configs', {
        name: 'eu',
        slug: 'pc-eu',
        config: { ...EU, fetch_integrated_models: true },
      });
      const { key } = await world.makeKey({ scopes: ['models.list'], defaults: { config_id: 'pc-eu' } });
      const answered = await world.ask({
        method: 'GET',
        path: '/v1/models',
        key,
        provider: null,
        body: null,
        headers: PLAIN,
      });
      expect(recordsIn(answered.json['data']).every((model) => stringAt(model, 'id').startsWith('@vertex-eu/'))).toBe(
        true,
      );
    });

    it('says what is wrong with it', async () => {
      const answered = await world.ask({ method: 'GET', path: '/v1/models', provider: '@gone', body: null });
      expectError(answered, 412, 'invalid_request_error');
      expect(await list(config({ provider: 'sagemaker' }))).toMatchObject({ status: 400 });
    });
  });

  it('needs a key', async () => {
    const answered = await world.ask({ method: 'GET', path: '/v1/models', key: null, body: null });
    expectError(answered, 401, 'authentication_error');
  });
});

describe('a probe', () => {
  it.each([
    ['HEAD', '/'],
    ['HEAD', '/v1'],
    ['HEAD', '/api/hello'],
    ['GET', '/'],
    ['GET', '/v1/health'],
    ['HEAD', '/v1/health'],
  ])('%s %s is answered without a key and without a log row', async (method, path) => {
    const before = (await world.rows()).length;
    const answered = await world.ask({ method, path, key: null, provider: null, body: null });
    expect(answered.status).toBe(200);
    expect(answered.text === '').toBe(method === 'HEAD');
    expect(await world.rows()).toHaveLength(before);
    expect(world.fake.calls).toEqual([]);
  });
});

describe('a raw Vertex path', () => {
  const { model: _model, ...raw } = { ...QUESTION, anthropic_version: 'vertex-2023-10-16' };

  it.each([
    ['with /v1', '/v1/projects/_/locations/global/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict'],
    ['without /v1', '/projects/_/locations/global/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict'],
    [
      'with an escaped @',
      '/v1/projects/_/locations/global/publishers/anthropic/models/claude-sonnet-4%4020250514:rawPredict',
    ],
    [
      'with a dash date',
      '/v1/projects/_/locations/global/publishers/anthropic/models/claude-sonnet-4-20250514:rawPredict',
    ],
    [
      'with /v1 twice',
      '/v1/v1/projects/_/locations/global/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict',
    ],
  ])('%s is served in the provider’s own project and location', async (_name, path) => {
    const answered = await world.ask({ path, body: raw });
    expect({ status: answered.status, text: answered.text.slice(0, 300) }).toMatchObject({ status: 200 });
    expect(world.calls().map((call) => call.path)).toEqual([
      '/v1/projects/acme-prod/locations/us-east5/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict',
    ]);
    // Body as sent: there is nothing to cut or to add.
    expect(world.calls()[0]?.body.toString()).toBe(JSON.stringify(raw));
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'messages',
      is_proxy_call: true,
      requested_model: expect.stringMatching(/^claude-sonnet-4/),
      ai_model: 'claude-sonnet-4@20250514',
      input_tokens: expect.any(Number),
      cost_nano_usd: expect.any(Number),
      unpriced: false,
    });
  });

  it('that streams, streams', async () => {
    const path = `/v1/projects/_/locations/global/publishers/anthropic/models/${MODEL}:streamRawPredict`;
    const answered = await world.ask({ path, body: { ...raw, stream: true } });
    expect(answered.status).toBe(200);
    expect(answered.events.at(-1)).toBe('message_stop');
    expect(world.calls()[0]?.path).toMatch(/:streamRawPredict$/);
    expect(await world.row(answered.id)).toMatchObject({ stream_mode: 1, is_success: true });
  });

  it('counts tokens', async () => {
    const path = '/v1/projects/_/locations/global/publishers/anthropic/models/count-tokens:rawPredict';
    const answered = await world.ask({ path, body: { model: MODEL, messages: QUESTION.messages } });
    expect(answered.json['input_tokens']).toBeGreaterThan(0);
    expect(await world.row(answered.id)).toMatchObject({ operation: 'messagesCountTokens', cost_nano_usd: 0 });
  });

  it('is governed like every other', async () => {
    const path = `/v1/projects/_/locations/global/publishers/anthropic/models/${MODEL}:rawPredict`;
    const answered = await world.ask({ path, key: 'tg-wrong', body: raw });
    expectError(answered, 401, 'authentication_error');
    expect(world.fake.calls).toEqual([]);
  });

  it('of another publisher is not served', async () => {
    const answered = await world.ask({
      path: '/v1/projects/p/locations/l/publishers/nobody/models/model-1:rawPredict',
      body: raw,
    });
    expect(answered.status).toBe(404);
    expect(world.fake.calls).toEqual([]);
  });
});

describe('a base URL with /v1 in it', () => {
  it.each([
    ['/v1/v1/messages?beta=true', 'messages'],
    ['/v1/v1/messages/count_tokens?beta=true', 'messagesCountTokens'],
  ])('%s is served, with a hint in the row', async (path, operation) => {
    const answered = await world.ask({ path });
    expect(answered.status).toBe(200);
    expect(world.calls()).toHaveLength(1);
    const row = await world.row(answered.id);
    expect(row).toMatchObject({ operation, request_url: path, is_success: true, is_proxy_call: true });
    expect(String(row['notes'])).toContain('ANTHROPIC_BASE_URL without /v1');
  });
});

describe('a path that nobody serves', () => {
  it.each([
    ['POST', '/v1/message', 'POST /v1/messages'],
    ['POST', '/messages', 'POST /v1/messages'],
    ['POST', '/v1/messages/v1/messages?beta=true', 'ANTHROPIC_BASE_URL'],
    ['POST', '/v1/messages/count-tokens', 'POST /v1/messages/count_tokens'],
    ['GET', '/v1/messages', 'POST'],
    ['GET', '/models', 'GET /v1/models'],
    ['POST', '/v2/messages', 'POST /v1/messages'],
    ['POST', '/v1/models/messages', 'POST /v1/messages'],
    ['POST', '/v1/model/anthropic.claude/invoke-with-response-stream', 'ANTHROPIC_BEDROCK_BASE_URL'],
    ['GET', '/v1/inference-profiles?type=SYSTEM_DEFINED', 'ANTHROPIC_BEDROCK_BASE_URL'],
  ])('%s %s is told the nearest right one', async (method, path, mentions) => {
    const answered = await world.ask({ method, path, body: method === 'GET' ? null : QUESTION });
    expectError(answered, 404, 'not_found_error');
    expect(answered.message).toContain(mentions);
    expect(world.fake.calls).toEqual([]);
  });

  it.each([
    [
      'POST',
      '/v1beta/models/gemini-2.5-pro:doIt',
      { error: { code: 404, status: 'NOT_FOUND', message: expect.stringContaining(':generateContent') as string } },
    ],
    [
      'GET',
      '/v1beta/models/gemini-2.5-pro:generateContent',
      { error: { code: 404, status: 'NOT_FOUND', message: expect.stringContaining('takes POST, not GET') as string } },
    ],
    [
      'POST',
      '/model/claude-sonnet-4-5/talk',
      { __type: 'ResourceNotFoundException', message: expect.stringContaining('serves nothing at') as string },
    ],
    [
      'DELETE',
      '/model/claude-sonnet-4-5/converse',
      { __type: 'ResourceNotFoundException', message: expect.stringContaining('takes POST, not DELETE') as string },
    ],
  ])('%s %s is answered with 404 in the dialect of its path', async (method, path, told) => {
    expect(await world.ask({ method, path, ...(method !== 'POST' && { body: null }) })).toMatchObject({
      status: 404,
      json: told,
    });
  });

  it.each([
    ['an OpenAI client', '/v1/chat/completion', '/v1/chat/completions'],
    ['a browser', '/index.php', '/v1/messages'],
  ])('is told to %s in the contract’s own shape', async (_who, path, nearest) => {
    const answered = await world.ask({ path, headers: { 'anthropic-version': null } });
    expect(answered.status).toBe(404);
    expect(answered.json).toMatchObject({ status: 'failure', message: expect.stringContaining(nearest) });
  });
});
