import { readFileSync } from 'node:fs';
import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderOthers, renderPrices } from '../../scripts/refresh-prices.ts';
import { emptyUsage } from '../wire/usage.ts';
import type { Meters, Usage } from '../wire/usage.ts';
import { CLAUDE_MODELS } from './claude-models.data.ts';
import { OVERLAY } from './price-overlay.ts';
import { PRICE_BOOK_VERSION, priceLines, priceOf } from './price-book.ts';
import generated from './prices.gen.json' with { type: 'json' };

const MILLION = 1_000_000;

interface More {
  platform?: string;
  region?: string;
  terms?: Record<string, string>;
}

function priced(model: string, usage: Partial<Usage>, more: More = {}) {
  const { platform = 'vertex', region = 'global', terms = {} } = more;
  return priceOf({ platform, model, region, usage: { ...emptyUsage(), terms, ...usage } });
}

function cost(model: string, meters: Meters, more: More = {}): number | null {
  const price = priced(model, { meters }, more);
  return 'unpriced' in price ? null : price.costNanoUsd;
}

/** Why there is no price. */
function reason(model: string, usage: Partial<Usage>, more: More = {}): string | null {
  const price = priced(model, usage, more);
  return 'unpriced' in price ? price.unpriced : null;
}

const BATCH = { service_tier: 'batch' };

/** Dollars for a million of each; the million is split so that no long-context tier is reached. */
function perMillion(model: string, kind: string, more: More = {}): number | null {
  const one = cost(model, { [kind]: MILLION / 10 }, more);
  return one === null ? null : one / 1e8;
}

