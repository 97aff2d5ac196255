import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chunks, completion, openaiError, startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import { openWorld, QUESTION } from './world.ts';
import type { Asked, World } from './world.ts';

let world: World;
let openai: FakeOpenai;

beforeAll(async () => {
  [world, openai] = await Promise.all([openWorld(), startFakeOpenai()]);
  const integration = await world.admin('POST', '/v1/integrations', {
    name: 'OpenAI',
    ai_provider_id: 'openai',
    key: 'sk-the-operators-own',
    configurations: { custom_host: `${openai.url}/v1`, openai_project: 'proj_1' },
  });
  await world.admin('POST', '/v1/providers', {
    name: 'OpenAI',
    integration_id: integration['slug'],
    slug: 'openai-prod',
  });
});
beforeEach(() => {
  world.reset();
  openai.calls.length = 0;
  openai.onCompletions(() => null);
});
afterAll(() => Promise.all([world.close(), openai.close()]));

const BODY = '{"model":"gpt-5.1", "messages":[{"role":"user","content":"Hi \\u00fc"}],  "temperature":0.70}';
const chat = (asked: Asked = {}) =>
  world.ask({ path: '/v1/chat/completions', provider: '@openai-prod', body: BODY, ...asked });

describe('a completion of a provider that speaks the dialect', () => {
  it('goes there byte for byte, and comes back byte for byte', async () => {
    const answered = await chat();
    expect(answered).toMatchObject({ status: 200, text: JSON.stringify(completion('gpt-5.1')) });
    const [call] = openai.calls;
    expect(call?.body.toString()).toBe(BODY);
    expect(call?.headers).toMatchObject({ authorization: 'Bearer sk-the-operators-own', 'openai-project': 'proj_1' });
    expect(answered.headers).toMatchObject({ 'x-portkey-provider': 'openai', 'openai-processing-ms': '12' });
    for (const hidden of ['openai-organization', 'x-ratelimit-remaining-requests']) {
      expect(answered.headers).not.toHaveProperty([hidden]);
    }
  });

  it('is logged with its usage, and unpriced by name where nobody knows a price', async () => {
    const answered = await chat({ body: { model: 'a-model-of-nobody', messages: [] } });
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'chatComplete',
      ai_model: 'a-model-of-nobody',
      input_tokens: 12,
      cache_read_tokens: 8,
      output_tokens: 6,
      unpriced: true,
      is_success: true,
      attempts: [expect.objectContaining({ upstream_request_id: 'req_openai_1', status: 200 })],
    });
  });

  it('goes to the provider that the model names, without the name', async () => {
    expect((await chat({ provider: null, body: { model: '@openai-prod/gpt-5.1', messages: [] } })).status).toBe(200);
    expect(openai.calls[0]?.json).toMatchObject({ model: 'gpt-5.1' });
  });

  it('is answered from the cache, whole and as a stream', async () => {
    const headers = { 'x-portkey-config': JSON.stringify({ provider: '@openai-prod', cache: { mode: 'simple' } }) };
    const body = { model: 'gpt-5.1', messages: [{ role: 'user', content: 'cached?' }] };
    const first = await chat({ provider: null, headers, body });
    const again = await chat({ provider: null, headers, body });
    const streamed = await chat({ provider: null, headers, body: { ...body, stream: true } });
    expect(openai.calls).toHaveLength(1);
    expect(again).toMatchObject({ text: first.text, headers: { 'x-portkey-cache-status': 'HIT' } });
    expect(streamed.headers).toMatchObject({ 'x-portkey-cache-status': 'HIT' });
    expect(streamed.text).toMatch(/^data: \{.*"Hello from the simulated OpenAI\."/s);
    expect(streamed.text).toMatch(/data: \[DONE\]\n\n$/);
  });
});

