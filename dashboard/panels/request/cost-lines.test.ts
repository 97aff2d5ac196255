import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../api/queries/logs.ts';
import { costLines } from './cost-lines.ts';

const attempt = (provider: string, price_lines?: object[]) => ({ provider, span_id: provider, price_lines });
const row = (fields: object) => ({ attempts: [], input_tokens: null, ...fields }) as unknown as LogRow;

describe('the lines of a cost', () => {
  it('are units times the price that was paid, with the surcharge in the price', () => {
    const lines = [
      { meter: 'input_tokens', units: 100, unit_pico_usd: 3_300_000 },
      { meter: 'web_search_requests', units: 2, unit_pico_usd: 10_000_000_000 },
    ];
    expect(costLines(row({ attempts: [attempt('vertex-prod', lines)] }))).toMatchObject([
      { attempt: '', units: 100, unitPrice: '$3.30 per million', costNanoUsd: 330_000 },
      { attempt: '', name: 'Web searches', unitPrice: '$0.01 each', costNanoUsd: 20_000_000 },
    ]);
  });

  it('name their attempt where two were paid', () => {
    const line = { meter: 'output_tokens', units: 1, unit_pico_usd: 15_000_000 };
    const attempts = [attempt('a', [line]), attempt('b'), attempt('c', [line])];
    expect(costLines(row({ attempts })).map((one) => one.attempt)).toEqual(['1. a', '3. c']);
  });

  it('are counts without a price in a row that kept no prices, never free of charge', () => {
    expect(costLines(row({ attempts: [attempt('a')], input_tokens: 7, output_tokens: 0 }))).toMatchObject([
      { units: 7, unitPrice: null, costNanoUsd: null },
    ]);
  });

  it('show a meter that nobody has named under its own name', () => {
    const lines = [{ meter: 'images_1024', units: 1, unit_pico_usd: 40_000_000_000 }];
    expect(costLines(row({ attempts: [attempt('a', lines)] }))[0]?.name).toBe('Images 1024');
  });
});