describe('the price book', () => {
  it('is what the pinned package says', () => {
    expect(readFileSync(new URL('prices.gen.json', import.meta.url), 'utf8')).toBe(renderPrices());
  });

  it('names its sources in its version', () => {
    expect(PRICE_BOOK_VERSION).toMatch(/^@pydantic\/genai-prices@\d+\.\d+\.\d+\+\d{4}-\d\d-\d\d\.[0-9a-f]{8}$/);
  });

  // The vendors' published lists of 2026-08-21: input, output, cache read, 5-minute write, 1-hour write.
  it.each([
    ['vertex', 'claude-sonnet-4@20250514', 3, 15, 0.3, 3.75, 6],
    ['vertex', 'claude-opus-4-1@20250805', 15, 75, 1.5, 18.75, 30],
    ['vertex', 'claude-sonnet-4-5@20250929', 3, 15, 0.3, 3.75, 6],
    ['vertex', 'claude-haiku-4-5@20251001', 1, 5, 0.1, 1.25, 2],
    ['vertex', 'claude-opus-4-5@20251101', 5, 25, 0.5, 6.25, 10],
    ['vertex', 'claude-opus-4-6', 5, 25, 0.5, 6.25, 10],
    ['vertex', 'claude-sonnet-4-6', 3, 15, 0.3, 3.75, 6],
    ['vertex', 'claude-opus-4-8', 5, 25, 0.5, 6.25, 10],
    ['vertex', 'claude-opus-5', 5, 25, 0.5, 6.25, 10],
    ['vertex', 'claude-sonnet-5', 2, 10, 0.2, 2.5, 4],
    ['vertex', 'claude-fable-5', 10, 50, 1, 12.5, 20],
    ['vertex', 'claude-3-haiku@20240307', 0.25, 1.25, 0.03, 0.3, 0.5],
    ['anthropic', 'claude-opus-4-8', 5, 25, 0.5, 6.25, 10],
    ['anthropic', 'claude-haiku-4-5-20251001', 1, 5, 0.1, 1.25, 2],
    ['anthropic', 'claude-3-5-haiku-20241022', 0.8, 4, 0.08, 1, 1.6],
    ['anthropic', 'claude-3-7-sonnet-20250219', 3, 15, 0.3, 3.75, 6],
    ['anthropic', 'claude-3-sonnet-20240229', 3, 15, 0.3, 3.75, 6],
  ])('%s %s costs what is published', (platform, model, input, output, read, write5m, write1h) => {
    const kinds = [
      'input_tokens',
      'output_tokens',
      'cache_read_tokens',
      'cache_write_5m_tokens',
      'cache_write_1h_tokens',
    ] as const;
    expect(kinds.map((kind) => perMillion(model, kind, { platform }))).toEqual([input, output, read, write5m, write1h]);
  });

  it('charges 10 % more in a region or multi-region, from the 4.5 family on', () => {
    for (const region of ['us-east5', 'eu']) {
      expect(perMillion('claude-opus-4-8', 'input_tokens', { region })).toBe(5.5);
      expect(perMillion('claude-haiku-4-5', 'cache_write_1h_tokens', { region })).toBe(2.2);
      expect(perMillion('claude-sonnet-4', 'input_tokens', { region })).toBe(3);
      expect(perMillion('claude-opus-4-1', 'input_tokens', { region })).toBe(15);
      expect(perMillion('claude-opus-4-8', 'input_tokens', { region, platform: 'anthropic' })).toBe(5);
    }
  });

  it('charges embeddings by their tokens, the same in every region, and guesses no price for those sold otherwise', () => {
    for (const region of ['global', 'us-central1']) {
      expect(perMillion('gemini-embedding-001', 'input_tokens', { region })).toBe(0.15);
    }
    expect(cost('gemini-embedding-001', { input_tokens: 1 }, { platform: 'anthropic' })).toBeNull();
    expect(cost('text-embedding-005', { input_tokens: 1 })).toBeNull();
  });

  it('takes a fifth off embeddings in a batch', () => {
    expect(perMillion('gemini-embedding-001', 'input_tokens', { terms: BATCH })).toBe(0.12);
  });

  it('halves tokens, not searches, in a batch', () => {
    expect(perMillion('claude-opus-4-8', 'output_tokens', { terms: BATCH })).toBe(12.5);
    expect(cost('claude-opus-4-8', { web_search_requests: 3 }, { terms: BATCH, region: 'eu' })).toBe(30_000_000);
  });

  it('charges the whole request at the long-context price once its input, cache included, passes the threshold', () => {
    expect(cost('claude-sonnet-4-5', { input_tokens: 200_000 })).toBe(600_000_000);
    expect(cost('claude-sonnet-4-5', { input_tokens: 1, cache_read_tokens: 200_000, output_tokens: 10 })).toBe(
      6_000 + 120_000_000 + 225_000,
    );
  });

  it('rounds half up, once', () => {
    // 1 token at $0.03 per million is 30 nano-dollars; at 1.1 × $0.5 per million, 550; half of 30 × 1 is 15.
    expect(cost('claude-3-haiku@20240307', { cache_read_tokens: 1 })).toBe(30);
    expect(cost('claude-opus-4-8', { cache_read_tokens: 1 }, { region: 'us' })).toBe(550);
    expect(cost('claude-fable-5-1', { cache_read_tokens: 1 }, { region: 'us', terms: BATCH })).toBe(138);
  });

  it('never takes unknown for free', () => {
    for (const model of ['claude-sonnet-9-5', 'claude-haiku-9', 'my-alias', 'toString', '']) {
      expect(cost(model, { input_tokens: 1 }), model).toBeNull();
    }
    expect(cost('claude-opus-4-8', { input_tokens: 1 }, { platform: 'moon' })).toBeNull();
  });

  it('takes no broken count for a cost', () => {
    for (const input of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(cost('claude-opus-4-8', { input_tokens: input })).toBeNull();
    }
  });

  it('does not price thinking twice', () => {
    expect(cost('claude-opus-4-8', { output_tokens: 100, thinking_tokens: 80 })).toBe(
      cost('claude-opus-4-8', { output_tokens: 100 }),
    );
  });
});

describe('the lines of a cost', () => {
  const question = (meters: Record<string, number>, region: string | null = null) => ({
    platform: 'vertex',
    model: 'claude-opus-4-8',
    region,
    usage: { ...emptyUsage(), meters },
  });
  const METERS_USED = { input_tokens: 7, cache_read_tokens: 1001, output_tokens: 33, thinking_tokens: 9 };

  it('add up to it, with the surcharge of the region in each price, and have no line for what is free', () => {
    const lines = priceLines(question(METERS_USED, 'us'));
    expect(lines).toEqual([
      { meter: 'input_tokens', units: 7, unit_pico_usd: 5_500_000 },
      { meter: 'cache_read_tokens', units: 1001, unit_pico_usd: 550_000 },
      { meter: 'output_tokens', units: 33, unit_pico_usd: 27_500_000 },
    ]);
    const sum = lines.reduce((total, { units, unit_pico_usd: price }) => total + units * price, 0);
    expect(priceOf(question(METERS_USED, 'us'))).toEqual({ costNanoUsd: Math.round(sum / 1000) });
  });

  it('leave nothing out in silence: what has no price has no cost either', () => {
    const broken = question({ input_tokens: 5, dreams_tokens: 1 });
    expect(priceOf(broken)).toHaveProperty('unpriced');
    expect(priceLines(broken)).toEqual([]);
  });
});

