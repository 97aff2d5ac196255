import { expect, it } from 'vitest';
import type { Limited } from '../../panels/limits-in-words.ts';
import { changesOf, draftOf, inheritedBy, resetDaysOf } from './limits-of-workspace.ts';

/** As the API shows a budget. */
const shown = (budget: object) => ({
  alert_threshold: null,
  periodic_reset: null,
  periodic_reset_days: null,
  next_usage_reset_at: '2026-12-01T00:00:00.000Z',
  current_usage: 3,
  held_usage: 0,
  soft: false,
  status: 'active',
  is_threshold_alerts_sent: false,
  is_exhausted_alerts_sent: false,
  ...budget,
});
const TOKENS = shown({ type: 'tokens', credit_limit: 5, periodic_reset: 'daily' });
const COST = shown({ type: 'cost', credit_limit: 50, periodic_reset: 'monthly', alert_threshold: 40 });
const EVERY_TEN = shown({ type: 'cost', credit_limit: 50, periodic_reset_days: 10 });
const SECOND = { type: 'requests', unit: 'rps', value: 3 };

const own = (limits: object) => ({ usage_limits: null, rate_limits: null, ...limits }) as unknown as Limited;

it('limits that the form does not show stay, and so does what it does not ask of a budget', () => {
  const before = own({ usage_limits: [TOKENS, COST], rate_limits: [SECOND] });
  const kept = { periodic_reset_days: null, soft: false };
  expect(changesOf(before, { ...draftOf(before), budget: '60', perMinute: '100' })).toEqual({
    usage_limits: [
      { ...kept, type: 'tokens', credit_limit: 5, periodic_reset: 'daily', alert_threshold: null },
      { ...kept, type: 'cost', credit_limit: 60, periodic_reset: 'monthly', alert_threshold: 40 },
    ],
    rate_limits: [SECOND, { type: 'requests', unit: 'rpm', value: 100 }],
  });
});

it('what was not changed is not written', () => {
  const before = own({ usage_limits: COST, rate_limits: [SECOND] });
  expect(changesOf(before, draftOf(before))).toEqual({});
  expect(Object.keys(changesOf(before, { ...draftOf(before), perMinute: '7' }))).toEqual(['rate_limits']);
  expect(changesOf(own({}), { ...draftOf(own({})), reset: 'daily' })).toEqual({});
});

it('an empty field takes its limit away, and zero is a limit', () => {
  expect(changesOf(own({ usage_limits: COST }), { budget: '', reset: '', perMinute: '0' })).toEqual({
    usage_limits: [],
    rate_limits: [{ type: 'requests', unit: 'rpm', value: 0 }],
  });
});

it('when a budget starts again is changed without the end of the running period, which the API refuses', () => {
  const monthly = own({ usage_limits: COST });
  const changed = { type: 'cost', credit_limit: 50, periodic_reset_days: null, soft: false };
  expect(changesOf(monthly, { ...draftOf(monthly), reset: 'weekly' })).toEqual({
    usage_limits: [{ ...changed, alert_threshold: 40, periodic_reset: 'weekly' }],
  });
  expect(changesOf(monthly, { ...draftOf(monthly), reset: '' })).toEqual({
    usage_limits: [{ ...changed, alert_threshold: 40, periodic_reset: null }],
  });
  const days = own({ usage_limits: EVERY_TEN });
  expect(changesOf(days, { ...draftOf(days), reset: 'monthly' })).toEqual({
    usage_limits: [{ ...changed, alert_threshold: null, periodic_reset: 'monthly' }],
  });
});

it('a budget of a number of days is no budget for ever, and its days count on when its amount is changed', () => {
  const days = own({ usage_limits: EVERY_TEN });
  expect(draftOf(days).reset).toBe('days');
  expect(resetDaysOf(days)).toBe(10);
  expect(changesOf(days, { ...draftOf(days), budget: '60' })).toMatchObject({
    usage_limits: [{ credit_limit: 60, periodic_reset_days: 10, next_usage_reset_at: EVERY_TEN.next_usage_reset_at }],
  });
});

it('only what a workspace has none of its own of is inherited', () => {
  const inForce = own({ usage_limits: COST, rate_limits: [SECOND] });
  expect(inheritedBy(inForce, own({ usage_limits: COST }))).toEqual({
    budgets: own({}),
    rates: own({ rate_limits: [SECOND] }),
  });
});
