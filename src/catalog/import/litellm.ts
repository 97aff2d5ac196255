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
  cache_read_input_audio_token_cost: 'cache_read_audio_tokens',
  input_cost_per_video_token: 'input_video_tokens',
  output_cost_per_image: 'images',
  input_cost_per_character: 'characters',
  input_cost_per_second: 'audio_seconds',
  input_cost_per_query: 'search_units',
};
/** Where prices rise with the input, in thousands of tokens. */
const TIERS: readonly number[] = [32, 100, 128, 200, 256, 272, 512];
/** Parts of a bill that no meter counts: a price without them would be too low. */
const NOT_COUNTED = ['input_cost_per_request', 'citation_cost_per_token'];

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
        name: nameIn(key, provider),
        price: price === null || Object.keys(price).length === 0 ? null : price,
        contextTokens: tokens(model['max_input_tokens']) ?? tokens(model['max_tokens']),
        maxOutputTokens: tokens(model['max_output_tokens']),
        modalities: textsIn(model['supported_modalities']),
        capabilities: capabilitiesOf(model),
        deprecatedOn: typeof model['deprecation_date'] === 'string' ? model['deprecation_date'] : null,
      },
    ];
  });
}

/** Vertex AI and Fireworks are told apart by publisher or kind, in the provider's name alone. */
function nameIn(key: string, provider: string): string {
  const [place = ''] = provider.split('-');
  return key.replace(/^([^/]+)\//, (prefix, first) => (first === provider || first === place ? '' : prefix));
}

/** null = the bill has a part that no meter counts, or prices with several tiers. */
function priceOf(model: JsonObject): PriceRow | null {
  const row: Record<string, Rate> = {};
  const reasoning = model['output_cost_per_reasoning_token'];
  if (reasoning !== undefined && reasoning !== model['output_cost_per_token']) return null;
  if (NOT_COUNTED.some((name) => name in model)) return null;
  if (TIERS.filter((thousand) => `input_cost_per_token_above_${thousand}k_tokens` in model).length > 1) return null;
  for (const [name, meter] of Object.entries(METER_OF)) {
    const base = pico(model[name], DOLLARS);
    if (base === null) continue;
    const tier = TIERS.flatMap((thousand) => {
      const above = pico(model[`${name}_above_${thousand}k_tokens`], DOLLARS);
      return above === null ? [] : [{ base, above, threshold: thousand * 1000 }];
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