describe('the terms that an answer was served on', () => {
  const anthropic = (terms: Record<string, string>) => ({ platform: 'anthropic', terms });

  it.each([
    ['claude-opus-5-5', { speed: 'fast' }, 8],
    ['claude-opus-5', { speed: 'fast' }, 10],
    ['claude-opus-5', { speed: 'standard' }, 5],
    ['claude-opus-5', { inference_geo: 'us' }, 5.5],
    ['claude-opus-5', { inference_geo: 'us', speed: 'fast' }, 11],
    ['claude-opus-5', { inference_geo: 'us', service_tier: 'batch' }, 2.75],
    ['claude-opus-4-6', { inference_geo: 'global', service_tier: 'standard' }, 5],
    ['claude-haiku-4-5', { inference_geo: 'not_available' }, 1],
  ])('%s on %j costs $%d per million of input', (model, terms, dollars) => {
    expect(perMillion(model, 'input_tokens', anthropic(terms))).toBe(dollars);
  });

  it('cost every kind of token alike, and no search more', () => {
    const terms = { speed: 'fast' };
    expect(perMillion('claude-opus-5-5', 'cache_read_tokens', anthropic(terms))).toBe(0.4);
    expect(perMillion('claude-opus-5-5', 'cache_write_1h_tokens', anthropic(terms))).toBe(16);
    expect(cost('claude-opus-5-5', { web_search_requests: 1 }, anthropic(terms))).toBe(10_000_000);
  });

  it.each([
    ['claude-sonnet-5', { speed: 'fast' }, 'speed "fast" of claude-sonnet-5 has no price on anthropic'],
    ['claude-opus-5', { speed: 'ludicrous' }, 'speed "ludicrous" of claude-opus-5 has no price on anthropic'],
    [
      'claude-opus-5',
      { service_tier: 'priority' },
      'service_tier "priority" of claude-opus-5 has no price on anthropic',
    ],
    ['claude-opus-5', { service_tier: 'flex' }, 'service_tier "flex" of claude-opus-5 has no price on anthropic'],
    ['claude-opus-5', { inference_geo: 'eu' }, 'inference_geo "eu" of claude-opus-5 has no price on anthropic'],
    ['claude-opus-5', { moon_phase: 'full' }, 'moon_phase "full" of claude-opus-5 has no price on anthropic'],
  ])('make %s on %j unpriced, by name', (model, terms, why) => {
    expect(reason(model, { meters: { input_tokens: 1 }, terms }, { platform: 'anthropic' })).toBe(why);
  });

  it('leave the geography to the region on Vertex', () => {
    const more = { terms: { inference_geo: 'us' }, region: 'us-east5' };
    expect(perMillion('claude-opus-5', 'input_tokens', more)).toBe(5.5);
  });
});

describe('the model that answered', () => {
  it('is the one that is paid', () => {
    const meters = { input_tokens: 1000 };
    expect(priced('claude-fable-5', { meters, model: 'claude-opus-4-8' })).toEqual({ costNanoUsd: 5_000_000 });
    expect(priced('my-alias', { meters, model: 'claude-opus-4-8' })).toEqual({ costNanoUsd: 5_000_000 });
    expect(reason('claude-fable-5', { meters, model: 'claude-unheard-of' })).toBe(
      'the model "claude-unheard-of" has no price on vertex',
    );
  });

  it('pays its compactions, and an advisor is paid as what it is', () => {
    const usage = {
      model: 'claude-sonnet-5',
      meters: { input_tokens: 1000, output_tokens: 100 },
      passes: [
        { kind: 'compaction', model: null, meters: { input_tokens: 10_000, output_tokens: 200 } },
        { kind: 'advisor_message', model: 'claude-opus-5', meters: { input_tokens: 2000, cache_read_tokens: 400 } },
      ],
    };
    // $2 and $10 a million; the advisor $5, and $0.50 from the cache.
    const expected = 11_000 * 2000 + 300 * 10_000 + 2000 * 5000 + 400 * 500;
    expect(priced('claude-fable-5', usage)).toEqual({ costNanoUsd: expected });
  });

  it('does not reach the long-context price by the prompts of several passes together', () => {
    const meters = { input_tokens: 150_000 };
    const passes = [{ kind: 'compaction', model: null, meters }];
    expect(priced('claude-sonnet-4-5', { meters, passes })).toEqual({ costNanoUsd: 900_000_000 });
  });
});

