/** The data of genai-prices: providers with models, dollars per million tokens. Source: its `data.json` and types. */
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { METERS } from '../../wire/usage.ts';
import type { PriceRow, Rate } from '../price-row.ts';
import type { ReadModel } from './read-model.ts';
import { DOLLARS_PER_MILLION, DOLLARS_PER_THOUSAND, pico, platformOf, tokens } from './rates.ts';

const METER_OF: Readonly<Record<string, string>> = {
  input_mtok: METERS.input,
  output_mtok: METERS.output,
  cache_read_mtok: METERS.cacheRead,
  cache_write_mtok: METERS.cacheWrite5m,
  cache_write_1h_mtok: METERS.cacheWrite1h,
  input_audio_mtok: 'input_audio_tokens',
  output_audio_mtok: 'output_audio_tokens',
  cache_audio_read_mtok: 'cache_read_audio_tokens',
  input_image_mtok: 'input_image_tokens',
  output_image_mtok: 'output_image_tokens',
};

export function readGenaiPrices(json: unknown, leave: (model: string, reason: string) => void): ReadModel[] {
  const list = Array.isArray(json) ? (json as unknown[]) : isObject(json) ? json['providers'] : [];
  const providers = Array.isArray(list) ? list.filter(isObject) : [];
  return providers.flatMap(({ id, models }) => {
    const found = Array.isArray(models) ? models.filter(isObject) : [];
    return found.flatMap((model) => modelOf(String(id), model, leave));
  });
}

function modelOf(provider: string, model: JsonObject, leave: (model: string, reason: string) => void): ReadModel[] {
  const name = String(model['id']);
  const prices = currentPrices(model['prices']);
  const price = prices === null ? null : rowOf(prices);
  if (price === null) {
    leave(`${provider}/${name}`, 'its price depends on the time of day, or has several tiers');
    return [];
  }
  const told: Omit<ReadModel, 'name'> = {
    platform: platformOf(provider),
    price,
    contextTokens: tokens(model['context_window']),
    maxOutputTokens: null,
    modalities: [],
    capabilities: [],
    deprecatedOn: model['deprecated'] === true ? '' : null,
  };
  return [name, ...exactNames(model['match'])].map((one) => ({ ...told, name: one }));
}

/** Names that a rule gives in full; what it says of beginnings is not a name. */
function exactNames(match: unknown): string[] {
  if (!isObject(match)) return [];
  if (typeof match['equals'] === 'string') return [match['equals']];
  return Array.isArray(match['or']) ? (match['or'] as unknown[]).flatMap(exactNames) : [];
}

/** The last that has begun; null where a price holds for hours of a day. */
function currentPrices(prices: unknown): JsonObject | null {
  if (isObject(prices)) return prices;
  if (!Array.isArray(prices)) return null;
  const dated = prices.filter(isObject);
  if (dated.some(({ constraint }) => isObject(constraint) && !('start_date' in constraint))) return null;
  const last = dated.at(-1)?.['prices'];
  return isObject(last) ? last : null;
}

function rowOf(prices: JsonObject): PriceRow | null {
  const row: Record<string, Rate> = {};
  for (const [name, meter] of Object.entries(METER_OF)) {
    if (prices[name] === undefined || prices[name] === null) continue;
    const rate = rateOf(prices[name]);
    if (rate === null) return null;
    row[meter] = rate;
  }
  const searches = pico(prices['web_searches_kcount'], DOLLARS_PER_THOUSAND);
  if (searches !== null) row[METERS.webSearch] = searches;
  return Object.keys(row).length === 0 ? null : row;
}

function rateOf(price: unknown): Rate {
  if (!isObject(price)) return pico(price, DOLLARS_PER_MILLION);
  const tiers = Array.isArray(price['tiers']) ? price['tiers'].filter(isObject) : [];
  const [tier, ...more] = tiers;
  const base = pico(price['base'], DOLLARS_PER_MILLION);
  const above = pico(tier?.['price'], DOLLARS_PER_MILLION);
  const threshold = tokens(tier?.['start']);
  return more.length > 0 || base === null || above === null || threshold === null ? null : { base, above, threshold };
}
