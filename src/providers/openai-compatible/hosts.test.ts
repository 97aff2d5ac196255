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

  it('renames what the host calls otherwise, and nothing else', () => {
    const body = Buffer.concat(connect('mistral-ai').build(call('{"model":"m", "seed":7,"n":1}')).body).toString();
    expect(JSON.parse(body)).toEqual({ model: 'm', random_seed: 7, n: 1 });
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
