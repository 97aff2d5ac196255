import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openaiError, startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import { isRecord, recordsIn, type JsonRecord } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text as said, thinking } from '../../testkit/upstream/scripted-message.ts';
import { openWorld } from './world.ts';
import type { Asked, World } from './world.ts';

let world: World;
let openai: FakeOpenai;

beforeAll(async () => {
  [world, openai] = await Promise.all([openWorld(), startFakeOpenai()]);
  const integration = await world.admin('POST', '/v1/integrations', {
    name: 'OpenAI',
    ai_provider_id: 'openai',
    key: 'sk-the-operators-own',
    configurations: { custom_host: `${openai.url}/v1` },
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

const CALL = { model: 'gpt-5.1', max_tokens: 100, messages: [{ role: 'user', content: 'Hi ü' }] };

describe('Messages on a provider that speaks Chat Completions', () => {
  const ask = (asked: Asked = {}) => world.ask({ provider: '@openai-prod', body: CALL, ...asked });

  it('of many megabytes go there whole, and an answer of megabytes comes back whole', async () => {
    const text = `ü${'x'.repeat(3_000_000)}`;
    openai.onCompletions(() => ({
      status: 200,
      body: {
        choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
      },
    }));
    const answered = await ask({ body: { ...CALL, messages: [{ role: 'user', content: text }] } });
    expect(openai.calls[0]?.json).toMatchObject({ messages: [{ role: 'user', content: text }] });
    expect(answered.json).toMatchObject({
      type: 'message',
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
    });
    expect(await world.row(answered.id)).toMatchObject({ input_tokens: 3, output_tokens: 2, is_success: true });
  });

  it('of more values than are parsed are refused in the words of the caller’s API, before any provider is called', async () => {
    const content = Array.from({ length: 40_000 }, () => ({ type: 'text', text: 'b' }));
    const refused = await ask({ body: { ...CALL, messages: [{ role: 'user', content }] } });
    expect(refused).toMatchObject({ status: 413, json: { type: 'error', error: { type: 'request_too_large' } } });
    expect(refused.message).toContain('more than 200000 values');
    expect(openai.calls).toEqual([]);
  });

  it('go there as a completion, and come back as a message, with the usage of both kinds of input', async () => {
    const answered = await ask();
    expect(openai.calls[0]?.json).toEqual({
      model: 'gpt-5.1',
      messages: [{ role: 'user', content: 'Hi ü' }],
      max_completion_tokens: 100,
    });
    expect(answered.json).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'gpt-5.1',
      content: [{ type: 'text', text: 'Hello from the simulated OpenAI.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 12, cache_read_input_tokens: 8, output_tokens: 6 },
    });
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'messages',
      ai_model: 'gpt-5.1',
      input_tokens: 12,
      cache_read_tokens: 8,
      output_tokens: 6,
      is_success: true,
    });
  });

  it('stream event by event in Anthropic’s dialect, though the client never asked for the usage', async () => {
    const answered = await ask({ body: { ...CALL, stream: true } });
    expect(openai.calls[0]?.json).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(answered.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(answered.events).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(answered.text).toContain('"stop_reason":"end_turn"');
    expect(answered.text).toContain('"output_tokens":6');
  });

  it('report what the upstream has no place for, in a header and in the log', async () => {
    const answered = await ask({ body: { ...CALL, top_k: 5, thinking: { type: 'enabled', budget_tokens: 2000 } } });
    expect(openai.calls[0]?.json).toMatchObject({ reasoning_effort: 'low' });
    expect(answered.headers['x-tollgate-warning']).toContain('top_k: OpenAI Chat Completions has no top_k.');
    expect(JSON.stringify(await world.row(answered.id))).toContain('top_k');
  });

  it('are refused with the field by its own name where they are malformed, or insist on what cannot be kept', async () => {
    const malformed = await ask({ body: { ...CALL, messages: [{ role: 'user' }] } });
    expect(malformed).toMatchObject({ status: 400, json: { type: 'error', error: { type: 'invalid_request_error' } } });
    expect(malformed.message).toContain('messages.0.content: Field required');
    const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
    const unkept = await ask({ body: { ...CALL, tools, tool_choice: { type: 'tool', name: 'web_search' } } });
    expect(unkept.status).toBe(400);
    expect(unkept.message).toContain('tool_choice: ');
    expect(openai.calls).toEqual([]);
  });

  it('report an error of the upstream in Anthropic’s dialect, with the words by which Claude Code shortens its history', async () => {
    const message =
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.";
    openai.onCompletions(() =>
      openaiError(400, { message, type: 'invalid_request_error', code: 'context_length_exceeded' }),
    );
    const answered = await ask();
    expect(answered).toMatchObject({ status: 400, json: { type: 'error', error: { type: 'invalid_request_error' } } });
    expect(answered.message).toContain('prompt is too long: 130000 tokens > 128000 maximum');
  });

  it('go on to a provider that speaks Anthropic’s when this one fails, with the conversation as the client sent it', async () => {
    openai.onCompletions(() => openaiError(503, { message: 'The server is overloaded.', type: 'server_error' }));
    const config = {
      strategy: { mode: 'fallback' },
      targets: [
        { provider: '@openai-prod' },
        { provider: '@vertex-prod', override_params: { model: 'claude-sonnet-4-20250514' } },
      ],
    };
    const answered = await ask({ provider: null, headers: { 'x-portkey-config': JSON.stringify(config) } });
    expect(answered).toMatchObject({ status: 200, json: { type: 'message' } });
    expect(world.calls().map(({ json }) => (isRecord(json) ? json['messages'] : null))).toEqual([CALL.messages]);
  });
});

describe('Chat Completions on a host that differs from OpenAI', () => {
  const ask = (members: object) =>
    world.ask({
      path: '/v1/chat/completions',
      provider: '@mistral-prod',
      body: { model: 'mistral-large-latest', messages: [{ role: 'user', content: 'Hi' }], ...members },
    });

  beforeAll(async () => {
    const integration = await world.admin('POST', '/v1/integrations', {
      name: 'Mistral',
      ai_provider_id: 'mistral-ai',
      key: 'sk-the-operators-own',
      configurations: { custom_host: `${openai.url}/v1` },
    });
    const provider = { name: 'Mistral', integration_id: integration['slug'], slug: 'mistral-prod' };
    await world.admin('POST', '/v1/providers', provider);
  });

  it('reach it as it takes them, and what was left out is told in a header and in the log', async () => {
    const answered = await ask({ max_completion_tokens: 7, tool_choice: 'required', tools: [TOOL], user: 'ann' });
    expect(answered.status).toBe(200);
    expect(openai.calls[0]?.json).toMatchObject({ max_tokens: 7, tool_choice: 'any' });
    expect(openai.calls[0]?.json).not.toHaveProperty('user');
    expect(openai.calls[0]?.json).not.toHaveProperty('max_completion_tokens');
    expect(answered.headers['x-tollgate-warning']).toBe('user: This provider does not take it.');
    expect(JSON.stringify(await world.row(answered.id))).toContain('user: This provider does not take it.');
  });

  it('reach it byte for byte where there is nothing that it does not take', async () => {
    const answered = await ask({ max_tokens: 7, temperature: 0.5 });
    expect(answered.headers).not.toHaveProperty('x-tollgate-warning');
    expect(openai.calls[0]?.json).toEqual({
      model: 'mistral-large-latest',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 7,
      temperature: 0.5,
    });
  });
});

const TOOL = { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } };

describe('Chat Completions on Claude by Vertex', () => {
  const body = {
    model: 'claude-sonnet-4-20250514',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi ü' },
    ],
    max_tokens: 100,
  };
  const ask = (asked: Asked = {}) => world.ask({ path: '/v1/chat/completions', body, ...asked });

  it('go there as Messages, and come back as a completion', async () => {
    const answered = await ask();
    expect(world.calls()[0]?.json).toMatchObject({
      anthropic_version: 'vertex-2023-10-16',
      max_tokens: 100,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi ü' }] }],
    });
    expect(answered.json).toMatchObject({ object: 'chat.completion', choices: [{ finish_reason: 'stop' }] });
    expect(await world.row(answered.id)).toMatchObject({ operation: 'chatComplete', is_success: true });
  });

  it('stream in chunks, with the usage at the end where it was asked for', async () => {
    const answered = await ask({ body: { ...body, stream: true, stream_options: { include_usage: true } } });
    expect(answered.text).toMatch(/^data: \{.*"role":"assistant"/);
    expect(answered.text).toMatch(/"choices":\[\],"usage":\{"prompt_tokens":\d+.*\n\ndata: \[DONE\]\n\n$/s);
  });

  it('name a malformed field as OpenAI does', async () => {
    const { status, json } = await ask({ body: { ...body, messages: [{ role: 'user', content: 7 }] } });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      error: { type: 'invalid_request_error', param: 'messages[0].content', code: 'invalid_type' },
    });
  });
});

describe('Responses on Claude by Vertex', () => {
  const body = { model: 'claude-sonnet-4-20250514', instructions: 'Be brief.', input: 'Hi ü', max_output_tokens: 100 };
  const ask = (asked: Asked = {}) => world.ask({ path: '/v1/responses', body, ...asked });

  it('go there as Messages, and come back as a response', async () => {
    const answered = await ask();
    expect(world.calls()[0]?.json).toMatchObject({
      max_tokens: 100,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi ü' }] }],
    });
    expect(answered.json).toMatchObject({ object: 'response', status: 'completed', output: [{ type: 'message' }] });
    expect(await world.row(answered.id)).toMatchObject({ operation: 'createModelResponse', is_success: true });
  });

  it('stream the events of an item from its beginning to its end', async () => {
    const { events, text } = await ask({ body: { ...body, stream: true } });
    expect(events.slice(0, 4)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
    ]);
    expect(events.at(-1)).toBe('response.completed');
    expect(text).toMatch(/"usage":\{"input_tokens":\d+/);
  });

  it('that lie with OpenAI are refused elsewhere, by the name of the field', async () => {
    const { status, json } = await ask({ body: { ...body, previous_response_id: 'resp_1' } });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      error: { param: 'previous_response_id', message: expect.stringContaining('previous_response_id') as string },
    });
  });
});

