/** Which limits a request counts against: those of the caller, and those of the target. */
import {
  NO_LIMITS,
  type CompiledBudget,
  type CompiledLimits,
  type CompiledRate,
} from '../../routing/compiled-limits.ts';
import type { CompiledPolicy, FactsOf } from '../../routing/compiled-policies.ts';
import type { Admitted, Arrived, Authenticated, Authorized } from '../exchange.ts';
import type { PolicyValues } from './policy-values.ts';
import type { Spending } from './spending.ts';
import type { Target } from '../route/plan.ts';

type Who = Pick<Arrived & Authenticated & Authorized, 'caller' | 'workspace' | 'snapshot'>;
type Asking = Who & Pick<Authorized, 'metadata'>;

/** Of the key, its user, the workspace and the organisation, whatever the request. */
export function callerLimits({ caller, workspace, snapshot }: Who): CompiledLimits {
  const tenant = snapshot.tenantLimits.get(caller.organisationId);
  const user = caller.userId === null ? undefined : tenant?.users.get(caller.userId);
  const spend = caller.userId === null ? undefined : tenant?.spendLimits.of(caller.userId);
  return joined([
    caller.limits,
    user ?? NO_LIMITS,
    spend ?? NO_LIMITS,
    workspace.limits,
    tenant?.organisation ?? NO_LIMITS,
  ]);
}

/** Of the provider and its integration in this workspace, and of every policy that is for the request at this target. */
export function targetLimits(exchange: Admitted, target: Target, { values }: Pick<Spending, 'values'>): CompiledLimits {
  const { caller, workspace, snapshot } = exchange;
  const tenant = snapshot.tenantLimits.get(caller.organisationId);
  if (tenant === undefined) return target.provider.limits;
  const shared = tenant.integrations.in(workspace.id, target.provider.accountId);
  const facts = factsOf(exchange, factsOfRequest(exchange, target));
  return joined([target.provider.limits, shared, policyLimits(policiesFor(exchange), facts, values.counted)]);
}

/**
 * Of the caller, and of every policy that counts all that it asks, whatever the target, the config and the endpoint. For showing
 * alone: nothing is counted.
 */
export function budgetsOfCaller(asking: Asking, { values }: Pick<Spending, 'values'>): readonly CompiledBudget[] {
  const policies = policiesFor(asking).filter(({ isOfCallers }) => isOfCallers);
  return joined([callerLimits(asking), policyLimits(policies, factsOf(asking, {}), values.shown)]).budgets;
}

function policiesFor({ caller, workspace, snapshot }: Who): CompiledPolicy[] {
  const policies = snapshot.tenantLimits.get(caller.organisationId)?.policies ?? [];
  return policies.filter(({ workspaceId }) => workspaceId === null || workspaceId === workspace.id);
}

function policyLimits(
  policies: readonly CompiledPolicy[],
  facts: FactsOf,
  countedAs: PolicyValues['counted'],
): CompiledLimits {
  const budgets: CompiledBudget[] = [];
  const rates: CompiledRate[] = [];
  for (const policy of policies) {
    const met = policy.valueKey(facts);
    if (met === null) continue;
    const valueKey = countedAs(policy.id, met);
    const budget = policy.budget(valueKey);
    const rate = policy.rate(valueKey);
    if (budget !== null) budgets.push(budget);
    if (rate !== null) rates.push(rate);
  }
  return { budgets, rates };
}

const METADATA = 'metadata.';

type Facts = Readonly<Record<string, () => readonly (string | null)[]>>;

function factsOf({ caller, workspace, metadata }: Asking, ofRequest: Facts): FactsOf {
  const known: Facts = {
    api_key: () => [caller.id],
    user: () => [caller.userId],
    workspace_id: () => [workspace.id, workspace.slug],
    ...ofRequest,
  };
  return (key) => {
    if (key.startsWith(METADATA)) {
      const value = metadata[key.slice(METADATA.length)];
      return value === undefined ? [] : [value];
    }
    return (Object.hasOwn(known, key) ? (known[key]?.() ?? []) : []).filter((value) => value !== null);
  };
}

function factsOfRequest({ endpoint, plan }: Admitted, { provider, model }: Target): Facts {
  const slug = provider.slug ?? provider.name;
  return {
    provider: () => [slug, provider.provider.id],
    virtual_key: () => [slug],
    model: () => [`@${slug}/${model}`, model],
    config: () => [plan.config?.id ?? null],
    endpoint_type: () => [endpoint.operation],
  };
}

function joined(all: readonly CompiledLimits[]): CompiledLimits {
  const some = all.filter(
    ({ budgets, rates, velocity = [] }) => budgets.length > 0 || rates.length > 0 || velocity.length > 0,
  );
  const [only = NO_LIMITS, ...others] = some;
  if (others.length === 0) return only;
  return {
    budgets: some.flatMap(({ budgets }) => budgets),
    rates: some.flatMap(({ rates }) => rates),
    velocity: some.flatMap(({ velocity = [] }) => velocity),
  };
}
