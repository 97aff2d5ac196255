/**
 * Portkey's price files: one for each provider, amounts in US cents, or all of them flat with dollars per million tokens.
 * Source: the files of Portkey-AI/models, `pricing/`.
 */
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { METERS } from '../../wire/usage.ts';
import type { PriceRow, Rate } from '../price-row.ts';
import { CatalogFormatError, type ReadModel } from './read-model.ts';
import { CENTS, DOLLARS, DOLLARS_PER_MILLION, pico, platformOf, tokens } from './rates.ts';

const METER_OF: Readonly<Record<string, string>> = {
  request_token: METERS.input,
  response_token: METERS.output,
  cache_read_input_token: METERS.cacheRead,
  cache_write_input_token: METERS.cacheWrite5m,
  request_audio_token: 'input_audio_tokens',
  response_audio_token: 'output_audio_tokens',
  request_image_token: 'input_image_tokens',
  response_image_token: 'output_image_tokens',
  cache_read_audio_input_token: 'cache_read_audio_tokens',
};
const UNIT_OF: Readonly<Record<string, string>> = {
  cache_write_1h: METERS.cacheWrite1h,
  web_search: METERS.webSearch,
  image_token: 'output_image_tokens',
};

/** `provider`: whose file it is, where the file does not say. Throws CatalogFormatError. */
export function readPortkey(
  file: JsonObject,
  provider: string | null,
  leave: (model: string, reason: string) => void,
): ReadModel[] {
  const all = isObject(file['providers']) ? file['providers'] : null;
  const nested = all ?? (Object.values(file).some(isModel) ? null : file);
  if (nested !== null) {
    return Object.entries(nested).flatMap(([name, models]) => (isObject(models) ? modelsOf(name, models, leave) : []));
  }
  if (provider === null) throw new CatalogFormatError('A file of one provider: say which with --provider.');
  return modelsOf(provider, file, leave);
}

const isModel = (value: unknown): boolean => isObject(value) && 'pricing_config' in value;

function modelsOf(provider: string, models: JsonObject, leave: (model: string, reason: string) => void): ReadModel[] {
  return Object.entries(models).flatMap(([name, model]): ReadModel[] => {
    if (!isObject(model) || name === 'default') return [];
    const price = isModel(model) ? nestedPrice(model) : flatPrice(model);
    if (Object.keys(price).length === 0) {
      leave(`${provider}/${name}`, 'no price that a meter counts');
      return [];
    }
    return [
      {
        platform: platformOf(provider),
        name,
        price,
        contextTokens: tokens(model['context_window']),
        maxOutputTokens: tokens(model['max_output_tokens']),
        modalities: [],
        capabilities: [],
        deprecatedOn: null,
      },
    ];
  });
}

function nestedPrice({ pricing_config: config }: JsonObject): PriceRow {
  const paid = isObject(config) && isObject(config['pay_as_you_go']) ? config['pay_as_you_go'] : {};
  const units = isObject(paid['additional_units']) ? paid['additional_units'] : {};
  const amount = (value: unknown): unknown => (isObject(value) ? value['price'] : value);
  const row: Record<string, Rate> = {};
  for (const [name, meter] of Object.entries(METER_OF)) put(row, meter, pico(amount(paid[name]), CENTS));
  for (const [name, meter] of Object.entries(UNIT_OF)) put(row, meter, pico(amount(units[name]), CENTS));
  return row;
}

function flatPrice(model: JsonObject): PriceRow {
  const row: Record<string, Rate> = {};
  for (const [name, meter] of Object.entries(METER_OF)) put(row, meter, pico(model[name], DOLLARS_PER_MILLION));
  for (const [name, meter] of Object.entries(UNIT_OF)) put(row, meter, pico(model[`unit_${name}`], DOLLARS));
  return row;
}

/** Their zeros stand for what is not sold. */
function put(row: Record<string, Rate>, meter: string, rate: number | null): void {
  if (rate !== null && (rate > 0 || meter === METERS.input || meter === METERS.output)) row[meter] = rate;
}
