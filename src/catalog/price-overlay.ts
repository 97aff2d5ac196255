/**
 * Prices that the package behind prices.gen.json lacks or gets wrong, kept by hand. Figures: the cloud's published list
 * of 2026-08-21. A model that no list prices (Fable 5.2, Sonnet 5.5 and Haiku 5.5 today) stays unpriced: never guess.
 */
import type { PriceRow } from './price-row.ts';

/** The day of the last change here; part of the price book's version. */
export const OVERLAY_DATE = '2026-11-23';

/** Rows by platform and model id; each replaces the generated one. */
export const OVERLAY: Readonly<Record<string, Readonly<Record<string, PriceRow>>>> = {
  vertex: {
    'claude-haiku-4-5-20251001': flat({ input: 1_000_000, output: 5_000_000 }),
    'claude-opus-4-5-20251101': flat({ input: 5_000_000, output: 25_000_000 }),
    'claude-sonnet-5': flat({ input: 2_000_000, output: 10_000_000 }),
  },
};

/** Claude's usual ratios, which the published list confirms for each of these: read 0.1, write 1.25 and 2. */
function flat({ input, output }: { input: number; output: number }): PriceRow {
  return { input, output, cacheRead: input / 10, cacheWrite5m: (input * 5) / 4, cacheWrite1h: input * 2 };
}

export interface PlatformTerms {
  /** Where the row has no price for a one-hour cache write, this many times the input price. */
  cacheWrite1hPerInput: number;
  /** Where the row has no price for a web search, pico-dollars each. */
  webSearch: number;
  /** What every region but `global` costs on top, in per cent, for the models of `paysRegionalPremium`. */
  regionalPremiumPercent: number;
}

/** Sources: prompt caching and web search pages of the vendor; Google's price page for regional endpoints. */
export const TERMS: Readonly<Record<string, PlatformTerms>> = {
  anthropic: { cacheWrite1hPerInput: 2, webSearch: 10_000_000_000, regionalPremiumPercent: 0 },
  vertex: { cacheWrite1hPerInput: 2, webSearch: 10_000_000_000, regionalPremiumPercent: 10 },
};

/** Claude models older than the 4.5 family, and Google's embeddings, cost the same everywhere. */
export function paysRegionalPremium(modelId: string): boolean {
  return /^claude-(?!3|(opus|sonnet)-4(-1)?-\d{8}$)/.test(modelId);
}

/** Of every token price; both platforms halve it. Source: the vendors' batch pages. */
export const BATCH_PERCENT = 50;
