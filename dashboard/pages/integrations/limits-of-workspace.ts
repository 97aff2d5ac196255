/** What a form says of the limits of a workspace at an integration, put into all limits that it has. Pure. */
import type { IntegrationWorkspace } from '../../api/queries/integrations.ts';
import { type Budget, budgetsOf } from '../../panels/limits-in-words.ts';

export interface LimitDraft {
  /** US dollars; empty = no budget. */
  budget: string;
  reset: 'daily' | 'weekly' | 'monthly' | '';
  /** Requests in a minute; empty = no limit. */
  perMinute: string;
}

type Rates = NonNullable<IntegrationWorkspace['rate_limits']>;

const isCost = ({ type }: Budget): boolean => type === 'cost';
const isPerMinute = ({ type, unit }: Rates[number]): boolean => type === 'requests' && unit === 'rpm';

export function draftOf(workspace: IntegrationWorkspace): LimitDraft {
  const { rate_limits: rates } = workspace;
  const budget = budgetsOf(workspace).find(isCost);
  const rate = rates?.find(isPerMinute);
  return {
    budget: budget === undefined ? '' : String(budget.credit_limit),
    reset: budget === undefined ? 'monthly' : (budget.periodic_reset ?? ''),
    perMinute: rate === undefined ? '' : String(rate.value),
  };
}

/** Limits that the form does not show stay as they are. */
export function limitsOf(before: IntegrationWorkspace, { budget, reset, perMinute }: LimitDraft) {
  const kept = budgetsOf(before).filter((one) => !isCost(one));
  const former = budgetsOf(before).find(isCost);
  const cost = { ...former, type: 'cost' as const, credit_limit: Number(budget), periodic_reset: reset || null };
  const rates = before.rate_limits?.filter((one) => !isPerMinute(one)) ?? [];
  const rate = { type: 'requests' as const, unit: 'rpm' as const, value: Number(perMinute) };
  return {
    usage_limits: budget === '' ? kept : [...kept, cost],
    rate_limits: perMinute === '' ? rates : [...rates, rate],
  };
}
