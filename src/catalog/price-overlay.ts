/**
 * Prices that the package behind prices.gen.json lacks or gets wrong, kept by hand, each with its source. A model that no
 * list prices stays unpriced: never guess. Rendered into docs/reference/prices.md.
 */
import { METERS, OUTPUT_PARTS } from '../wire/usage.ts';
import { withoutPublisher } from './models.ts';
import { PARTNER_MODELS } from './partner-models.data.ts';
import type { PriceRow, Rate } from './price-row.ts';

/** The day of the last change here; part of the price book's version. */
export const OVERLAY_DATE = '2026-11-29';

interface OverlayRow {
  row: PriceRow;
  /** Where the figures are from, for docs/reference/prices.md. */
  source: string;
}

/** Read on the overlay's date. */
export const PRICING_PAGE = 'https://platform.claude.com/docs/en/about-claude/pricing';
const VENDOR = `<${PRICING_PAGE}>`;
const LIST = 'published price list of 2026-08-21';
/** Sold so while the 1M-token window of Sonnet 4 and 4.5 was a beta. Where sources differ, the higher price counts. */
const LONG_CONTEXT = `${VENDOR}: the long-context price above 200,000 tokens of input, of the beta`;

/** By platform and model id; each replaces the generated row. */
export const OVERLAY: Readonly<Record<string, Readonly<Record<string, OverlayRow>>>> = {
  anthropic: {
    'claude-fable-5-2': { row: priced([8, 40, 0.2, 10, 16]), source: VENDOR },
    'claude-sonnet-5-5': { row: priced([2, 10, 0.1, 2.5, 4]), source: VENDOR },
    'claude-haiku-5-5': {
      row: priced([0.1, 0.5, 0.01, 0.125, 0.2], { threshold: 100_000, factor: 5 }),
      source: `${VENDOR}: five times the price above 100,000 tokens of input`,
    },
    'claude-sonnet-4-20250514': { row: longContext(), source: LONG_CONTEXT },
  },
  vertex: {
    'claude-haiku-4-5-20251001': { row: flat(1, 5), source: LIST },
    'claude-opus-4-5-20251101': { row: flat(5, 25), source: LIST },
    // The package charges the double above 200,000 tokens.
    'claude-opus-4-6': { row: flat(5, 25), source: `${LIST}, and the vendor: one price over the whole window` },
    'claude-sonnet-5': { row: flat(2, 10), source: LIST },
    'claude-sonnet-4-20250514': { row: longContext(), source: LONG_CONTEXT },
    // No list prices its prompt cache on Vertex.
    'claude-3-sonnet-20240229': { row: { [METERS.input]: 3_000_000, [METERS.output]: 15_000_000 }, source: LIST },
    ...partners(),
  },
};

/** By the name without its publisher, as every spelling of it is looked up. */
function partners(): Record<string, OverlayRow> {
  return Object.fromEntries(
    PARTNER_MODELS.map(({ id, prices: [input, output, read] }) => {
      const cached = read === null ? {} : { [METERS.cacheRead]: Math.round(read * 1e6) };
      const row = { [METERS.input]: Math.round(input * 1e6), [METERS.output]: Math.round(output * 1e6), ...cached };
      return [withoutPublisher(id), { row, source: LIST }];
    }),
  );
}

/** Claude's usual ratios, which the published list confirms for each of these: read 0.1, write 1.25 and 2. */
function flat(input: number, output: number): PriceRow {
  return priced([input, output, input / 10, input * 1.25, input * 2]);
}

/** Dollars per million: input, output, cache read, five-minute write, one-hour write; times `factor` above the threshold. */
function priced(dollars: readonly number[], tier?: { threshold: number; factor: number }): PriceRow {
  const rates = dollars.map((dollar): Rate => {
    const base = Math.round(dollar * 1e6);
    return tier === undefined ? base : { base, above: base * tier.factor, threshold: tier.threshold };
  });
  const [input = null, output = null, read = null, write5m = null, write1h = null] = rates;
  return {
    [METERS.input]: input,
    [METERS.output]: output,
    [METERS.cacheRead]: read,
    [METERS.cacheWrite5m]: write5m,
    [METERS.cacheWrite1h]: write1h,
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

/** Counted, and not billed: thinking is in the output, fetching a page costs its tokens alone, and OpenAI moderates for nothing. */
export const FREE_METERS: ReadonlySet<string> = new Set([...OUTPUT_PARTS, METERS.webFetch, 'moderations']);
