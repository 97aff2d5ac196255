import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { nativeCall } from '../claude-platform.suite.ts';
import { openaiCompatible } from './index.ts';

function connect(id: string, configurations: Record<string, unknown> = {}) {
  const provider = openaiCompatible.find((one) => one.id === id);
  if (provider === undefined) throw new Error(`There is no provider ${id}.`);
  return provider.connect({ key: 'sk-test', configurations });
}

const call = (body: object, over: Partial<Parameters<typeof nativeCall>[0]> = {}) =>
  nativeCall({ json: JSON.stringify(body), model: 'deepseek-chat', ...over }, (model) => factsFor('deepseek', model));

const BODY = { model: 'deepseek-chat', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] };

describe('a host that speaks Anthropic’s Messages too', () => {
  it.each([
    ['deepseek', 'https://api.deepseek.com/anthropic/v1/messages'],
    ['moonshot', 'https://api.moonshot.ai/anthropic/v1/messages'],
    ['minimax', 'https://api.minimax.io/anthropic/v1/messages'],
    ['z-ai', 'https://api.z.ai/api/anthropic/v1/messages'],
  ])('%s gets the body as it came', (id, url) => {
    const connection = connect(id);
    expect(connection.speaks('m').map((dialect) => dialect.id)).toContain('anthropic-messages');
    const request = connection.build(call(BODY));
    expect(request.url).toBe(url);
    expect(Buffer.concat(request.body).toString()).toBe(JSON.stringify(BODY));
    expect(request.headers).toMatchObject({ 'anthropic-version': '2023-06-01' });
  });

  it('does not speak it at a host of one’s own, of which nothing is known', () => {
    const dialects = connect('deepseek', { custom_host: 'http://10.0.0.1/v1' }).speaks('m');
    expect(dialects.map((dialect) => dialect.id)).toEqual(['openai-chat']);
  });

  it('gets no effort where thinking is off, which it refuses, and the caller is informed', () => {
    const off = { ...BODY, thinking: { type: 'disabled' }, output_config: { effort: 'low' } };
    const { body, notes } = connect('deepseek').build(call(off));
    expect(JSON.parse(Buffer.concat(body).toString())).not.toHaveProperty('output_config');
    expect(notes).toEqual(['output_config dropped']);
    const format = { ...off, output_config: { effort: 'low', format: {} } };
    expect(connect('deepseek').build(call(format)).notes).toEqual([]);
  });
});

describe('a host of one’s own that speaks Anthropic’s Messages', () => {
  it('is asked below its address, with its key where it wants it', () => {
    const host = { custom_host: 'http://10.0.0.1:4000/v1/' };
    const connection = connect('anthropic-compatible', host);
    expect(connection.build(call(BODY)).url).toBe('http://10.0.0.1:4000/v1/messages');
    expect(connection.build(call(BODY, { operation: 'count-tokens' })).url).toBe(
      'http://10.0.0.1:4000/v1/messages/count_tokens',
    );
    expect(connection.auth).toMatchObject({ name: 'x-api-key', value: 'sk-test' });
    expect(connect('anthropic-compatible', { ...host, key_header: 'authorization' }).auth).toMatchObject({
      name: 'authorization',
      value: 'Bearer sk-test',
    });
    expect(connection.tenantUrls).toHaveLength(1);
  });

  it.each([
    ['custom_host', {}],
    ['key_header', { custom_host: 'http://x', key_header: 'cookie' }],
  ])('is refused at %s', (field, configurations) => {
    expect(() => connect('anthropic-compatible', configurations)).toThrow(expect.objectContaining({ field }) as Error);
  });
});

describe('Azure AI Foundry', () => {
  const foundry = (more: object = {}) => connect('azure-ai', { azure_resource_name: 'acme', ...more });

  it('serves Claude in Anthropic’s dialect and everything else in OpenAI’s', () => {
    const claude = call({ ...BODY, model: 'claude-opus-4-8' }, { model: 'claude-opus-4-8' });
    expect(foundry().build(claude).url).toBe('https://acme.services.ai.azure.com/anthropic/v1/messages');
    expect(
      foundry()
        .speaks('claude-opus-4-8')
        .map(({ id }) => id),
    ).toEqual(['anthropic-messages']);
    const gpt = call(BODY, { dialect: 'openai-chat', model: 'gpt-5.1' });
    expect(foundry().build(gpt).url).toBe('https://acme.services.ai.azure.com/openai/v1/chat/completions');
    expect(foundry().auth).toMatchObject({ type: 'header', name: 'api-key' });
  });

  it('goes by its deployment, and to another host, where the settings say so', () => {
    const other = foundry({
      azure_foundry_url: 'https://acme.services.ai.azure.us/models',
      azure_deployment_name: 'my-claude',
    });
    const request = other.build(call(BODY, { model: 'anything' }));
    expect(request.url).toBe('https://acme.services.ai.azure.us/anthropic/v1/messages');
    expect(request.model).toBe('my-claude');
    expect(other.pathTo({ operation: 'rerank', path: '/rerank', query: '', model: 'm' })?.url).toContain(
      '/providers/cohere/v2/rerank',
    );
  });
});
