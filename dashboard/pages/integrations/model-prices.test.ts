/** Prices of a page against the API's unit. */
import { expect, it } from 'vitest';
import { formatUnitPrice } from '../../format/money.ts';
import { toCents, toDollars } from './model-prices.ts';

it.each([
  ['3', 0.0003, '$3.00'],
  ['0.075', 0.0000075, '$0.075'],
  ['18.75', 0.001875, '$18.75'],
])('$%s for a million tokens is %f cents for one, and is shown as %s', (dollars, cents, shown) => {
  expect(toCents(dollars)).toBe(cents);
  expect(toDollars(cents)).toBe(dollars);
  expect(formatUnitPrice(cents, 1_000_000)).toBe(shown);
});

it('an empty field is no price, and not one of nothing', () => {
  expect(toCents('  ')).toBeUndefined();
  expect(toDollars(undefined)).toBe('');
  expect(toCents('0')).toBe(0);
});