describe('Chat Completions on a Claude that thinks', () => {
  const body = { model: 'claude-sonnet-4-20250514', messages: CALL.messages, max_tokens: 100 };

  it('bring thinking along, unless a header or the config wants members of OpenAI’s alone; the header wins', async () => {
    world.fake.onMessages(() => answer([thinking('A thought.'), said('Hello.')]));
    const messageOf = async (isStrict: { config?: boolean; header?: string }): Promise<JsonRecord> => {
      const config = { provider: '@vertex-prod', ...(isStrict.config && { strict_open_ai_compliance: true }) };
      const { json } = await world.ask({
        path: '/v1/chat/completions',
        body,
        provider: null,
        headers: {
          'x-portkey-config': JSON.stringify(config),
          ...(isStrict.header !== undefined && { 'x-portkey-strict-open-ai-compliance': isStrict.header }),
        },
      });
      const [choice = {}] = recordsIn(json['choices']);
      return isRecord(choice['message']) ? choice['message'] : {};
    };
    const more = { reasoning_content: 'A thought.', content: 'Hello.' };
    expect(await messageOf({})).toMatchObject(more);
    expect(await messageOf({ config: true, header: 'false' })).toMatchObject(more);
    for (const asked of [{ config: true }, { header: 'true' }]) {
      const message = await messageOf(asked);
      expect(message).toMatchObject({ role: 'assistant', content: 'Hello.' });
      expect(message).not.toHaveProperty('reasoning_content');
      expect(message).not.toHaveProperty('content_blocks');
    }
  });
});
