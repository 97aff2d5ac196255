/** The order of rows in a table. */
import { expect, it } from 'vitest';
import { sorted, turned } from './sorting.ts';

it('what has no value is last, upwards and downwards', () => {
  const rows = [{ cost: 2 }, { cost: null }, { cost: 10 }];
  const costs = (isDescending: boolean) => sorted(rows, ({ cost }) => cost, isDescending).map(({ cost }) => cost);
  expect(costs(false)).toEqual([2, 10, null]);
  expect(costs(true)).toEqual([10, 2, null]);
});

it('names with numbers are sorted as people count, whatever their case', () => {
  const names = ['team 10', 'Team 2', 'alpha'];
  expect(sorted(names, (name) => name, false)).toEqual(['alpha', 'Team 2', 'team 10']);
});

it('the third click gives the order of the list back, and another column begins anew', () => {
  const cost = { id: 'cost', numeric: true };
  const first = turned(null, cost);
  expect(first).toEqual({ id: 'cost', isDescending: true });
  expect(turned(first, cost)).toEqual({ id: 'cost', isDescending: false });
  expect(turned(turned(first, cost), cost)).toBeNull();
  expect(turned(first, { id: 'name' })).toEqual({ id: 'name', isDescending: false });
});
