/** One row of the price book. All amounts are integer pico-dollars: $3 per million tokens is 3,000,000 a token. */

/** null = no price is published, so using it makes a request unpriced. */
export type Rate = number | TieredRate | null;

/** The whole request is priced `above` when its input, cached or not, exceeds `threshold` tokens. */
export interface TieredRate {
  base: number;
  above: number;
  threshold: number;
}

/** What one of each meter costs, by the meters of src/wire/usage.ts. A meter that is absent has no published price. */
export type PriceRow = Readonly<Record<string, Rate>>;
