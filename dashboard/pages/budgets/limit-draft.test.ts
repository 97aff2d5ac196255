import { describe, expect, it } from 'vitest';
import { draftOfBudget, NEW_LIMIT, toBudget } from './limit-draft.ts';
import type { Budget } from '../../panels/limits-in-words.ts';

const BUDGET: Budget = {
  type: 'cost',
  credit_limit: 50,
  alert_threshold: null,
  periodic_reset: null,
  periodic_reset_days: 14,
  next_usage_reset_at: '2026-12-05T00:00:00.000Z',
  current_usage: 3,
  held_usage: 0,
  soft: false,
  status: 'active',
  is_threshold_alerts_sent: false,
  is_exhausted_alerts_sent: false,
};

describe('a budget of so many days whose amount is changed', () => {
  it('keeps its days and where they are counted from: a reset would be lost for ever', () => {
    expect(toBudget({ ...draftOfBudget(BUDGET), amount: '80' })).toEqual({
      type: 'cost',
      credit_limit: 80,
      alert_threshold: null,
      periodic_reset: null,
      periodic_reset_days: 14,
      next_usage_reset_at: '2026-12-05T00:00:00.000Z',
      soft: false,
    });
  });

  it('counts other days from now', () => {
    const changed = toBudget({ ...draftOfBudget(BUDGET), days: '30' });
    expect(changed).toMatchObject({ periodic_reset_days: 30 });
    expect(changed).not.toHaveProperty('next_usage_reset_at');
  });
});

it('a budget by the calendar has no days', () => {
  const monthly = { ...BUDGET, periodic_reset: 'monthly' as const, periodic_reset_days: null };
  expect(toBudget(draftOfBudget(monthly))).toMatchObject({ periodic_reset: 'monthly', periodic_reset_days: null });
});

it('days that are no number are not yet a budget', () => {
  expect(toBudget({ ...NEW_LIMIT, amount: '5', reset: 'days', days: '' })).toBeNull();
  expect(toBudget({ ...NEW_LIMIT, amount: '5', reset: 'days', days: '1.5' })).toBeNull();
});
