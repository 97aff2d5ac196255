/** Models of other makers on Vertex AI, in every dialect of a client: open models, Mistral's, and a project's own deployments. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completion } from '../../testkit/fake-openai.ts';
import { events } from '../../testkit/fake-vertex/chat.ts';
import { googleError } from '../../testkit/fake-vertex/google-errors.ts';
import { isRecord, recordsIn } from '../../testkit/json-shape.ts';
import { status } from '../../testkit/upstream/answer.ts';
import { eventData, openWorld } from './world.ts';
import type { Answered, Asked, World } from './world.ts';

const LLAMA = 'meta/llama-4-maverick-17b-128e-instruct-maas';
const DEEPSEEK = 'deepseek-ai/deepseek-v3.2-maas';
const MISTRAL = 'mistralai/mistral-medium-3@001';
const DEPLOYED = 'endpoints/1234567890';
const PROJECT = '/v1/projects/acme-prod/locations/us-east5';

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
  world.fake.onChat(() => null);
});
afterAll(() => world.close());

const TURNS = [{ role: 'user', content: 'Hi ü' }];
const chat = (model: string, more: object = {}, asked: Asked = {}): Promise<Answered> =>
  world.ask({ path: '/v1/chat/completions', body: { model, messages: TURNS, ...more }, ...asked });
const message = (model: string, more: object = {}, asked: Asked = {}): Promise<Answered> =>
  world.ask({ body: { model, max_tokens: 100, messages: TURNS, ...more }, ...asked });
const sent = () => world.calls().at(-1);

describe('Chat Completions on an open model', () => {
  it('go there and come back byte for byte', async () => {
    const body = `{"model": "${LLAMA}",  "messages":[{"role":"user","content":"Hi \\u00fc"}],"temperature":0.70}`;
    const answered = await world.ask({ path: '/v1/chat/completions', body });
    expect(sent()?.path).toBe(`${PROJECT}/endpoints/openapi/chat/completions`);
    expect(sent()?.body.toString()).toBe(body);
    expect(answered.text).toBe(JSON.stringify(completion(LLAMA, 'Hello from the simulated Vertex.')));
  });

  it('are found under the spelling with a dot, and under a bare name', async () => {
    for (const name of [
      'meta.llama-3.3-70b-instruct-maas',
      'llama-3.3-70b-instruct-maas',
      '@vertex-prod/meta/llama-3.3-70b-instruct-maas',
    ]) {
      expect(await chat(name)).toMatchObject({ status: 200 });
      expect(sent()?.json).toMatchObject({ model: 'meta/llama-3.3-70b-instruct-maas' });
    }
  });

  it('stream, and are logged and priced with what they used', async () => {
    const answered = await chat(DEEPSEEK, { stream: true });
    expect(answered.text).toContain('"content":" simulated OpenAI."');
    // The client did not ask for the usage.
    expect(answered.text).not.toContain('"usage":{');
    expect(answered.text).toMatch(/data: \[DONE\]\n\n$/);
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'chatComplete',
      ai_model: DEEPSEEK,
      input_tokens: 12,
      cache_read_tokens: 8,
      output_tokens: 6,
      cost_nano_usd: 12 * 560 + 8 * 56 + 6 * 1680,
      unpriced: false,
      is_success: true,
    });
  });

  it('are unpriced, with the reason, where a part of the usage has no price', async () => {
    const row = await world.row((await chat(LLAMA)).id);
    expect(row).toMatchObject({ cost_nano_usd: null, unpriced: true });
    expect(JSON.stringify(row)).toContain('cache_read_tokens of llama-4-maverick-17b-128e-instruct-maas has no price');
  });

  it('Grok’s reasoning beside the completion is billed with it', async () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 35,
      completion_tokens_details: { reasoning_tokens: 20 },
    };
    world.fake.onChat(() => status(200, { ...completion('xai/grok-4.3'), usage }));
    const answered = await chat('xai.grok-4.3', { reasoning_effort: 'high' });
    expect(answered.headers['x-tollgate-warning']).toBe('reasoning_effort: This provider does not take it.');
    expect(await world.row(answered.id)).toMatchObject({ output_tokens: 25, cost_nano_usd: 10 * 1250 + 25 * 2500 });
  });

  it('an error of Google’s comes in OpenAI’s form, out of its array', async () => {
    const unknown = await chat('meta/llama-9-maas');
    expect(unknown).toMatchObject({
      status: 404,
      json: { error: { message: expect.stringContaining('was not found') as string } },
    });
    world.fake.onChat(() =>
      googleError(429, 'Resource exhausted, please try again later.', {
        wrapped: true,
        headers: { 'retry-after': '7' },
      }),
    );
    const limited = await chat(LLAMA);
    expect(limited).toMatchObject({
      status: 429,
      json: { error: { message: 'Resource exhausted, please try again later.' } },
    });
    expect(limited.headers['retry-after']).toBe('7');
  });

  it('a stream that Google breaks off is an error at its end, and its output is estimated', async () => {
    const first = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Hel' } }] })}\n\n`;
    world.fake.onChat(() => events([first]));
    const answered = await chat(DEEPSEEK, { stream: true });
    expect(answered.text).toContain('"content":"Hel"');
    expect(answered.text).toContain('"error"');
    const row = await world.row(answered.id);
    expect(row).toMatchObject({ is_success: false, output_tokens: 1 });
    expect(String(row['notes'])).toContain('estimated');
  });
});

describe('an open model that fails', () => {
  const failing = (frame: object) => events([`data: ${JSON.stringify(frame)}\n\n`]);
  const config = (model: string) => ({
    provider: null,
    headers: {
      'x-portkey-config': JSON.stringify({
        strategy: { mode: 'fallback', on_status_codes: [429, 404] },
        targets: [
          { provider: '@vertex-prod', override_params: { model } },
          { provider: '@vertex-prod', override_params: { model: 'claude-sonnet-4-6' } },
        ],
      }),
    },
  });

  it.each([false, true])('falls back to Claude, in the dialect of the client (stream: %s)', async (stream) => {
    world.fake.onChat(() => googleError(429, 'Resource exhausted.', { wrapped: true }));
    const answered = await chat('m', { max_tokens: 50, stream }, config(LLAMA));
    expect(answered.status).toBe(200);
    expect(answered.text).toContain('grüße');
    expect(await world.row(answered.id)).toMatchObject({ ai_model: 'claude-sonnet-4-6', is_success: true });
  });

  it('as the first event of a stream, has not begun to answer', async () => {
    world.fake.onChat(() =>
      failing({ error: { code: 429, message: 'Resource exhausted.', status: 'RESOURCE_EXHAUSTED' } }),
    );
    const answered = await chat('m', { max_tokens: 50, stream: true }, config(DEEPSEEK));
    expect(answered.text).toContain('grüße');
    expect(await chat(DEEPSEEK, { stream: true })).toMatchObject({
      status: 429,
      json: { error: { message: 'Resource exhausted.' } },
    });
  });

  it('is tested as any provider is', async () => {
    expect(await world.admin('POST', '/v1/providers/vertex-prod/test', { model: LLAMA })).toMatchObject({ ok: true });
    const missing = await world.admin('POST', '/v1/providers/vertex-prod/test', { model: 'meta/llama-9-maas' });
    expect(missing).toMatchObject({ ok: false, status: 404, error: { code: 'model_not_found' } });
  });
});

describe('Claude Code on an open model', () => {
  it('is answered in its own dialect, whole and streamed', async () => {
    const whole = await message(LLAMA);
    expect(whole.json).toMatchObject({ type: 'message', content: [{ text: 'Hello from the simulated Vertex.' }] });
    const streamed = await message(LLAMA, { stream: true });
    expect(streamed.events.at(0)).toBe('message_start');
    expect(streamed.events.at(-1)).toBe('message_stop');
    expect(sent()?.json).toMatchObject({ model: LLAMA, max_tokens: 100, stream_options: { include_usage: true } });
  });

  it('counts tokens by an estimate that says so', async () => {
    const counted = await world.ask({ path: '/v1/messages/count_tokens', body: { model: LLAMA, messages: TURNS } });
    expect(counted.headers['x-tollgate-token-count']).toBe('estimate');
    expect(world.calls()).toEqual([]);
  });

  it('is told in its own words what a model is missing', async () => {
    expect(await message('meta/llama-9-maas')).toMatchObject({
      status: 404,
      json: { type: 'error', error: { type: 'not_found_error' } },
    });
  });
});

describe('Mistral', () => {
  const TOOL = { name: 'look_up', description: 'Looks up.', input_schema: { type: 'object', properties: {} } };
  const ID = 'toolu_01AbCdEfGhIjKlMnOp';
  const LOOP = [
    { role: 'user', content: 'Look it up.' },
    { role: 'assistant', content: [{ type: 'tool_use', id: ID, name: 'look_up', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: ID, content: 'found' }] },
  ];

  it('takes a tool loop of Claude Code, with ids and choices as it knows them', async () => {
    const answered = await message(MISTRAL, {
      messages: LOOP,
      tools: [TOOL],
      tool_choice: { type: 'any' },
      stream: true,
      metadata: { user_id: 'u' },
    });
    expect(world.fake.refusals()).toEqual([]);
    expect(answered.status).toBe(200);
    expect(sent()?.path).toBe(`${PROJECT}/publishers/mistralai/models/mistral-medium-3@001:streamRawPredict`);
    expect(sent()?.json).toMatchObject({ model: 'mistral-medium-3', tool_choice: 'any', stream: true });
  });

  it('streams calls of several tools at once, and knows them again by the ids that it gave', async () => {
    const frame = (choice: object): string =>
      `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, ...choice }] })}\n\n`;
    const delta = (tool_calls: object[]): string => frame({ delta: { tool_calls }, finish_reason: null });
    const named = (index: number, id: string) => ({
      index,
      id,
      type: 'function',
      function: { name: 'look_up', arguments: '{"at"' },
    });
    world.fake.onChat(() =>
      events([
        delta([named(0, 'aB3dE6gH9')]),
        delta([{ index: 0, function: { arguments: ':1}' } }]),
        delta([named(1, 'zY8xW5vU2')]),
        delta([{ index: 1, function: { arguments: ':2}' } }]),
        frame({ delta: {}, finish_reason: 'tool_calls' }),
        `data: ${JSON.stringify({ id: 'c', choices: [], usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 } })}\n\n`,
        'data: [DONE]\n\n',
      ]),
    );
    const answered = await message(MISTRAL, { tools: [TOOL], stream: true });
    const starts = eventData(answered.text, 'content_block_start').map(({ content_block: block }) => block);
    expect(starts).toMatchObject([
      { type: 'tool_use', id: 'aB3dE6gH9', name: 'look_up' },
      { type: 'tool_use', id: 'zY8xW5vU2', name: 'look_up' },
    ]);
    expect(answered.text).toContain('"stop_reason":"tool_use"');
    world.fake.onChat(() => null);
    const called = starts.filter(isRecord).map(({ id, name }) => ({ type: 'tool_use', id, name, input: {} }));
    const told = called.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'found' }));
    const turns = [...TURNS, { role: 'assistant', content: called }, { role: 'user', content: told }];
    expect(await message(MISTRAL, { messages: turns, tools: [TOOL] })).toMatchObject({ status: 200 });
    expect(sent()?.body.toString()).toContain('"tool_call_id":"zY8xW5vU2"');
  });

  it('is priced by its usage, which comes unasked', async () => {
    world.fake.onChat(() =>
      status(200, {
        ...completion('mistral-medium-3'),
        usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
      }),
    );
    const answered = await chat('mistral-medium-3', { seed: 7 });
    expect(sent()?.json).toMatchObject({ random_seed: 7 });
    expect(await world.row(answered.id)).toMatchObject({
      ai_model: 'mistral-medium-3',
      cost_nano_usd: 100 * 400 + 10 * 2000,
    });
  });

  it('takes a conversation that began elsewhere, with the ids of its calls and members that it refuses', async () => {
    const called = { id: 'call_of_another_model', type: 'function', function: { name: 'look_up', arguments: '{}' } };
    const messages = [
      ...TURNS,
      { role: 'assistant', content: null, tool_calls: [called] },
      { role: 'tool', tool_call_id: called.id, content: 'found' },
    ];
    const answered = await chat('mistral-medium-3', { messages, logit_bias: { '1': 1 }, max_completion_tokens: 9 });
    expect(answered).toMatchObject({ status: 200 });
    expect(answered.headers['x-tollgate-warning']).toBe('logit_bias: This provider does not take it.');
  });

  it('words its refusals itself', async () => {
    const answered = await chat('mistral-medium-3', { top_k: 5 });
    expect(answered).toMatchObject({
      status: 422,
      json: { error: { type: 'invalid_request_error', message: 'top_k: Extra inputs are not permitted' } },
    });
  });
});

describe('a deployment of the project’s own', () => {
  it('is called at its endpoint, without a name of a model', async () => {
    const answered = await chat(DEPLOYED);
    expect(sent()?.path).toBe(`${PROJECT}/endpoints/1234567890/chat/completions`);
    expect(sent()?.json).toEqual({ messages: TURNS });
    expect(await world.row(answered.id)).toMatchObject({ ai_model: DEPLOYED, unpriced: true, is_success: true });
    expect(await message('endpoints.mg-endpoint-6e36e7de')).toMatchObject({ status: 200, json: { type: 'message' } });
  });

  it('is refused where its id would lead elsewhere, before anybody is called', async () => {
    for (const id of ['..', '../openapi', 'a%2f..%2fb', 'ü', 'a/b', 'a?b', 'x'.repeat(200)]) {
      expect(await chat(`endpoints/${id}`)).toMatchObject({
        status: 404,
        json: { error: { code: 'model_not_found' } },
      });
    }
    expect(world.calls()).toEqual([]);
  });
});

describe('Vertex AI’s own paths', () => {
  const raw = (path: string, body: object, asked: Asked = {}): Promise<Answered> =>
    world.ask({ path: `/v1/projects/_/locations/_/${path}`, body, ...asked });

  it('of Chat Completions are governed, logged and priced like any other', async () => {
    const answered = await raw('endpoints/openapi/chat/completions', { model: DEEPSEEK, messages: TURNS });
    expect(sent()?.path).toBe(`${PROJECT}/endpoints/openapi/chat/completions`);
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'chatComplete',
      ai_model: DEEPSEEK,
      is_proxy_call: true,
      cost_nano_usd: 17_248,
    });
    const denied = await raw(
      'endpoints/openapi/chat/completions',
      { model: DEEPSEEK, messages: [{ role: 'user', content: 'Aurora' }] },
      { provider: null, headers: { 'x-portkey-config': 'pc-guarded' } },
    );
    expect(denied).toMatchObject({ status: 446 });
  });

  it('of Mistral take Mistral’s body as it is', async () => {
    const body = { model: 'mistral-medium-3', messages: TURNS, random_seed: 7, stream: true };
    const answered = await raw('publishers/mistralai/models/mistral-medium-3%40001:streamRawPredict', body);
    expect(sent()?.path).toBe(`${PROJECT}/publishers/mistralai/models/mistral-medium-3@001:streamRawPredict`);
    expect(sent()?.json).toEqual(body);
    expect(await world.row(answered.id)).toMatchObject({ stream_mode: 1, output_tokens: 6, is_proxy_call: true });
  });

  it('of a deployment keep the name in the body', async () => {
    const answered = await raw('endpoints/1234567890/chat/completions', { model: 'my-model', messages: TURNS });
    expect(sent()?.json).toEqual({ model: 'my-model', messages: TURNS });
    expect(await world.row(answered.id)).toMatchObject({ ai_model: DEPLOYED });
  });
});

it('the list of models and explain know them', async () => {
  const listed = await world.ask({
    method: 'GET',
    path: '/v1/models',
    body: null,
    headers: { 'anthropic-version': null },
  });
  expect(recordsIn(listed.json['data']).map(({ id }) => id)).toContain(LLAMA);
  const config = { provider: '@vertex-prod' };
  const explained = await world.admin('POST', '/v1/configs/explain', {
    config,
    request: { path: '/v1/messages', headers: {}, body: { model: MISTRAL, max_tokens: 1, messages: TURNS } },
  });
  expect(isRecord(explained) && JSON.stringify(explained)).toContain(MISTRAL);
});
