import { readFileSync } from 'node:fs';
import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPrices } from '../../scripts/refresh-prices.ts';
import { emptyUsage } from '../wire/usage.ts';
import type { Usage } from '../wire/usage.ts';
import { CLAUDE_MODELS } from './claude-models.data.ts';
import { PRICE_BOOK_VERSION, priceOf } from './price-book.ts';
import generated from './prices.gen.json' with { type: 'json' };

const MILLION = 1_000_000;

function cost(
  model: string,
  usage: Partial<Usage>,
  more: { platform?: string; region?: string; batch?: boolean } = {},
): number | null {
  const { platform = 'vertex', region = 'global', batch = false } = more;
  const price = priceOf({ platform, model, region, batch, usage: { ...emptyUsage(), ...usage } });
  return 'unpriced' in price ? null : price.costNanoUsd;
}

/** Dollars for a million of each; the million is split so that no long-context tier is reached. */
function perMillion(model: string, kind: keyof Usage, more: Parameters<typeof cost>[2] = {}): number | null {
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
  ])('%s %s costs what is published', (platform, model, input, output, read, write5m, write1h) => {
    const kinds = [
      'inputTokens',
      'outputTokens',
      'cacheReadTokens',
      'cacheWrite5mTokens',
      'cacheWrite1hTokens',
    ] as const;
    expect(kinds.map((kind) => perMillion(model, kind, { platform }))).toEqual([input, output, read, write5m, write1h]);
  });

  it('charges 10 % more in a region or multi-region, from the 4.5 family on', () => {
    for (const region of ['us-east5', 'eu']) {
      expect(perMillion('claude-opus-4-8', 'inputTokens', { region })).toBe(5.5);
      expect(perMillion('claude-haiku-4-5', 'cacheWrite1hTokens', { region })).toBe(2.2);
      expect(perMillion('claude-sonnet-4', 'inputTokens', { region })).toBe(3);
      expect(perMillion('claude-opus-4-1', 'inputTokens', { region })).toBe(15);
      expect(perMillion('claude-opus-4-8', 'inputTokens', { region, platform: 'anthropic' })).toBe(5);
    }
  });

  it('charges embeddings by their tokens, the same in every region, and guesses no price for those sold otherwise', () => {
    for (const region of ['global', 'us-central1']) {
      expect(perMillion('gemini-embedding-001', 'inputTokens', { region })).toBe(0.15);
    }
    expect(cost('gemini-embedding-001', { inputTokens: 1 }, { platform: 'anthropic' })).toBeNull();
    expect(cost('text-embedding-005', { inputTokens: 1 })).toBeNull();
  });

  it('halves tokens, not searches, in a batch', () => {
    expect(perMillion('claude-opus-4-8', 'outputTokens', { batch: true })).toBe(12.5);
    expect(cost('claude-opus-4-8', { webSearchRequests: 3 }, { batch: true, region: 'eu' })).toBe(30_000_000);
  });

  it('charges the whole request at the long-context price once its input, cache included, passes the threshold', () => {
    expect(cost('claude-sonnet-4-5', { inputTokens: 200_000 })).toBe(600_000_000);
    expect(cost('claude-sonnet-4-5', { inputTokens: 1, cacheReadTokens: 200_000, outputTokens: 10 })).toBe(
      6_000 + 120_000_000 + 225_000,
    );
  });

  it('rounds half up, once', () => {
    // 1 token at $0.03 per million is 30 nano-dollars; at 1.1 × $0.5 per million, 550; half of 30 × 1 is 15.
    expect(cost('claude-3-haiku@20240307', { cacheReadTokens: 1 })).toBe(30);
    expect(cost('claude-opus-4-8', { cacheReadTokens: 1 }, { region: 'us' })).toBe(550);
    expect(cost('claude-fable-5-1', { cacheReadTokens: 1 }, { region: 'us', batch: true })).toBe(138);
  });

  it('never takes unknown for free', () => {
    for (const model of ['claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-fable-5-2', 'my-alias', 'toString', '']) {
      expect(cost(model, { inputTokens: 1 }), model).toBeNull();
    }
    expect(cost('claude-opus-4-8', { inputTokens: 1 }, { platform: 'moon' })).toBeNull();
  });

  it('takes no broken count for a cost', () => {
    for (const inputTokens of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(cost('claude-opus-4-8', { inputTokens })).toBeNull();
    }
  });

  it('does not price thinking twice', () => {
    expect(cost('claude-opus-4-8', { outputTokens: 100, thinkingTokens: 80 })).toBe(
      cost('claude-opus-4-8', { outputTokens: 100 }),
    );
  });
});

const tokens = fc.nat({ max: 30_000 });
const usages = fc.record({
  inputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWrite5mTokens: tokens,
  cacheWrite1hTokens: tokens,
  outputTokens: tokens,
});
const priced = CLAUDE_MODELS.map((model) => model.id).filter((id) => cost(id, { inputTokens: 1 }) !== null);

describe('any usage', () => {
  it('costs a whole number, no less than a part of it, and what its parts cost but for rounding', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...priced),
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
          if (Object.values({ ...sum, outputTokens: 0 }).reduce((total, count) => total + count, 0) <= 128_000) {
            expect(Math.abs(both - first - second)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('costs what the package’s own calculator says, where the overlay has no hand in it', () => {
    const rows = Object.keys(generated.platforms.anthropic);
    fc.assert(
      fc.property(fc.constantFrom(...rows), usages, (model, usage) => {
        const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens } = usage;
        const theirs = calcPrice(
          {
            input_tokens: inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens,
            cache_read_tokens: cacheReadTokens,
            cache_write_tokens: cacheWrite5mTokens + cacheWrite1hTokens,
            cache_write_1h_tokens: cacheWrite1hTokens,
            output_tokens: outputTokens,
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
