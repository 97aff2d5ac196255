import { afterEach, describe, expect, it } from 'vitest';
import { emptyUsage } from '../../wire/usage.ts';
import { useImported } from '../imported.ts';
import { factsWithImports } from '../facts-with-imports.ts';
import { PRICE_BOOK_VERSION, priceBookVersion, priceOf } from '../price-book.ts';
import { readCatalog } from './read-catalog.ts';

const read = (json: unknown, provider: string | null = null) => readCatalog(json, { name: 'prices.json', provider });

function cost(platform: string, model: string, meters: Record<string, number>): unknown {
  return priceOf({ platform, model, region: null, usage: { ...emptyUsage(), meters } });
}

afterEach(() => useImported(null));

describe('a published catalog', () => {
  it('of LiteLLM is read: prices of a token, tiers, context, capabilities, the end of a model', () => {
    const found = read({
      sample_spec: { litellm_provider: 'one of …' },
      'gemini/gemini-9-pro': {
        litellm_provider: 'gemini',
        input_cost_per_token: 1.25e-6,
        input_cost_per_token_above_200k_tokens: 2.5e-6,
        output_cost_per_token: 1e-5,
        cache_read_input_token_cost: 3.1e-7,
        max_input_tokens: 1_048_576,
        max_output_tokens: 65_535,
        supported_modalities: ['text', 'image'],
        supports_function_calling: true,
        supports_audio_output: false,
        deprecation_date: '2027-01-31',
      },
      broken: { input_cost_per_token: 1 },
    });
    expect(found).toMatchObject({ format: 'litellm', models: 1, leftOut: ['broken: no litellm_provider'] });
    expect(found.catalog.platforms['google']?.['gemini-9-pro']).toEqual({
      price: {
        input_tokens: { base: 1_250_000, above: 2_500_000, threshold: 200_000 },
        output_tokens: 10_000_000,
        cache_read_tokens: 310_000,
      },
      contextTokens: 1_048_576,
      maxOutputTokens: 65_535,
      modalities: ['text', 'image'],
      capabilities: ['function-calling'],
      deprecatedOn: '2027-01-31',
    });
  });

  it('of Portkey is read: a file of one provider in cents, or all of them flat in dollars per million', () => {
    const paid = {
      request_token: { price: 0.0003 },
      response_token: { price: 0.0015 },
      cache_read_input_token: { price: 0.00003 },
      additional_units: { cache_write_1h: { price: 0.0006 }, web_search: { price: 1 } },
    };
    const one = { default: {}, 'claude-9': { pricing_config: { pay_as_you_go: paid } } };
    const row = {
      input_tokens: 3_000_000,
      output_tokens: 15_000_000,
      cache_read_tokens: 300_000,
      cache_write_1h_tokens: 6_000_000,
      web_search_requests: 10_000_000_000,
    };
    expect(read(one, 'vertex-ai').catalog.platforms['vertex']?.['claude-9']?.price).toEqual(row);
    expect(() => read(one)).toThrow(/--provider/);
    const flat = {
      request_token: 3,
      response_token: 15,
      cache_read_input_token: 0.3,
      unit_cache_write_1h: 6e-6,
      unit_web_search: 0.01,
    };
    expect(
      read({ providers: { 'vertex-ai': { 'claude-9': flat } } }).catalog.platforms['vertex']?.['claude-9']?.price,
    ).toEqual(row);
  });

  it('of genai-prices is read: rules that name a model, tiers, the last price that has begun', () => {
    const model = {
      id: 'gpt-9',
      match: { or: [{ equals: 'gpt-9' }, { equals: 'gpt-9-2027-01-01' }, { starts_with: 'gpt-9-x' }] },
      context_window: 400_000,
      prices: [
        { prices: { input_mtok: 9 } },
        {
          constraint: { start_date: '2026-01-01' },
          prices: {
            input_mtok: { base: 2, tiers: [{ start: 200_000, price: 4 }] },
            output_mtok: 8,
            web_searches_kcount: 10,
          },
        },
      ],
    };
    const night = {
      id: 'owl',
      match: { equals: 'owl' },
      prices: [{ constraint: { type: 'time_of_date' }, prices: {} }],
    };
    const found = read([{ id: 'openai', models: [model, night] }]);
    expect(found.leftOut).toHaveLength(1);
    expect(Object.keys(found.catalog.platforms['openai'] ?? {})).toEqual(['gpt-9', 'gpt-9-2027-01-01']);
    expect(found.catalog.platforms['openai']?.['gpt-9']).toMatchObject({
      contextTokens: 400_000,
      price: {
        input_tokens: { base: 2_000_000, above: 4_000_000, threshold: 200_000 },
        output_tokens: 8_000_000,
        web_search_requests: 10_000_000_000,
      },
    });
  });

  it.each([[[]], [{ a: 1 }], [{ a: { b: 1 } }], ['text'], [null]])('%j is none, or holds nothing', (json) => {
    const act = () => read(json).models;
    if (Array.isArray(json)) expect(act()).toBe(0);
    else expect(act).toThrow(/shape|no JSON/);
  });
});

describe('what was imported', () => {
  it('goes before the price of the release, completes it, and is named in the version', () => {
    const before = cost('openai', 'gpt-5.1', { input_tokens: 1_000_000 });
    useImported(read({ providers: { openai: { 'gpt-5.1': { request_token: 7, response_token: 9 } } } }).catalog);
    expect(cost('openai', 'GPT-5.1', { input_tokens: 1_000_000 })).toEqual({ costNanoUsd: 7_000_000_000 });
    expect(cost('openai', 'gpt-5.1', { cache_read_tokens: 1_000_000 })).toHaveProperty('costNanoUsd');
    expect(priceBookVersion()).toBe(`${PRICE_BOOK_VERSION}+portkey:prices.json`);
    useImported(null);
    expect(cost('openai', 'gpt-5.1', { input_tokens: 1_000_000 })).toEqual(before);
    expect(priceBookVersion()).toBe(PRICE_BOOK_VERSION);
  });

  it('makes an unknown model priced, and its bound of output known', () => {
    expect(cost('groq', 'brand-new', { input_tokens: 10 })).toHaveProperty('unpriced');
    useImported(
      read({ 'groq/brand-new': { litellm_provider: 'groq', input_cost_per_token: 1e-7, max_output_tokens: 4096 } })
        .catalog,
    );
    expect(cost('groq', 'brand-new', { input_tokens: 10 })).toEqual({ costNanoUsd: 1000 });
    expect(factsWithImports('groq', 'brand-new').maxOutputTokens).toBe(4096);
    expect(cost('openai', 'brand-new', { input_tokens: 10 })).toHaveProperty('unpriced');
  });
});
