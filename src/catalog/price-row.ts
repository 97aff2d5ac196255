/** One row of the price book. All amounts are integer pico-dollars: $3 per million tokens is 3,000,000 a token. */

/** null = no price is published, so using it makes a request unpriced. */
export type Rate = number | TieredRate | null;

/** The whole request is priced `above` when its input, cached or not, exceeds `threshold` tokens. */
export interface TieredRate {
  base: number;
  above: number;
  threshold: number;
}

export interface PriceRow {
  input: Rate;
  output: Rate;
  cacheRead: Rate;
  cacheWrite5m: Rate;
  cacheWrite1h: Rate;
  /** Per search; absent = not published. */
  webSearch?: number;
}