describe('a stream', () => {
  const STREAM = { model: 'gpt-5.1', messages: [{ role: 'user', content: 'Hi' }], stream: true };

  it('passes byte for byte where the client asked for the usage', async () => {
    const body = { ...STREAM, stream_options: { include_usage: true } };
    const answered = await chat({ body });
    expect(answered.text).toBe(chunks('gpt-5.1', { usage: true }).join(''));
    expect(openai.calls[0]?.body.toString()).toBe(JSON.stringify(body));
    expect(answered.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  });

  it('is metered all the same where it did not, without the chunk that it does not know', async () => {
    const answered = await chat({ body: STREAM });
    expect(openai.calls[0]?.json).toEqual({ ...STREAM, stream_options: { include_usage: true } });
    const expected = chunks('gpt-5.1', { usage: true }).filter((text) => !text.includes('"choices":[]'));
    expect(answered.text).toBe(expected.join(''));
    expect(await world.row(answered.id)).toMatchObject({ input_tokens: 12, output_tokens: 6, stream_mode: 1 });
  });

  it('that breaks after its first words ends with an error in the dialect', async () => {
    openai.onCompletions(() => ({ status: 200, body: chunks('gpt-5.1', { usage: false }).slice(0, 2), isCut: true }));
    const answered = await chat({ body: STREAM });
    const last = answered.text.trim().split('\n\n').at(-1) ?? '';
    expect(JSON.parse(last.replace(/^data: /, ''))).toMatchObject({
      error: { type: 'server_error', code: 'upstream_cut' },
    });
    expect(await world.row(answered.id)).toMatchObject({ outcome: 'upstream_cut', error_code: 'upstream_cut' });
  });

  it('that reports an error before its first words is the error itself', async () => {
    openai.onCompletions(() => ({
      status: 200,
      body: ['data: {"error":{"message":"Slow down","type":"rate_limit","code":"rate_limit_exceeded"}}\n\n'],
    }));
    const answered = await chat({ body: STREAM });
    expect(answered.status).toBe(429);
    expect(answered.json).toMatchObject({ error: { message: 'Slow down', code: 'rate_limit_exceeded' } });
  });
});

describe('a failure', () => {
  it.each<[string, number, object, object]>([
    [
      'of the request keeps its type, code and parameter',
      400,
      { message: "Unknown parameter: 'x'.", type: 'invalid_request_error', code: 'unknown_parameter', param: 'x' },
      { message: "Unknown parameter: 'x'.", type: 'invalid_request_error', code: 'unknown_parameter', param: 'x' },
    ],
    [
      'of the quota is told as what it is',
      429,
      { message: 'You exceeded your quota.', type: 'insufficient_quota', code: 'insufficient_quota' },
      { type: 'insufficient_quota', code: 'insufficient_quota' },
    ],
    [
      'of an unknown model is a 404',
      404,
      { message: 'The model `x` does not exist', type: 'invalid_request_error', code: 'model_not_found' },
      { code: 'model_not_found' },
    ],
  ])('%s', async (_, status, error, expected) => {
    openai.onCompletions(() => openaiError(status, error as never));
    const answered = await chat();
    expect(answered.status).toBe(status);
    expect(answered.json['error']).toMatchObject(expected);
  });

  it('of the gateway is in the dialect too', async () => {
    const unknown = await chat({ key: 'tg-nobody' });
    expect(unknown).toMatchObject({
      status: 401,
      json: { error: { code: 'invalid_api_key', type: 'authentication_error' } },
    });
    const broken = await chat({ body: '{"model":' });
    expect(broken).toMatchObject({ status: 400, json: { error: { code: 'invalid_json', param: null } } });
  });

  it('falls through to the next target like any other', async () => {
    openai.onCompletions(({ model }) =>
      model === 'first' ? openaiError(503, { message: 'Down', type: 'server_error' }) : null,
    );
    const targets = ['first', 'second'].map((model) => ({ provider: '@openai-prod', override_params: { model } }));
    const config = JSON.stringify({ strategy: { mode: 'fallback' }, targets });
    const answered = await chat({ provider: null, headers: { 'x-portkey-config': config } });
    expect(answered).toMatchObject({ status: 200, json: { model: 'second' } });
  });
});

describe('counting tokens on a provider of another dialect', () => {
  it('asks the provider’s own counter, and says so', async () => {
    const answered = await world.ask({ path: '/v1/messages/count_tokens', provider: '@openai-prod', body: QUESTION });
    expect(answered).toMatchObject({ status: 200, json: { input_tokens: expect.any(Number) } });
    expect(answered.headers['x-tollgate-token-count']).toBe('provider');
  });
});

describe('results of guardrails in a stream', () => {
  const has = { regexMatch: { rule: 'hidden', not: true } };
  const config = (provider: string) => ({
    provider,
    input_guardrails: [{ id: 'asks', ...has }],
    output_guardrails: [{ id: 'says', ...has }],
  });
  const stream = { model: 'gpt-5.1', stream: true, max_tokens: 50, messages: [{ role: 'user', content: 'Hi' }] };
  const said = async (provider: string, headers: object, asked: Asked = {}) => {
    const model = provider === '@openai-prod' ? 'gpt-5.1' : 'claude-sonnet-4-20250514';
    const all = { 'x-portkey-config': JSON.stringify(config(provider)), ...headers };
    const answered = await chat({ provider: null, headers: all, body: { ...stream, model }, ...asked });
    expect(answered.status).toBe(200);
    return answered.text;
  };
  const lax = { 'x-portkey-strict-open-ai-compliance': 'false' };

  it.each(['@openai-prod', '@vertex-prod'])(
    'are an event before it and one after it, from %s, for who says so',
    async (to) => {
      const events = (await said(to, lax)).trim().split('\n\n');
      expect(events[0]).toMatch(/^data: \{"hook_results":\{"before_request_hooks":\[\{"verdict":true,"id":"asks"/);
      expect(events.at(-2)).toBe('data: [DONE]');
      expect(events.at(-1)).toMatch(/^data: \{"hook_results":\{"after_request_hooks":\[\{"verdict":true,"id":"says"/);
    },
  );

  it.each(['@openai-prod', '@vertex-prod'])('are in no event of %s for anybody else', async (to) => {
    for (const headers of [{}, { 'x-portkey-strict-open-ai-compliance': 'true' }])
      expect(await said(to, headers)).not.toContain('hook_results');
  });

  it('are in no event of Anthropic’s dialect, whatever the client says', async () => {
    const events = await said('@vertex-prod', lax, { path: '/v1/messages' });
    expect(events).toMatch(/^event: message_start/);
    expect(events).not.toContain('hook_results');
  });
});
