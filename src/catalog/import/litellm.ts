/** LiteLLM's `model_prices_and_context_window.json`: dollars for one token. Source: that file, and its schema. */
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { METERS } from '../../wire/usage.ts';
import type { PriceRow, Rate } from '../price-row.ts';
import type { ReadModel } from './read-model.ts';
import { DOLLARS, pico, platformOf, tokens } from './rates.ts';

const METER_OF: Readonly<Record<string, string>> = {
  input_cost_per_token: METERS.input,
  output_cost_per_token: METERS.output,
  cache_read_input_token_cost: METERS.cacheRead,
  cache_creation_input_token_cost: METERS.cacheWrite5m,
  cache_creation_input_token_cost_above_1hr: METERS.cacheWrite1h,
  input_cost_per_audio_token: 'input_audio_tokens',
  output_cost_per_audio_token: 'output_audio_tokens',
  input_cost_per_image_token: 'input_image_tokens',
  output_cost_per_image_token: 'output_image_tokens',
  input_cost_per_character: 'characters',
  input_cost_per_second: 'audio_seconds',
  input_cost_per_query: 'search_units',
};
const TIERS: readonly (readonly [suffix: string, threshold: number])[] = [
  ['_above_128k_tokens', 128_000],
  ['_above_200k_tokens', 200_000],
  ['_above_272k_tokens', 272_000],
];

/** Their first entry explains the fields and is no model. */
export function readLitellm(file: JsonObject, leave: (model: string, reason: string) => void): ReadModel[] {
  return Object.entries(file).flatMap(([key, model]): ReadModel[] => {
    if (key === 'sample_spec' || !isObject(model)) return [];
    const provider = model['litellm_provider'];
    if (typeof provider !== 'string') {
      leave(key, 'no litellm_provider');
      return [];
    }
    const price = priceOf(model);
    return [
      {
        platform: platformOf(provider),
        name: key.replace(new RegExp(`^${provider.replaceAll(/[^\w-]/g, '')}/`), ''),
        price: Object.keys(price).length === 0 ? null : price,
        contextTokens: tokens(model['max_input_tokens']) ?? tokens(model['max_tokens']),
        maxOutputTokens: tokens(model['max_output_tokens']),
        modalities: textsIn(model['supported_modalities']),
        capabilities: capabilitiesOf(model),
        deprecatedOn: typeof model['deprecation_date'] === 'string' ? model['deprecation_date'] : null,
      },
    ];
  });
}

function priceOf(model: JsonObject): PriceRow {
  const row: Record<string, Rate> = {};
  for (const [name, meter] of Object.entries(METER_OF)) {
    const base = pico(model[name], DOLLARS);
    if (base === null) continue;
    const tier = TIERS.flatMap(([suffix, threshold]) => {
      const above = pico(model[name + suffix], DOLLARS);
      return above === null ? [] : [{ base, above, threshold }];
    })[0];
    row[meter] = tier ?? base;
  }
  return row;
}

/** `supports_function_calling` → `function-calling`. */
function capabilitiesOf(model: JsonObject): string[] {
  return Object.entries(model).flatMap(([name, value]) =>
    name.startsWith('supports_') && value === true ? [name.slice('supports_'.length).replaceAll('_', '-')] : [],
  );
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
