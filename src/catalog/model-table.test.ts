import { describe, expect, it } from 'vitest';
import { METERS } from '../wire/usage.ts';
import { readModelLine, writeModelLine } from './model-line.ts';
import { findBySpelling, MODEL_SOURCES, TABLE_PLATFORMS, tableModels } from './model-table.ts';
import { findPriceRow } from './price-book.ts';
import table from './models.gen.json' with { type: 'json' };

const ALL = TABLE_PLATFORMS.flatMap((platform) => tableModels(platform).map((model) => ({ platform, model })));

describe('the table of models', () => {
  it('has more than 1,600 models with a price, on more than 50 platforms', () => {
    const priced = ALL.filter(({ model }) => model.price !== null);
    expect(priced.length).toBeGreaterThan(6000);
    expect(new Set(priced.map(({ model }) => model.id.replace(/^.*\//, '').toLowerCase())).size).toBeGreaterThan(1600);
    expect(TABLE_PLATFORMS.length).toBeGreaterThan(50);
  });

  it('knows the context window of most, and the last day of hundreds', () => {
    expect(ALL.filter(({ model }) => model.contextTokens !== null).length).toBeGreaterThan(4000);
    expect(ALL.filter(({ model }) => model.endsOn !== null).length).toBeGreaterThan(300);
  });

  it('names a source for every price, and never takes a list for both', () => {
    for (const { platform, model } of ALL) {
      const { id, price, sources, differs } = model;
      expect(sources.length > 0, `${platform} ${id}`).toBe(price !== null);
      for (const source of [...sources, ...differs.map((one) => one.source)])
        expect(MODEL_SOURCES[source]).toBeDefined();
      expect(differs.filter(({ source }) => sources.includes(source))).toEqual([]);
    }
  });

  it('has whole, positive amounts, and free models by name alone', () => {
    for (const { platform, model } of ALL) {
      for (const [meter, rate] of Object.entries(model.price ?? {})) {
        const amounts = typeof rate === 'object' && rate !== null ? [rate.base, rate.above] : [rate];
        for (const amount of amounts)
          expect(Number.isSafeInteger(amount), `${platform} ${model.id} ${meter}`).toBe(true);
      }
      const { [METERS.input]: input, [METERS.output]: output } = model.price ?? {};
      if (input === 0 && output === 0) expect(model.id).toMatch(/:free$/);
    }
  });

  it('is read and written alike', () => {
    for (const line of Object.values(table.platforms).flat()) expect(writeModelLine(readModelLine(line))).toBe(line);
  });
});

/** Dollars per million tokens of input; null = no price. */
const SPELLINGS: readonly (readonly [platform: string, name: string, dollars: number | null])[] = [
  ['openai', 'gpt-4o', 2.5],
  ['openai', 'GPT-4o', 2.5],
  ['openai', 'gpt-4o-2024-08-06', 2.5],
  ['openai', 'gpt-4o-2024-05-13', 5],
  ['openai', 'openai/gpt-4o', 2.5],
  ['openai', 'gpt-4.1-mini', 0.4],
  ['openai', 'gpt-4-1-mini', 0.4],
  ['openai', 'gpt-4.1-mini-latest', 0.4],
  ['openai', 'text-embedding-3-small', 0.02],
  ['azure-openai', 'gpt-4o', 2.5],
  ['azure-openai', 'gpt-4.1-mini', 0.4],
  ['azure-openai', 'gpt-5', 1.25],
  ['azure-openai', 'gpt-5-2025-08-07', 1.25],
  ['azure-openai', 'gpt-35-turbo', 0.5],
  ['azure-openai', 'Llama-3.3-70B-Instruct', 0.71],
  ['azure-openai', 'DeepSeek-V3-0324', 1.14],
  ['azure-openai', 'my-deployment', null],
  ['bedrock', 'amazon.nova-pro-v1:0', 0.8],
  ['bedrock', 'us.amazon.nova-pro-v1:0', 0.8],
  ['bedrock', 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0', 0.8],
  ['bedrock', 'us.meta.llama3-3-70b-instruct-v1:0', 0.72],
  ['bedrock', 'meta.llama3-3-70b-instruct-v1:0', 0.72],
  ['bedrock', 'anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3],
  ['bedrock', 'deepseek.r1-v1:0', 1.35],
  ['google', 'gemini-2.5-flash', 0.3],
  ['google', 'models/gemini-2.5-flash', 0.3],
  ['google', 'gemini-2.5-flash-lite', 0.1],
  ['vertex', 'google/gemini-2.5-flash', 0.3],
  ['vertex', 'publishers/google/models/gemini-2.5-flash', 0.3],
  ['vertex', 'gemini-2.5-flash@default', 0.3],
  ['groq', 'llama-3.3-70b-versatile', 0.59],
  ['groq', 'openai/gpt-oss-120b', 0.15],
  ['mistral-ai', 'mistral-large-latest', 0.5],
  ['mistral-ai', 'codestral', 0.3],
  ['x-ai', 'grok-4-latest', 3],
  ['x-ai', 'grok-4-0709', 3],
  ['fireworks-ai', 'accounts/fireworks/models/deepseek-r1-0528', 3],
  ['openrouter', 'openai/gpt-4o', 2.5],
  ['together-ai', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 1.04],
  ['cohere', 'command-r-plus-08-2024', 2.5],
  ['perplexity-ai', 'sonar-deep-research', null],
  ['deepinfra', 'meta-llama/Llama-3.3-70B-Instruct', 0.23],
  ['anthropic', 'claude-sonnet-4.5@20250929', 3],
  ['groq', 'llama-9-9b', null],
];

describe('a price by any spelling', () => {
  it.each(SPELLINGS)('%s %s: $%d per million tokens of input', (platform, name, dollars) => {
    const rate = findPriceRow(platform, name)?.[METERS.input] ?? null;
    const base = typeof rate === 'object' && rate !== null ? rate.base : rate;
    expect(base === null ? null : base / 1e6).toBe(dollars);
  });

  it('is found on that platform alone, and takes no name from outside for a member of an object', () => {
    for (const name of ['__proto__', 'constructor', '', 'x'.repeat(300)]) {
      for (const platform of ['openai', '__proto__', 'toString']) expect(findBySpelling(platform, name)).toBeNull();
    }
    expect(findBySpelling('groq', 'gpt-4o')).toBeNull();
  });
});
