/** A model's own price, between the contract's US cents and the pico-dollars that are stored. */
import type { z } from 'zod';
import { METERS } from '../../wire/usage.ts';
import type { ModelEntry } from '../../storage/ports/records/model-provisioning.ts';
import type { PricingConfig } from './schemas.ts';

type Pricing = z.output<typeof PricingConfig>;
type Meter = keyof typeof METERS;

/** By the contract's names; a write that says no time is one for five minutes. */
const TOKEN_METERS = {
  request_token: 'input',
  response_token: 'output',
  cache_read_input_token: 'cacheRead',
  cache_write_input_token: 'cacheWrite5m',
} as const satisfies Record<string, Meter>;
const UNIT_METERS = { cache_write_1h: 'cacheWrite1h', web_search: 'webSearch' } as const satisfies Record<
  string,
  Meter
>;

const PICO_PER_CENT = 1e10;

export function toStoredPrice(pricing: Pricing | null | undefined): ModelEntry['price'] {
  if (pricing === null || pricing === undefined) return null;
  const { additional_units: units = {}, ...tokens } = pricing.pay_as_you_go;
  const price: Record<string, number> = {};
  for (const [name, meter] of Object.entries(TOKEN_METERS))
    put(price, meter, tokens[name as keyof typeof TOKEN_METERS]);
  for (const [name, meter] of Object.entries(UNIT_METERS)) put(price, meter, units[name as keyof typeof UNIT_METERS]);
  return Object.keys(price).length === 0 ? null : price;
}

function put(price: Record<string, number>, meter: Meter, given: { price: number } | undefined): void {
  if (given !== undefined) price[METERS[meter]] = Math.round(given.price * PICO_PER_CENT);
}

export function toShownPrice(price: ModelEntry['price']): Pricing | null {
  if (price === null) return null;
  const pick = (names: Readonly<Record<string, Meter>>) =>
    Object.fromEntries(
      Object.entries(names).flatMap(([name, meter]) => {
        const pico = price[METERS[meter]];
        return pico === undefined ? [] : [[name, { price: pico / PICO_PER_CENT }]];
      }),
    );
  const units = pick(UNIT_METERS);
  const additional = Object.keys(units).length === 0 ? {} : { additional_units: units };
  return { type: 'static', pay_as_you_go: { ...pick(TOKEN_METERS), ...additional } };
}
