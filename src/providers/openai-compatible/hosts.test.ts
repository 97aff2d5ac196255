import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { SettingsError } from '../provider.ts';
import { openaiCompatible } from './index.ts';
import { quirksOfOpenai } from '../../wire/dialects/openai-chat/quirks.ts';
import { OPENAI_COMPATIBLE } from './rows.data.ts';

const KEY = 'sk-test-0123456789';

/** Whatever a row's address asks for. */
function settingsFor({ placeholders = [], baseUrl }: (typeof OPENAI_COMPATIBLE)[number]): Record<string, string> {
  const named = Object.fromEntries(placeholders.map(({ name }) => [name, 'acme-1']));
  return baseUrl === null ? { custom_host: 'http://10.0.0.1:8000/v1' } : named;
}

const call = (json: string) => ({
  dialect: 'openai-chat',
  operation: 'generate' as const,
  model: 'm',
  stream: false,
  document: scanDocument(Buffer.from(json)),
  headers: {},
  forwarded: {},
  facts: factsFor('openai', 'm'),
  refused: { betas: new Set<string>(), fields: new Set<string>() },
  raw: false,
});

function connect(id: string, configurations: Record<string, unknown> = {}) {
  const provider = openaiCompatible.find((one) => one.id === id);
  if (provider === undefined) throw new Error(`There is no row ${id}.`);
  return provider.connect({ key: KEY, configurations });
}

describe('a row', () => {
  it('has an id of its own, as every other', () => {
    const ids = OPENAI_COMPATIBLE.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids.length).toBeGreaterThan(80);
  });

  it.each(OPENAI_COMPATIBLE)('$id goes to an address without a query, with its key in a header', (row) => {
    const connection = connect(row.id, settingsFor(row));
    const { url, headers } = connection.build(call('{"model":"m","messages":[]}'));
    expect(new URL(url)).toMatchObject({ username: '', search: '' });
    expect(url).toMatch(/^https?:\/\/[^{}]+\/chat\/completions$/);
    expect(connection.auth).toMatchObject({ type: 'header', value: expect.stringContaining(KEY) as string });
    expect(Object.values(headers)).not.toContain(KEY);
  });

  it('takes nothing into its address that would lead elsewhere', () => {
    for (const account of ['', 'evil.example/x', 'a@b', '..', 'a?b', undefined]) {
      const act = () => connect('cortex', { snowflake_account: account });
      expect(act, String(account)).toThrow(SettingsError);
    }
    expect(connect('cortex', { snowflake_account: 'acme-1' }).build(call('{}')).url).toBe(
      'https://acme-1.snowflakecomputing.com/api/v2/cortex/v1/chat/completions',
    );
  });

  it('of a host of one’s own needs its address', () => {
    expect(() => connect('vllm')).toThrow(expect.objectContaining({ field: 'custom_host' }) as Error);
  });

  it.each<[string, object, object]>([
    ['mistral-ai', { seed: 7, n: 1, user: 'u' }, { random_seed: 7, n: 1 }],
    ['fireworks-ai', { max_completion_tokens: 5 }, { max_tokens: 5 }],
    ['groq', { max_completion_tokens: 5, logprobs: true, n: 1 }, { max_completion_tokens: 5 }],
    ['cerebras', { parallel_tool_calls: true, service_tier: 'auto' }, {}],
    ['together-ai', { tools: [], tool_choice: 'none' }, {}],
    ['moonshot', { temperature: 1.3 }, { temperature: 1 }],
    ['openai-compatible', { max_completion_tokens: 5, user: 'u' }, { max_completion_tokens: 5, user: 'u' }],
  ])('of %s gets a body of Chat Completions as the host takes it', (id, members, expected) => {
    const configurations = id === 'openai-compatible' ? { custom_host: 'http://10.0.0.1/v1' } : {};
    const { body } = connect(id, configurations).build(call(JSON.stringify({ model: 'm', ...members })));
    expect(JSON.parse(Buffer.concat(body).toString())).toEqual({ model: 'm', ...expected });
  });

  it.each<[string, string, object, string]>([
    ['together-ai', 'm', { tool_choice: 'required' }, 'tool_choice'],
    ['groq', 'm', { n: 2 }, 'n'],
    ['perplexity-ai', 'm', { tools: [{ type: 'function' }] }, 'tools'],
    ['x-ai', 'grok-4.3', { stop: 'x' }, 'stop'],
  ])('of %s refuses a constraint that the host does not keep', (id, model, members, param) => {
    const act = () => connect(id).build({ ...call(JSON.stringify({ model, ...members })), model });
    expect(act).toThrow(expect.objectContaining({ native: expect.objectContaining({ param }) as object }) as Error);
  });

  it('of Grok’s models that do not reason takes what the others refuse', () => {
    const model = 'grok-4-fast-non-reasoning';
    const json = JSON.stringify({ model, stop: 'x' });
    expect(Buffer.concat(connect('x-ai').build({ ...call(json), model }).body).toString()).toBe(json);
  });

  it('of OpenAI gets the limit by the name that a reasoning model takes', () => {
    const sent = (model: string): unknown => {
      const { body } = connect('openai').build({ ...call(JSON.stringify({ model, max_tokens: 5 })), model });
      return JSON.parse(Buffer.concat(body).toString());
    };
    expect(sent('gpt-5.1')).toEqual({ model: 'gpt-5.1', max_completion_tokens: 5 });
    expect(sent('gpt-4o')).toEqual({ model: 'gpt-4o', max_tokens: 5 });
  });
});

describe('what OpenAI’s models take', () => {
  it.each([
    ['gpt-4o', { takesCustomTools: false }],
    ['gpt-5-chat-latest', { takesCustomTools: false }],
    ['o3-mini', { takesSampling: false, efforts: ['low', 'medium', 'high'] }],
    ['gpt-5', { takesSampling: false, efforts: ['minimal', 'low', 'medium', 'high'] }],
    ['gpt-5.1', { takesSampling: false, efforts: ['none', 'low', 'medium', 'high', 'xhigh'] }],
    ['gpt-6-sol', { takesSampling: false }],
  ])('is known of %s', (model, quirks) => {
    expect(quirksOfOpenai(model)).toMatchObject(quirks);
  });
});
