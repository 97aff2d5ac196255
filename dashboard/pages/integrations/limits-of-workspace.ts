/** What a form says of the limits that a workspace has of its own at an integration, and what of it was changed. Pure. */
import type { IntegrationWorkspaces } from '../../api/queries/integrations.ts';
import type { SavedBudget, SavedLimits } from '../../panels/limits-in-words.ts';
import { budgetsOf, keptBudget } from '../../panels/limits-in-words.ts';

export interface LimitDraft {
  /** US dollars; empty = no budget. */
  budget: string;
  /** `days`: every number of days that the budget has. Empty = never. */
  reset: 'daily' | 'weekly' | 'monthly' | 'days' | '';
  /** Requests in a minute; empty = no limit. */
  perMinute: string;
}

type Rates = NonNullable<SavedLimits['rate_limits']>;

const isCost = ({ type }: SavedBudget): boolean => type === 'cost';
const isPerMinute = ({ type, unit }: Rates[number]): boolean => type === 'requests' && unit === 'rpm';

export function draftOf(own: SavedLimits): LimitDraft {
  const budget = budgetsOf(own).find(isCost);
  const rate = own.rate_limits?.find(isPerMinute);
  return {
    budget: budget === undefined ? '' : String(budget.credit_limit),
    reset: budget === undefined ? 'monthly' : resetOf(budget),
    perMinute: rate === undefined ? '' : String(rate.value),
  };
}

const resetOf = ({ periodic_reset: named, periodic_reset_days: days }: SavedBudget): LimitDraft['reset'] =>
  named ?? (days === null ? '' : 'days');

/** The days of the budget that starts again every number of days; null = it does not. */
export const resetDaysOf = (own: SavedLimits): number | null =>
  budgetsOf(own).find(isCost)?.periodic_reset_days ?? null;

/** What is absent was not changed. Limits that the form does not show stay as they are. */
export function changesOf(own: SavedLimits, draft: LimitDraft) {
  const before = draftOf(own);
  const isBudgetChanged = draft.budget !== before.budget || (draft.budget !== '' && draft.reset !== before.reset);
  return {
    ...(isBudgetChanged ? { usage_limits: budgetsAfter(own, draft) } : {}),
    ...(draft.perMinute === before.perMinute ? {} : { rate_limits: ratesAfter(own, draft) }),
  };
}

function budgetsAfter(own: SavedLimits, { budget, reset }: LimitDraft) {
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

function ratesAfter(own: SavedLimits, { perMinute }: LimitDraft): Rates {
  const others = own.rate_limits?.filter((one) => !isPerMinute(one)) ?? [];
  return perMinute === '' ? others : [...others, { type: 'requests', unit: 'rpm', value: Number(perMinute) }];
}

type Shared = IntegrationWorkspaces['global_workspace_access'];

/** What is set for each workspace, as the limits of any other owner are shown. */
export const limitsOfEach = ({ usage_limits: budgets, rate_limits: rates }: Shared): SavedLimits => ({
  usage_limits: budgets.map((budget) => ({
    type: budget.type,
    credit_limit: budget.credit_limit,
    alert_threshold: budget.alert_threshold ?? null,
    periodic_reset: budget.periodic_reset ?? null,
    periodic_reset_days: budget.periodic_reset_days ?? null,
    next_usage_reset_at: budget.next_usage_reset_at ?? null,
    soft: budget.soft ?? false,
  })),
  rate_limits: rates,
});

/** What holds because it is set for each workspace: budgets where it has none of its own, rate limits likewise. */
export function inheritedBy(inForce: SavedLimits, own: SavedLimits): { budgets: SavedLimits; rates: SavedLimits } {
  return {
    budgets: { usage_limits: budgetsOf(own).length === 0 ? inForce.usage_limits : null, rate_limits: null },
    rates: { usage_limits: null, rate_limits: own.rate_limits === null ? inForce.rate_limits : null },
  };
}
