/** What a bill is made of, as every plane shows it. */

/** One line of a bill: units × price. */
export interface PriceLine {
  /** As in `src/wire/usage.ts`. */
  meter: string;
  units: number;
  /** Pico-dollars for one unit, with surcharges and the integration’s own factors; at most three decimals. */
  unit_pico_usd: number;
  /** The model of a further pass; absent = the model that answered. */
  model?: string;
}
