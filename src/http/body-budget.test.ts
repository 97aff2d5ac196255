import { expect, it } from 'vitest';
import { createBodyBudget } from './body-budget.ts';

it('takes no more than it has, and has again what was given back', () => {
  const budget = createBodyBudget(100);
  expect([budget.take(60), budget.take(41), budget.take(40), budget.take(1)]).toEqual([true, false, true, false]);
  budget.give(60);
  expect(budget.take(60)).toBe(true);
});