describe('what has no price', () => {
  it('is named', () => {
    expect(reason('claude-opus-5', { meters: { input_tokens: 1 }, unread: ['usage.a', 'usage.b'] })).toBe(
      'usage.a, usage.b could not be read',
    );
    expect(reason('claude-opus-5', { meters: { code_execution_requests: 2 } })).toBe(
      'code_execution_requests of claude-opus-5 has no price on vertex',
    );
    expect(reason('claude-opus-5', { meters: { constructor: 2 } })).toBe(
      'constructor of claude-opus-5 has no price on vertex',
    );
  });

  it('is the prompt cache of Sonnet 3 on Vertex, which no list prices', () => {
    expect(reason('claude-3-sonnet', { meters: { cache_read_tokens: 2 } })).toBe(
      'cache_read_tokens of claude-3-sonnet-20240229 has no price on vertex',
    );
    expect(perMillion('claude-3-sonnet', 'cache_read_tokens', { platform: 'anthropic' })).toBe(0.3);
  });

  it('costs nothing where none of it was used', () => {
    expect(cost('claude-opus-5', { code_execution_requests: 0, input_tokens: 1 })).toBe(5000);
  });
});

describe('the prices of other platforms', () => {
  it('by rule are what the pinned package says', () => {
    expect(readFileSync(new URL('prices-by-rule.gen.json', import.meta.url), 'utf8')).toBe(renderOthers());
  });

  it.each([
    ['openai', 'gpt-4o', 'input_tokens', 2.5],
    ['openai', 'gpt-4o-2024-08-06', 'output_tokens', 10],
    ['openai', 'gpt-4o-mini', 'cache_read_tokens', 0.075],
    ['google', 'gemini-2.5-flash', 'output_tokens', 2.5],
    ['vertex', 'google/gemini-2.5-flash', 'output_tokens', 2.5],
    ['groq', 'llama-3.3-70b-versatile', 'input_tokens', 0.59],
  ])('%s %s: %s', (platform, model, meter, dollars) => {
    expect(perMillion(model, meter, { platform })).toBe(dollars);
  });

  it('are the same in every region, and by usual terms only', () => {
    const meters = { input_tokens: 1000 };
    const on = (terms: Record<string, string>) => ({ platform: 'openai', region: 'eu', terms });
    expect(cost('gpt-4o', meters, on({ service_tier: 'default' }))).toBe(2_500_000);
    expect(reason('gpt-4o', { meters, terms: { service_tier: 'priority' } }, { platform: 'openai' })).toBe(
      'service_tier "priority" of gpt-4o has no price on openai',
    );
  });

  it('are half of the usual ones for a batch and for flex on OpenAI, which publishes both, and for nobody else’s flex', () => {
    const meters = { input_tokens: 1000, output_tokens: 100 };
    const usual = cost('gpt-5.1', meters, { platform: 'openai' }) ?? 0;
    for (const service_tier of ['flex', 'batch']) {
      expect(cost('gpt-5.1', meters, { platform: 'openai', terms: { service_tier } })).toBe(usual / 2);
    }
    for (const platform of ['google', 'bedrock']) {
      const model = platform === 'google' ? 'gemini-2.5-flash' : 'anthropic.claude-opus-4-8';
      expect(reason(model, { meters, terms: { service_tier: 'flex' } }, { platform })).toContain('service_tier "flex"');
    }
  });

  it('are never those of a model with another version', () => {
    for (const model of ['gpt-99', 'gpt-4o.7', 'gemini-2.5-flash-9', 'llama-9', 'x'.repeat(300), '__proto__']) {
      for (const platform of ['openai', 'google', 'groq', 'bedrock', '__proto__']) {
        expect(cost(model, { input_tokens: 1 }, { platform }), `${platform} ${model}`).toBeNull();
      }
    }
  });

  it('take no token for free that has no price of its own', () => {
    expect(cost('gpt-4o', { input_image_tokens: 1000 }, { platform: 'openai' })).toBe(2_500_000);
    expect(reason('gpt-4o', { meters: { reranked_pages: 3 } }, { platform: 'openai' })).toBe(
      'reranked_pages of gpt-4o has no price on openai',
    );
  });
});

