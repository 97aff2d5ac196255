/** The published price of a model, in the contract's words (contract#pricing). Public: it says nothing of any tenant. */
import { findPriceRow } from '../../catalog/price-book.ts';
import type { PriceRow, Rate } from '../../catalog/price-row.ts';
import { METERS } from '../../wire/usage.ts';

interface ModelPrice {
  pay_as_you_go: Record<string, unknown>;
  calculate: { request: Operation; response: Operation };
  currency: 'USD';
  /** Where the whole request costs more above a number of input tokens: the prices there. */
  above?: { input_tokens: number; pay_as_you_go: Record<string, unknown> };
}

interface Operation {
  operation: 'sum' | 'multiply';
  operands: (Operation | { value: string })[];
}

const PICO_PER_CENT = 1e10;
const TOKEN_NAMES = {
  request_token: METERS.input,
  response_token: METERS.output,
  cache_write_input_token: METERS.cacheWrite5m,
  cache_read_input_token: METERS.cacheRead,
} as const;
const UNIT_NAMES = { cache_write_1h: METERS.cacheWrite1h, web_search: METERS.webSearch } as const;

/** `platform` as in the catalog; null = no price is published. */
export function publishedPrice(platform: string, model: string): ModelPrice | null {
  const row = findPriceRow(platform, model);
  if (row === null) return null;
  const threshold = Object.values(row).flatMap((rate) =>
    typeof rate === 'object' && rate !== null ? [rate.threshold] : [],
  )[0];
  return {
    pay_as_you_go: pricesIn(row, (rate) => (typeof rate === 'object' && rate !== null ? rate.base : rate)),
    calculate: CALCULATE,
    currency: 'USD',
    ...(threshold === undefined
      ? {}
      : {
          above: {
            input_tokens: threshold,
            pay_as_you_go: pricesIn(row, (rate) => (typeof rate === 'object' && rate !== null ? rate.above : rate)),
          },
        }),
  };
}

function pricesIn(row: PriceRow, tier: (rate: Rate) => number | null): Record<string, unknown> {
  const pick = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(names).flatMap(([name, meter]) => {
        const pico = tier(row[meter] ?? null);
        return pico === null ? [] : [[name, { price: pico / PICO_PER_CENT }]];
      }),
    );
  return { ...pick(TOKEN_NAMES), additional_units: pick(UNIT_NAMES) };
}

const times = (count: string, rate: string): Operation => ({
  operation: 'multiply',
  operands: [{ value: count }, { value: `rates.${rate}` }],
});

const CALCULATE = {
  request: {
    operation: 'sum',
    operands: [
      times('input_tokens', 'request_token'),
      times('cache_write_tokens', 'cache_write_input_token'),
      times('cache_read_tokens', 'cache_read_input_token'),
    ],
  },
  response: times('output_tokens', 'response_token'),
} satisfies ModelPrice['calculate'];
