/** Budgets and rate limits of a key or a workspace, in words. Pure. */
import type { ApiKey } from '../api/queries/api-keys.ts';

/** What has limits, as the API shows it. */
export type Limited = Pick<ApiKey, 'usage_limits' | 'rate_limits'>;
type Rate = NonNullable<Limited['rate_limits']>[number];
export type Budget = Exclude<NonNullable<Limited['usage_limits']>, readonly unknown[]>;
/** What was saved of a budget: not what is used of it. */
export type SavedBudget = Pick<
  Budget,
  | 'type'
  | 'credit_limit'
  | 'alert_threshold'
  | 'periodic_reset'
  | 'periodic_reset_days'
  | 'next_usage_reset_at'
  | 'soft'
>;
export interface SavedLimits {
  usage_limits: SavedBudget | readonly SavedBudget[] | null;
  rate_limits: Limited['rate_limits'];
}

/** The API shows one budget without a list around it. */
export function budgetsOf(limited: Limited): readonly Budget[];
export function budgetsOf(limited: SavedLimits): readonly SavedBudget[];
export function budgetsOf({ usage_limits: shown }: SavedLimits): readonly SavedBudget[] {
  if (shown === null) return [];
  return Array.isArray(shown) ? (shown as readonly SavedBudget[]) : [shown as SavedBudget];
}

/** As the API takes back what it shows: the end of the running period may be given with a number of days only. */
export const keptBudget = (budget: SavedBudget) => ({
  type: budget.type,
  credit_limit: budget.credit_limit,
  alert_threshold: budget.alert_threshold,
  periodic_reset: budget.periodic_reset,
  periodic_reset_days: budget.periodic_reset_days,
  ...(budget.periodic_reset_days === null ? {} : { next_usage_reset_at: budget.next_usage_reset_at }),
  soft: budget.soft,
});

/** `$50 monthly, 100 requests a minute`; empty = none. */
export function limitsInWords(limited: SavedLimits): string {
  const units: Record<Rate['unit'], string> = {
    rps: 'second',
    rpm: 'minute',
    rph: 'hour',
    rpd: 'day',
    rpw: 'week',
  };
  return [
    ...budgetsOf(limited).map(({ type, credit_limit: limit, periodic_reset: named, periodic_reset_days: days }) => {
      const amount = limit.toLocaleString('en-US');
      const reset = named ?? (typeof days === 'number' ? `every ${days} days` : '');
      return `${type === 'cost' ? `$${amount}` : `${amount} ${type}`} ${reset}`.trimEnd();
    }),
    ...(limited.rate_limits ?? []).map(
      ({ type, unit, value }) => `${value.toLocaleString('en-US')} ${type} a ${units[unit]}`,
    ),
  ].join(', ');
}
