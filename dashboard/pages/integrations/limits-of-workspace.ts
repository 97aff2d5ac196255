/** What a form says of the limits that a workspace has of its own at an integration, and what of it was changed. Pure. */
import type { Budget, Limited } from '../../panels/limits-in-words.ts';
import { budgetsOf, keptBudget } from '../../panels/limits-in-words.ts';

export interface LimitDraft {
  /** US dollars; empty = no budget. */
  budget: string;
  /** `days`: every number of days that the budget has. Empty = never. */
  reset: 'daily' | 'weekly' | 'monthly' | 'days' | '';
  /** Requests in a minute; empty = no limit. */
  perMinute: string;
}

type Rates = NonNullable<Limited['rate_limits']>;

const isCost = ({ type }: Budget): boolean => type === 'cost';
const isPerMinute = ({ type, unit }: Rates[number]): boolean => type === 'requests' && unit === 'rpm';

export function draftOf(own: Limited): LimitDraft {
  const budget = budgetsOf(own).find(isCost);
  const rate = own.rate_limits?.find(isPerMinute);
  return {
    budget: budget === undefined ? '' : String(budget.credit_limit),
    reset: budget === undefined ? 'monthly' : resetOf(budget),
    perMinute: rate === undefined ? '' : String(rate.value),
  };
}

const resetOf = ({ periodic_reset: named, periodic_reset_days: days }: Budget): LimitDraft['reset'] =>
  named ?? (days === null ? '' : 'days');

/** The days of the budget that starts again every number of days; null = it does not. */
export const resetDaysOf = (own: Limited): number | null => budgetsOf(own).find(isCost)?.periodic_reset_days ?? null;

/** What is absent was not changed. Limits that the form does not show stay as they are. */
export function changesOf(own: Limited, draft: LimitDraft) {
  const before = draftOf(own);
  const isBudgetChanged = draft.budget !== before.budget || (draft.budget !== '' && draft.reset !== before.reset);
  return {
    ...(isBudgetChanged ? { usage_limits: budgetsAfter(own, draft) } : {}),
    ...(draft.perMinute === before.perMinute ? {} : { rate_limits: ratesAfter(own, draft) }),
  };
}

function budgetsAfter(own: Limited, { budget, reset }: LimitDraft) {
  const others = budgetsOf(own)
    .filter((one) => !isCost(one))
    .map(keptBudget);
  if (budget === '') return others;
  const former = budgetsOf(own).find(isCost);
  const amount = { type: 'cost' as const, credit_limit: Number(budget) };
  if (former !== undefined && reset === resetOf(former)) return [...others, { ...keptBudget(former), ...amount }];
  const { alert_threshold = null, soft = false } = former ?? {};
  const named = reset === '' || reset === 'days' ? null : reset;
  return [...others, { ...amount, alert_threshold, soft, periodic_reset: named, periodic_reset_days: null }];
}

function ratesAfter(own: Limited, { perMinute }: LimitDraft): Rates {
  const others = own.rate_limits?.filter((one) => !isPerMinute(one)) ?? [];
  return perMinute === '' ? others : [...others, { type: 'requests', unit: 'rpm', value: Number(perMinute) }];
}

/** What holds because it is set for each workspace: budgets where it has none of its own, rate limits likewise. */
export function inheritedBy(inForce: Limited, own: Limited): { budgets: Limited; rates: Limited } {
  return {
    budgets: { usage_limits: budgetsOf(own).length === 0 ? inForce.usage_limits : null, rate_limits: null },
    rates: { usage_limits: null, rate_limits: own.rate_limits === null ? inForce.rate_limits : null },
  };
}
