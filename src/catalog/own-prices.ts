/** Prices that an integration sets itself, and the factors that it puts on published ones, by the contract's names. */
import { count, METERS, type Meters } from '../wire/usage.ts';
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

type ByMeter = ReadonlyMap<string, bigint>;

/** Millionths by meter, whole numbers of at least 0. */
export interface PriceFactors {
  otherwise: bigint;
  byMeter: ByMeter;
  /** Of tokens of text, in a request whose tokens of images are counted apart. */
  ofText: ByMeter;
  /** By parts of the output, which are counted in it as well. */
  ofOutput: ByMeter;
  /** Of whole images, whatever their size; null = as `otherwise`. */
  ofImages: bigint | null;
}

/** A factor of 1. */
export const UNCHANGED = 1_000_000n;

/** Of a provider that has one price for all writes. */
const CACHE_WRITE = 'cache_write_tokens';
const OUTPUT_IMAGE = 'output_image_tokens';
const WHOLE_IMAGE = /^images(?:_|$)/;

type Names = Readonly<Record<string, readonly string[]>>;

/** The meters that each of the contract's names stands for (contract#pricing). */
const METERS_OF: Names = {
  request_token: [METERS.input],
  response_token: [METERS.output],
  cache_read_input_token: [METERS.cacheRead],
  cache_write_input_token: [METERS.cacheWrite5m, METERS.cacheWrite1h, CACHE_WRITE],
  request_audio_token: ['input_audio_tokens'],
  response_audio_token: ['output_audio_tokens'],
  cache_read_audio_input_token: ['cache_read_audio_tokens'],
  request_image_token: ['input_image_tokens'],
  response_image_token: [OUTPUT_IMAGE],
};

const TEXT_METERS: Names = {
  request_text_token: [METERS.input],
  response_text_token: [METERS.output],
  cache_read_text_input_token: [METERS.cacheRead],
  cache_write_text_input_token: [METERS.cacheWrite5m, METERS.cacheWrite1h, CACHE_WRITE],
};

const OUTPUT_METERS: Names = {
  reasoning_token: [METERS.thinking],
  prediction_accepted_token: [METERS.acceptedPrediction],
  prediction_rejected_token: [METERS.rejectedPrediction],
};

/** The same, of those in `additional_units`. */
const UNIT_METERS: Names = {
  cache_write_1h: [METERS.cacheWrite1h],
  search: [METERS.webSearch],
  web_search: [METERS.webSearch],
  image_token: [OUTPUT_IMAGE],
};
const OUTPUT_UNIT_METERS: Names = { thinking_token: [METERS.thinking] };

type Multipliers = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** Of the factors as they are stored. A more exact name wins over a general one, and both over `default`. */
export function compileFactors(multipliers: Multipliers): PriceFactors {
  const units = groupOf(multipliers, 'additional_units');
  const whole = groupOf(multipliers, 'image')['default'];
  const { default: otherwise } = multipliers;
  return {
    otherwise: typeof otherwise === 'number' ? millionths(otherwise) : UNCHANGED,
    byMeter: new Map([...named(METERS_OF, multipliers), ...named(UNIT_METERS, units)]),
    ofText: new Map(named(TEXT_METERS, multipliers)),
    ofOutput: new Map([...named(OUTPUT_UNIT_METERS, units), ...named(OUTPUT_METERS, multipliers)]),
    ofImages: typeof whole === 'number' ? millionths(whole) : null,
  };
}

function groupOf(multipliers: Multipliers, name: string): Multipliers {
  const group = multipliers[name];
  return typeof group === 'object' ? group : {};
}

function named(names: Names, factors: Multipliers): [meter: string, factor: bigint][] {
  return Object.entries(names).flatMap(([name, meters]) => {
    const factor = factors[name];
    return typeof factor === 'number' ? meters.map((meter): [string, bigint] => [meter, millionths(factor)]) : [];
  });
}

const millionths = (factor: number): bigint => BigInt(Math.round(factor * 1e6));

/**
 * What is used of a meter, times its factor, in millionths. Of the output, the parts that have a factor of their own count by
 * that, and the rest by the output's.
 */
export function weighted(factors: PriceFactors | null, meter: string, meters: Meters): bigint {
  const used = count(meters, meter);
  if (factors === null) return BigInt(used) * UNCHANGED;
  const factor = factorOf(factors, meter, meters);
  if (meter !== METERS.output) return BigInt(used) * factor;
  let left = used;
  let sum = 0n;
  for (const [part, own] of factors.ofOutput) {
    const size = Math.min(left, count(meters, part));
    sum += BigInt(size) * own;
    left -= size;
  }
  return sum + BigInt(left) * factor;
}

/** Of one of a meter, beside what else the request used. */
export function factorOf(
  { otherwise, byMeter, ofText, ofImages }: PriceFactors,
  meter: string,
  meters: Meters,
): bigint {
  const text = ofText.get(meter);
  if (text !== undefined && Object.keys(meters).some((name) => name.endsWith('_image_tokens'))) return text;
  if (ofImages !== null && WHOLE_IMAGE.test(meter)) return ofImages;
  return byMeter.get(meter) ?? otherwise;
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
