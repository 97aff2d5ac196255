/**
 * Prices that the package behind prices.gen.json lacks or gets wrong, kept by hand, each with its source. A model that no
 * list prices stays unpriced: never guess. Rendered into docs/reference/prices.md.
 */
import { METERS } from '../wire/usage.ts';
import type { PriceRow, Rate } from './price-row.ts';

/** The day of the last change here; part of the price book's version. */
export const OVERLAY_DATE = '2026-11-29';

export interface Overlay {
  /** By model id; each replaces the generated row. */
  rows: Readonly<Record<string, PriceRow>>;
  /** By model id: why the row is here. */
  sources: Readonly<Record<string, string>>;
}

const LIST = 'published price list of 2026-08-21';
/** The 1M-token window of these two was sold at this price while it was a beta. Above the window the price is never lower than the list’s. */
const LONG_CONTEXT = 'the vendor’s long-context price, above 200,000 tokens of input';

export const OVERLAY: Readonly<Record<string, Overlay>> = {
  anthropic: {
    rows: {
      'claude-sonnet-4-20250514': longContext(),
    },
    sources: {
      'claude-sonnet-4-20250514': LONG_CONTEXT,
    },
  },
  vertex: {
    rows: {
      'claude-haiku-4-5-20251001': flat({ input: 1_000_000, output: 5_000_000 }),
      'claude-opus-4-5-20251101': flat({ input: 5_000_000, output: 25_000_000 }),
      // The package charges the double above 200,000 tokens; vendor and list charge one price over the whole window.
      'claude-opus-4-6': flat({ input: 5_000_000, output: 25_000_000 }),
      'claude-sonnet-5': flat({ input: 2_000_000, output: 10_000_000 }),
      'claude-sonnet-4-20250514': longContext(),
      // The list has no prices for its cache on Vertex.
      'claude-3-sonnet-20240229': { [METERS.input]: 3_000_000, [METERS.output]: 15_000_000 },
    },
    sources: {
      'claude-haiku-4-5-20251001': LIST,
      'claude-opus-4-5-20251101': LIST,
      'claude-opus-4-6': `${LIST}, and the vendor’s page: one price over the whole window`,
      'claude-sonnet-5': LIST,
      'claude-sonnet-4-20250514': LONG_CONTEXT,
      'claude-3-sonnet-20240229': LIST,
    },
  },
};

/** Claude's usual ratios, which the published list confirms for each of these: read 0.1, write 1.25 and 2. */
function flat({ input, output }: { input: number; output: number }): PriceRow {
  return {
    [METERS.input]: input,
    [METERS.output]: output,
    [METERS.cacheRead]: input / 10,
    [METERS.cacheWrite5m]: (input * 5) / 4,
    [METERS.cacheWrite1h]: input * 2,
  };
}

/** Sonnet 4 and 4.5: input and cache cost the double above the threshold, output half as much again. */
function longContext(): PriceRow {
  const tiered = (base: number, above: number): Rate => ({ base, above, threshold: 200_000 });
  return {
    [METERS.input]: tiered(3_000_000, 6_000_000),
    [METERS.output]: tiered(15_000_000, 22_500_000),
    [METERS.cacheRead]: tiered(300_000, 600_000),
    [METERS.cacheWrite5m]: tiered(3_750_000, 7_500_000),
    [METERS.cacheWrite1h]: tiered(6_000_000, 12_000_000),
  };
}

/** Of Claude's input price, where a row has none of its own. Source: the vendor's page on prompt caching. */
export const CACHE_WRITE_1H_PER_INPUT = 2;

/** Pico-dollars for one search of Claude, on either platform: $10 for a thousand. */
export const WEB_SEARCH = 10_000_000_000;

/** Counted, and not billed: thinking is in the output, and fetching a page costs its tokens alone. */
export const FREE_METERS: ReadonlySet<string> = new Set([METERS.thinking, METERS.webFetch]);