describe('rows that the sources do not agree on', () => {
  it('Sonnet 4 and 4.5 cost more above 200,000 tokens of input, on both platforms', () => {
    for (const platform of ['anthropic', 'vertex']) {
      for (const model of ['claude-sonnet-4', 'claude-sonnet-4-5']) {
        expect(cost(model, { input_tokens: 200_000 }, { platform }), model).toBe(600_000_000);
        expect(cost(model, { input_tokens: 200_001 }, { platform }), model).toBe(1_200_006_000);
      }
    }
  });

  it('Haiku 5.5 costs five times as much above 100,000 tokens of input, of which any may lie in the cache', () => {
    const more = { platform: 'anthropic' };
    expect(cost('claude-haiku-5-5', { input_tokens: 100_000, output_tokens: 10 }, more)).toBe(10_005_000);
    expect(cost('claude-haiku-5-5', { input_tokens: 1, cache_read_tokens: 100_000, output_tokens: 10 }, more)).toBe(
      500 + 5_000_000 + 25_000,
    );
  });

  it('Opus 4.6 costs the same over its whole window', () => {
    for (const platform of ['anthropic', 'vertex']) {
      expect(cost('claude-opus-4-6', { input_tokens: 203_000, output_tokens: 4500 }, { platform })).toBe(1_127_500_000);
    }
  });
});

const tokens = fc.nat({ max: 30_000 });
const usages = fc.record({
  input_tokens: tokens,
  cache_read_tokens: tokens,
  cache_write_5m_tokens: tokens,
  cache_write_1h_tokens: tokens,
  output_tokens: tokens,
});
const withPrice = CLAUDE_MODELS.map((model) => model.id).filter((id) => cost(id, { cache_read_tokens: 1 }) !== null);

describe('any usage', () => {
  it('costs a whole number, no less than a part of it, and what its parts cost but for rounding', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...withPrice),
        usages,
        usages,
        fc.constantFrom('global', 'us-east5'),
        (model, a, b, region) => {
          const sum = Object.fromEntries(
            Object.entries(a).map(([kind, count]) => [kind, count + b[kind as keyof typeof b]]),
          );
          const [first, second, both] = [a, b, sum].map((usage) => cost(model, usage, { region }) ?? Number.NaN) as [
            number,
            number,
            number,
          ];
          expect(Number.isSafeInteger(both)).toBe(true);
          expect(both).toBeGreaterThanOrEqual(first);
          // Below every long-context threshold.
          if (Object.values({ ...sum, output_tokens: 0 }).reduce((total, count) => total + count, 0) <= 100_000) {
            expect(Math.abs(both - first - second)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('costs what the package’s own calculator says, where the overlay has no hand in it', () => {
    const rows = Object.keys(generated.platforms.anthropic).filter((id) => !(id in (OVERLAY['anthropic'] ?? {})));
    fc.assert(
      fc.property(fc.constantFrom(...rows), usages, (model, usage) => {
        const {
          input_tokens: input,
          cache_read_tokens: read,
          cache_write_5m_tokens: write5m,
          cache_write_1h_tokens: write1h,
          output_tokens: output,
        } = usage;
        const theirs = calcPrice(
          {
            input_tokens: input + read + write5m + write1h,
            cache_read_tokens: read,
            cache_write_tokens: write5m + write1h,
            cache_write_1h_tokens: write1h,
            output_tokens: output,
          },
          model,
          { providerId: 'anthropic', timestamp: new Date('2026-11-23') },
        );
        const ours = cost(model, usage, { platform: 'anthropic' }) ?? Number.NaN;
        expect(Math.abs(ours - (theirs?.total_price ?? Number.NaN) * 1e9)).toBeLessThan(2);
      }),
    );
  });
});

it.each([
  'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'anthropic.claude-opus-4-6-v1',
  'eu.anthropic.claude-opus-4-8',
])('what a plain name becomes on Bedrock has a price: %s', (model) =>
  expect(cost(model, { input_tokens: 1000 }, { platform: 'bedrock', region: 'us-east-1' })).toBeGreaterThan(0),
);
