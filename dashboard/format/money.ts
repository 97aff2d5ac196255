/** Amounts of money in as many digits as carry meaning. Nano-dollars in, text out. */

const NANO = 1_000_000_000;

/** `$0.0312`, `$12.40`, `$1,204`; a dash where there is no price. */
export function formatMoney(nanoUsd: number | null | undefined): string {
  if (nanoUsd === null || nanoUsd === undefined) return '—';
  const dollars = nanoUsd / NANO;
  const size = Math.abs(dollars);
  if (size === 0) return '$0';
  if (size >= 1000) return dollar(dollars, 0);
  if (size >= 1) return dollar(dollars, 2);
  if (size >= 0.0001) return dollar(dollars, 4);
  return `$${toPlain(dollars)}`;
}

const NANO_PER_CENT = NANO / 100;

/** As the contract reports money: in cents. */
export function formatCents(cents: number | null | undefined): string {
  return formatMoney(cents === null || cents === undefined ? cents : cents * NANO_PER_CENT);
}

/** Every digit, for hovering and copying. */
export function formatMoneyExactly(nanoUsd: number | null | undefined): string {
  return nanoUsd === null || nanoUsd === undefined ? 'no price known' : `$${toPlain(nanoUsd / NANO)}`;
}

const CENTS_PER_DOLLAR = 100;

/** `$3.00` for a million tokens from 0.0003 cents for one. */
export function formatUnitPrice(cents: number, units: number): string {
  const dollars = Number(((cents * units) / CENTS_PER_DOLLAR).toFixed(6));
  return dollars.toLocaleString('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 6 });
}

const PICO = 1_000_000_000_000;
const MILLION = 1_000_000;

/** `$3.30 per million` tokens, or `$0.01 each`, from pico-dollars for one. */
export function formatUnitDollars(picoUsd: number, isToken: boolean): string {
  const dollars = Number(((picoUsd * (isToken ? MILLION : 1)) / PICO).toFixed(9));
  const text = dollars.toLocaleString('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 9 });
  return `${text} ${isToken ? 'per million' : 'each'}`;
}

function dollar(value: number, digits: number): string {
  return value.toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Without an exponent and without zeros at the end. */
function toPlain(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}
