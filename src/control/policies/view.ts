/** Policies as shown, and what each combination of values has used. */
import type { z } from 'zod';
import type { BudgetUsage, ControlContext } from '../context.ts';
import type { Budget, RateLimit } from '../../storage/ports/records/limits.ts';
import type { Policy, PolicyRule } from '../../storage/ports/records/policies.ts';
import { WINDOW_MS } from '../../routing/compiled-limits.ts';
import { policyAccounts } from '../../routing/compiled-policies.ts';
import { toIso } from '../fields.ts';
import { shown, viewBudget, viewRate } from '../limits/view.ts';
import type { RatePolicyView, UsagePolicyView } from './schemas.ts';

type Reading = Pick<ControlContext, 'usage' | 'clock'>;

/** In the audit trail and in answers alike. */
export function viewUsagePolicy({ usage, clock }: Reading, policy: Policy): z.infer<typeof UsagePolicyView> {
  const { budget } = policy.rule;
  if (budget === null) throw new Error(`The policy ${policy.id} has no budget.`);
  const {
    current_usage: _u,
    held_usage: _h,
    status: _s,
    is_threshold_alerts_sent: _t,
    is_exhausted_alerts_sent: _e,
    ...limit
  } = viewBudget(usage, policyAccounts(policy.id), budget);
  const { start } = usage.window(budget.period, clock.now());
  const lastReset = budget.period === null || start <= policy.createdAt ? null : toIso(start);
  return { ...viewPolicy(policy, 'policy-usage-limits'), ...limit, last_reset_at: lastReset };
}

export function viewRatePolicy(policy: Policy): z.infer<typeof RatePolicyView> {
  const { rate } = policy.rule;
  if (rate === null) throw new Error(`The policy ${policy.id} has no rate.`);
  const limit = { ...viewRate(rate), target: 'llm' as const };
  return { ...viewPolicy(policy, 'policy-rate-limits'), ...limit };
}

function viewPolicy(
  { id, name, description, rule, status, workspaceId, organisationId, ...times }: Policy,
  object: string,
) {
  return {
    id,
    object,
    name,
    description,
    ...viewRule(rule),
    status,
    workspace_id: workspaceId,
    organisation_id: organisationId,
    created_at: toIso(times.createdAt),
    last_updated_at: toIso(times.lastUpdatedAt),
  };
}

function viewRule({ conditions, groupBy }: PolicyRule) {
  return {
    conditions: conditions.map(({ key, values, excludes }) => ({
      key,
      value: values.length === 1 ? (values[0] ?? '') : [...values],
      excludes,
    })),
    group_by: groupBy.map((key) => ({ key })),
  };
}

export interface Entity {
  id: string;
  value_key: string;
  current_usage: number;
  held_usage: number;
  status: 'active' | 'exhausted';
}

/** Each combination of values that has used anything in the running period, those that used most first. */
export function entitiesOf(usage: BudgetUsage, policyId: string, budget: Budget): Entity[] {
  const prefix = policyAccounts(policyId);
  return usage
    .under(prefix, budget.period)
    .toSorted((a, b) => b.spent - a.spent)
    .map(({ account, spent, held }) => {
      const valueKey = account.slice(prefix.length);
      return {
        id: entityId(valueKey),
        value_key: valueKey,
        current_usage: shown(budget, spent),
        held_usage: shown(budget, held),
        status: spent >= budget.amount ? 'exhausted' : 'active',
      };
    });
}

/** Each combination of values that a rate counts now, those that used most first. */
export async function rateEntitiesOf(usage: BudgetUsage, policyId: string, rate: RateLimit): Promise<Entity[]> {
  const prefix = policyAccounts(policyId);
  const places = await usage.ratesUnder({ listedUnder: prefix, windowMs: WINDOW_MS[rate.per] });
  return places
    .toSorted((a, b) => b.counted - a.counted)
    .map(({ place, counted }) => {
      const valueKey = place.slice(prefix.length);
      const status = counted >= rate.value ? ('exhausted' as const) : ('active' as const);
      return { id: entityId(valueKey), value_key: valueKey, current_usage: counted, held_usage: 0, status };
    });
}

const EVERYTHING = 'all';

/** A value may be any text, and an id stands in a path. */
const entityId = (valueKey: string): string =>
  valueKey === '' ? EVERYTHING : Buffer.from(valueKey).toString('base64url');

export const valueKeyOf = (id: string): string =>
  id === EVERYTHING ? '' : Buffer.from(id, 'base64url').toString('utf8');
