import { expect, it } from 'vitest';
import { type Limited, limitsInWords } from './limits-in-words.ts';

const COST = { type: 'cost', credit_limit: 50, periodic_reset: 'monthly' };
const told = (limits: object) => limitsInWords(limits as Limited);

it('each budget and each rate is told, and one budget needs no list', () => {
  const rates = [{ type: 'requests', unit: 'rps', value: 3 }];
  expect(
    told({ usage_limits: [COST, { type: 'tokens', credit_limit: 2000, periodic_reset: null }], rate_limits: rates }),
  ).toBe('$50 monthly, 2,000 tokens, 3 requests a second');
  expect(told({ usage_limits: COST, rate_limits: null })).toBe('$50 monthly');
});

it('a budget of a number of days is not told as one for ever', () => {
  const budget = { ...COST, periodic_reset: null, periodic_reset_days: 10 };
  expect(told({ usage_limits: budget, rate_limits: null })).toBe('$50 every 10 days');
});

it('no limit has no words', () => {
  expect(told({ usage_limits: null, rate_limits: null })).toBe('');
});
