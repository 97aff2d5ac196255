/** Prices of a model in the words and units of price lists; what costs the same is one line. */
import type { GalleryPrice } from '../../api/queries/model-gallery.ts';
import { formatUnitPrice } from '../../format/money.ts';

const MILLION = 1_000_000;
const THOUSAND = 1000;
const SECONDS_PER_MINUTE = 60;

const NAMES: Readonly<Record<string, string>> = {
  input_tokens: 'Input',
  output_tokens: 'Output',
  cache_read_tokens: 'Cache read',
  cache_write_5m_tokens: 'Cache write for 5 minutes',
  cache_write_1h_tokens: 'Cache write for 1 hour',
  cache_write_tokens: 'Cache write',
  cache_read_audio_tokens: 'Cached audio',
  input_audio_tokens: 'Audio input',
  input_image_tokens: 'Image input',
  input_video_tokens: 'Video input',
  output_audio_tokens: 'Audio output',
  output_image_tokens: 'Image output',
  web_search_requests: 'Web search',
  search_units: 'Search',
  characters: 'Text to speak',
  audio_seconds: 'Audio',
};

interface Unit {
  count: number;
  name: string;
}

function unitOf(meter: string): Unit {
  if (meter.endsWith('_tokens')) return { count: MILLION, name: 'million tokens' };
  if (meter === 'characters') return { count: MILLION, name: 'million characters' };
  if (meter === 'audio_seconds') return { count: SECONDS_PER_MINUTE, name: 'minute' };
  if (/_requests$|_units$/.test(meter)) return { count: THOUSAND, name: 'thousand' };
  return { count: 1, name: meter.startsWith('images_') ? 'picture' : 'unit' };
}

const nameOf = (meter: string): string =>
  NAMES[meter] ?? (meter.startsWith('images_') ? meter.slice('images_'.length) : meter).replaceAll('_', ' ');

export interface PriceLine {
  names: readonly string[];
  /** As `$3.00`. */
  price: string;
  /** As `million tokens`. */
  unit: string;
  /** As `$6.00 above 200,000 input tokens`; null = one price. */
  above: string | null;
}

/** In the order of the price list. */
export function priceLines(prices: readonly GalleryPrice[]): PriceLine[] {
  const lines = new Map<string, PriceLine & { names: string[] }>();
  for (const { meter, price, above } of prices) {
    const unit = unitOf(meter);
    const line = {
      names: [nameOf(meter)],
      price: formatUnitPrice(price, unit.count),
      unit: unit.name,
      above:
        above === null
          ? null
          : `${formatUnitPrice(above.price, unit.count)} above ${above.input_tokens.toLocaleString('en-US')} input tokens`,
    };
    const key = JSON.stringify([line.price, line.unit, line.above]);
    const same = lines.get(key);
    if (same === undefined) lines.set(key, line);
    else same.names.push(...line.names);
  }
  return [...lines.values()];
}

/** `$3.00` for a million; undefined = no price is known. */
export function tokenPrice(prices: readonly GalleryPrice[], meter: string): string | undefined {
  const found = prices.find((one) => one.meter === meter);
  return found === undefined ? undefined : formatUnitPrice(found.price, MILLION);
}
