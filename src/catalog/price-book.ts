/**
 * What a request cost, in exact integers: tokens × pico-dollars, summed, multiplied, and rounded half up to whole
 * nano-dollars once, at the very end. A model without a price is unpriced, which is never the same as free.
 */
import type { NanoDollars } from '../wire/ids.ts';
import type { Usage } from '../wire/usage.ts';
import { findFamily } from './models.ts';
import { BATCH_PERCENT, OVERLAY, OVERLAY_DATE, paysRegionalPremium, TERMS } from './price-overlay.ts';
import type { PlatformTerms } from './price-overlay.ts';
import type { PriceRow, Rate } from './price-row.ts';
import generated from './prices.gen.json' with { type: 'json' };

export interface PriceQuestion {
  platform: string;
  /** As the upstream was asked for it, in any spelling. */
  model: string;
  /** null = not known, priced as `global`. */
  region: string | null;
  usage: Usage;
  /** The Batch API's prices. */
  batch?: boolean;
}

export type Price = { costNanoUsd: NanoDollars } | { unpriced: true };

interface PriceList {
  terms: PlatformTerms;
  rows: ReadonlyMap<string, PriceRow>;
}

const BOOK: ReadonlyMap<string, PriceList> = compileBook();

/** Stored with every log row, so that a cost can be explained later: package, overlay date, fingerprint of all rows. */
export const PRICE_BOOK_VERSION = `${generated.source}+${OVERLAY_DATE}.${fingerprint()}`;

const UNPRICED: Price = { unpriced: true };
/** Pico-dollars in a nano-dollar, times the two percentages that token costs are multiplied by. */
const SCALE = 1000n * 100n * 100n;

/**
 * The cost of one request. Unpriced when the model is unknown, when a kind of token was used that has no published price,
 * or when a count is no whole, non-negative number.
 */
export function priceOf({ platform, model, region, usage, batch = false }: PriceQuestion): Price {
  const found = findRow(platform, model);
  if (found === null || !isPlausible(usage)) return UNPRICED;
  const tokens = tokenCost(found.row, usage);
  const searches = times(usage.webSearchRequests, found.row.webSearch ?? null);
  if (tokens === null || searches === null) return UNPRICED;

  const isRegional = region !== null && region !== 'global' && paysRegionalPremium(found.id);
  const regional = BigInt(isRegional ? 100 + found.terms.regionalPremiumPercent : 100);
  const scaled = tokens * regional * BigInt(batch ? BATCH_PERCENT : 100) + searches * 10_000n;
  const nano = (scaled + SCALE / 2n) / SCALE;
  return nano > BigInt(Number.MAX_SAFE_INTEGER) ? UNPRICED : { costNanoUsd: Number(nano) as NanoDollars };
}

function findRow(platform: string, model: string): { id: string; row: PriceRow; terms: PlatformTerms } | null {
  const list = BOOK.get(platform);
  const id = findFamily(model)?.id ?? model;
  const row = list?.rows.get(id);
  return list === undefined || row === undefined ? null : { id, row, terms: list.terms };
}

/** Pico-dollars before percentages; null = something was used that has no price. */
function tokenCost(row: PriceRow, usage: Usage): bigint | null {
  const inputTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  const parts = [
    times(usage.inputTokens, rateAt(row.input, inputTokens)),
    times(usage.cacheReadTokens, rateAt(row.cacheRead, inputTokens)),
    times(usage.cacheWrite5mTokens, rateAt(row.cacheWrite5m, inputTokens)),
    times(usage.cacheWrite1hTokens, rateAt(row.cacheWrite1h, inputTokens)),
    times(usage.outputTokens, rateAt(row.output, inputTokens)),
  ];
  let sum = 0n;
  for (const part of parts) {
    if (part === null) return null;
    sum += part;
  }
  return sum;
}

/** Nothing used costs nothing, even where there is no price. */
function times(count: number, rate: number | null): bigint | null {
  if (count === 0) return 0n;
  return rate === null ? null : BigInt(count) * BigInt(rate);
}

function rateAt(rate: Rate, inputTokens: number): number | null {
  if (rate === null || typeof rate === 'number') return rate;
  return inputTokens > rate.threshold ? rate.above : rate.base;
}

/** An upstream's numbers are not ours: a negative or broken count must not become a cost. */
function isPlausible(usage: Usage): boolean {
  return Object.values(usage).every((count) => Number.isSafeInteger(count) && count >= 0);
}

function compileBook(): Map<string, PriceList> {
  const book = new Map<string, PriceList>();
  const platforms: Readonly<Record<string, Readonly<Record<string, PriceRow>>>> = generated.platforms;
  for (const [platform, terms] of Object.entries(TERMS)) {
    const rows = new Map<string, PriceRow>();
    for (const [id, row] of Object.entries({ ...platforms[platform], ...OVERLAY[platform] })) {
      rows.set(id, {
        ...row,
        cacheWrite1h: row.cacheWrite1h ?? multiple(row.input, terms.cacheWrite1hPerInput),
        webSearch: row.webSearch ?? terms.webSearch,
      });
    }
    book.set(platform, { terms, rows });
  }
  return book;
}

function multiple(rate: Rate, factor: number): Rate {
  if (rate === null || typeof rate === 'number') return rate === null ? null : rate * factor;
  return { ...rate, base: rate.base * factor, above: rate.above * factor };
}

/** FNV-1a over every row: two books with one fingerprint price alike. Not for security. */
function fingerprint(): string {
  const text = JSON.stringify([...BOOK].map(([platform, { terms, rows }]) => [platform, terms, [...rows]]));
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
