/** Prices as people know them, in US dollars for a million tokens; the API reports US cents for one. */
const MILLION = 1_000_000;
const CENTS_PER_DOLLAR = 100;

/** For a field: `3` from 0.0003 cents; empty where there is none. */
export function toDollars(cents: number | undefined): string {
  return cents === undefined ? '' : String(Number(((cents * MILLION) / CENTS_PER_DOLLAR).toFixed(6)));
}

/** From a field: cents for one token; undefined = the field is empty. */
export function toCents(dollars: string): number | undefined {
  return dollars.trim() === '' ? undefined : Number(((Number(dollars) * CENTS_PER_DOLLAR) / MILLION).toFixed(12));
}
