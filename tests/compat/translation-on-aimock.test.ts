/** Every dialect against upstreams that we did not write: `@copilotkit/aimock` speaks all of them, Bedrock's binary frames included. Installed on demand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AIMOCK_VERSION, startMock } from './aimock.ts';
import { openWorld, type World } from '../e2e/world.ts';

const mock = await startMock();

const PROVIDERS = [
  { id: 'openai', model: 'gpt-4o', key: 'sk-mock', settings: (url: string) => ({ custom_host: `${url}/v1` }) },
  { id: 'google', model: 'gemini-2.5-flash', key: 'AIza-mock', settings: (url: string) => ({ custom_host: url }) },
  {
    id: 'bedrock',
    model: 'anthropic.claude-3-haiku-20240307-v1:0',
    key: 'ABSK-mock',
    settings: (url: string) => ({ custom_host: url, aws_region: 'us-east-1' }),
  },
  {
    // By deployment and dated version, a path that only Azure has.
    id: 'azure-openai',
    model: 'gpt-4o',
    key: 'azure-mock',
    settings: (url: string) => ({ custom_host: url, azure_api_version: '2024-10-21' }),
  },
  {
    id: 'cohere',
    model: 'command-a-03-2025',
    key: 'co-mock',
    settings: (url: string) => ({ custom_host: `${url}/compatibility/v1` }),
  },
  {
    id: 'vertex-ai',
    model: 'gemini-2.5-flash',
    key: '',
    settings: (url: string) => ({
      custom_host: url,
      vertex_auth_type: 'basic',
      vertex_project_id: 'acme',
      vertex_region: 'us-central1',
    }),
  },
];

const TOOLS = [
  { name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } },
  { name: 'now', input_schema: { type: 'object', properties: {} } },
];
const CALLS = [
  { name: 'get_weather', arguments: '{"city":"Köln"}' },
  { name: 'now', arguments: '{}' },
];

let world: World;

describe.skipIf(mock === undefined)(`aimock ${AIMOCK_VERSION}`, () => {
  beforeAll(async () => {
    if (mock === undefined) throw new Error('The package is not installed.');
    mock.onMessage('say hello', { content: 'Hi there ✓ 📁!' });
    mock.onMessage('call both', { toolCalls: CALLS });
    mock.onMessage('too fast', { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429 });
    mock.onRerank('capital', [
      { index: 1, relevance_score: 0.9 },
      { index: 0, relevance_score: 0.1 },
    ]);
    world = await openWorld();
    for (const { id, key, settings } of PROVIDERS) {
      const integration = await world.admin('POST', '/v1/integrations', {
        name: id,
        slug: `${id}-mock`,
        ai_provider_id: id,
        ...(key === '' ? {} : { key }),
        configurations: settings(mock.url),
      });
      await world.admin('POST', '/v1/providers', { name: id, slug: `mock-${id}`, integration_id: integration['slug'] });
    }
  });
  afterAll(() => Promise.all([world.close(), mock?.stop()]));

  const messages = (text: string) => [{ role: 'user', content: text }];
  const post = async (path: string, provider: string, body: object): Promise<Response> =>
    fetch(`${world.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-portkey-api-key': world.key,
        // The caller's own token, where the provider has no credential.
        authorization: 'Bearer ya29.mock',
        'x-portkey-provider': `@mock-${provider}`,
      },
      body: JSON.stringify(body),
    });

  it('ranks documents by Cohere’s own path', async () => {
    const body = { model: 'rerank-v3.5', query: 'capital of France', documents: ['Rome', 'Paris'] };
    const ranked: unknown = await (await post('/v1/rerank', 'cohere', body)).json();
    expect(ranked).toMatchObject({ results: [{ index: 1, relevance_score: 0.9 }, { index: 0 }] });
  });

  describe.each(PROVIDERS)('$id', ({ id, model }) => {
    const ask = (text: string, more: object = {}) =>
      post('/v1/messages', id, { model, max_tokens: 100, messages: messages(text), ...more });

    it('answers Messages, whole and as a stream', async () => {
      expect(await (await ask('say hello')).json()).toMatchObject({
        type: 'message',
        content: [{ type: 'text', text: 'Hi there ✓ 📁!' }],
        stop_reason: 'end_turn',
      });
      const text = await (await ask('say hello', { stream: true })).text();
      expect(text).toMatch(/^event: message_start\n/);
      expect(text).toMatch(/event: message_stop\ndata: .*\n\n$/);
      expect(textIn(text)).toBe('Hi there ✓ 📁!');
    });

    it('calls two tools at once, whole and as a stream', async () => {
      expect(await (await ask('call both', { tools: TOOLS })).json()).toMatchObject({
        content: [
          { type: 'tool_use', name: 'get_weather', input: { city: 'Köln' } },
          { type: 'tool_use', name: 'now', input: {} },
        ],
        stop_reason: 'tool_use',
      });
      const text = await (await ask('call both', { tools: TOOLS, stream: true })).text();
      expect([...text.matchAll(/"type":"tool_use","id":"[^"]+","name":"(\w+)"/g)].map(([, name]) => name)).toEqual([
        'get_weather',
        'now',
      ]);
      expect(text).toContain('"stop_reason":"tool_use"');
    });

    it('reports a rate limit as Anthropic does', async () => {
      const answered = await ask('too fast');
      expect(answered.status).toBe(429);
      expect(await answered.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
    });

    it('answers Responses as well', async () => {
      const body = { model, input: 'say hello', store: false };
      expect(await (await post('/v1/responses', id, body)).json()).toMatchObject({
        object: 'response',
        status: 'completed',
        output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi there ✓ 📁!' }] }],
      });
      const text = await (await post('/v1/responses', id, { ...body, stream: true })).text();
      expect(text).toContain('response.output_text.delta');
      expect(text).toMatch(/"type":"response\.completed".*\n\n$/s);
    });

    it('answers Chat Completions as well', async () => {
      const body = { model, messages: messages('say hello'), stream: true, stream_options: { include_usage: true } };
      const text = await (await post('/v1/chat/completions', id, body)).text();
      expect(text).toMatch(/^data: \{.*"chat\.completion\.chunk"/);
      expect(text).toMatch(/data: \[DONE\]\n\n$/);
      expect(
        [...text.matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)]
          .map(([, piece]) => JSON.parse(`"${piece ?? ''}"`) as string)
          .join(''),
      ).toBe('Hi there ✓ 📁!');
    });
  });
});

function textIn(stream: string): string {
  return [...stream.matchAll(/"type":"text_delta","text":("(?:[^"\\]|\\.)*")/g)]
    .map(([, text]) => JSON.parse(text ?? '""') as string)
    .join('');
}
