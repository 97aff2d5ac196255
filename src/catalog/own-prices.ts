/** Prices that an integration sets itself, and the factors that it puts on published ones, by the contract's names. */
import { METERS } from '../wire/usage.ts';
import type { PriceRow, Rate } from './price-row.ts';

/** What of one model's price is the integration's own. */
export interface OwnPrice {
  /** Pico-dollars by meter, in place of the published ones; null = published. */
  row: PriceRow | null;
  /** The published model that a custom one behaves like; null = the model itself. */
  baseModel: string | null;
  /** null = published prices as they are. */
  factors: PriceFactors | null;
}

/** Millionths by meter, whole numbers of at least 0. */
export interface PriceFactors {
  otherwise: bigint;
  byMeter: ReadonlyMap<string, bigint>;
}

/** A factor of 1. */
export const UNCHANGED = 1_000_000n;

/** The meters that each of the contract's names stands for (contract#pricing). */
const METERS_OF: Readonly<Record<string, readonly string[]>> = {
  request_token: [METERS.input],
  response_token: [METERS.output],
  cache_read_input_token: [METERS.cacheRead],
  cache_write_input_token: [METERS.cacheWrite5m, METERS.cacheWrite1h],
};

/** The same, of those in `additional_units`. */
const UNIT_METERS: Readonly<Record<string, readonly string[]>> = {
  cache_write_1h: [METERS.cacheWrite1h],
  web_search: [METERS.webSearch],
};

type Multipliers = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** Of the factors as they are stored. A more exact name wins over a general one, and both over `default`. */
export function compileFactors(multipliers: Multipliers): PriceFactors {
  const byMeter = new Map<string, bigint>();
  const put = (meters: readonly string[] | undefined, factor: unknown): void => {
    for (const meter of meters ?? []) if (typeof factor === 'number') byMeter.set(meter, millionths(factor));
  };
  for (const [name, meters] of Object.entries(METERS_OF)) put(meters, multipliers[name]);
  const units = multipliers['additional_units'];
  if (typeof units === 'object') for (const [name, factor] of Object.entries(units)) put(UNIT_METERS[name], factor);
  const { default: otherwise } = multipliers;
  return { otherwise: typeof otherwise === 'number' ? millionths(otherwise) : UNCHANGED, byMeter };
}

const millionths = (factor: number): bigint => BigInt(Math.round(factor * 1e6));

export function factorOf(factors: PriceFactors | null, meter: string): bigint {
  return factors === null ? UNCHANGED : (factors.byMeter.get(meter) ?? factors.otherwise);
}

const CACHE_METERS = [METERS.cacheRead, METERS.cacheWrite5m, METERS.cacheWrite1h];

/**
 * The row by which a model with a price of its own is billed. Where that does not price the cache, the cache costs as much
 * of the input as it does at published prices; what is priced nowhere stays without a price.
 */
export function ownRow(own: PriceRow, published: PriceRow | null): PriceRow {
  const input = own[METERS.input];
  const row: Record<string, Rate> = { ...published, ...own };
  for (const meter of CACHE_METERS) {
    if (Object.hasOwn(own, meter)) continue;
    row[meter] = share(published, meter, typeof input === 'number' ? input : null);
  }
  return row;
}

/** Of tiered prices, the lower tier gives the ratio. */
function share(published: PriceRow | null, meter: string, input: number | null): Rate {
  const listed = published?.[meter] ?? null;
  if (input === null) return listed;
  const of = lowest(published?.[METERS.input] ?? null);
  const cost = lowest(listed);
  return of === null || of === 0 || cost === null ? null : Math.round((input * cost) / of);
}

const lowest = (rate: Rate): number | null => (typeof rate === 'object' && rate !== null ? rate.base : rate);
