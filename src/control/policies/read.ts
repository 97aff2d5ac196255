/** Policies, one and all, and what has been counted for each combination of values. */
import type { z } from 'zod';
import type { Policy, PolicyKind } from '../../storage/ports/records/policies.ts';
import { WINDOW_MS } from '../../routing/compiled-limits.ts';
import { policyAccounts } from '../../routing/compiled-policies.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { UNITS } from '../limits/view.ts';
import { asList } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { findPolicy } from './find.ts';
import type { EntityList, RatePolicyList, RatePolicyView, UsagePolicyList, UsagePolicyView } from './schemas.ts';
import { GetRatePolicy, GetUsagePolicy, ListEntities, ListPolicies, ResetEntity } from './schemas.ts';
import { entitiesOf, rateEntitiesOf, valueKeyOf, viewRatePolicy, viewUsagePolicy, type Entity } from './view.ts';

export async function getUsagePolicy(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof UsagePolicyView>> {
  requireScope(context, 'policies.read');
  const { id, include_usage: withUsage, status } = parseInput(GetUsagePolicy, input);
  const isAnyStatus = status === 'archived';
  const policy = await look(context, (tx) => findPolicy(context, tx, { kind: 'usage_limits', id, isAnyStatus }));
  const view = viewUsagePolicy(context, policy);
  const { budget } = policy.rule;
  if (withUsage !== 'true' || budget === null) return view;
  const entities = entitiesOf(context.usage, id, budget).map(({ value_key: key, current_usage, status: state }) => {
    const { threshold, exhausted } = context.usage.alerts(`${policyAccounts(id)}${key}`, budget.period);
    const sent = { is_threshold_alerts_sent: threshold, is_exhausted_alerts_sent: exhausted };
    return [key, { current_usage, status: state, ...sent }] as const;
  });
  return { ...view, value_key_usage_map: Object.fromEntries(entities) };
}

export async function getRatePolicy(context: ControlContext, input: unknown): Promise<z.infer<typeof RatePolicyView>> {
  requireScope(context, 'policies.read');
  const { id, status } = parseInput(GetRatePolicy, input);
  const isAnyStatus = status === 'archived';
  return viewRatePolicy(await look(context, (tx) => findPolicy(context, tx, { kind: 'rate_limits', id, isAnyStatus })));
}

export async function listUsagePolicies(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof UsagePolicyList>> {
  requireScope(context, 'policies.list');
  const wanted = parseInput(ListPolicies, input);
  const all = await listed(context, 'usage_limits', wanted);
  const meant = all.filter(({ rule }) => wanted.type === undefined || rule.budget?.unit === wanted.type);
  return asList(page(meant, wanted), (policy) => viewUsagePolicy(context, policy));
}

export async function listRatePolicies(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof RatePolicyList>> {
  requireScope(context, 'policies.list');
  const wanted = parseInput(ListPolicies, input);
  const all = await listed(context, 'rate_limits', wanted);
  const meant = all.filter(
    ({ rule: { rate } }) =>
      rate !== null &&
      (wanted.type === undefined || rate.unit === wanted.type) &&
      (wanted.unit === undefined || UNITS[rate.per] === wanted.unit),
  );
  return asList(page(meant, wanted), viewRatePolicy);
}

type Listed = z.output<typeof ListPolicies>;

function listed(context: ControlContext, kind: PolicyKind, { status, workspace_id: ref }: Listed): Promise<Policy[]> {
  const pinned = pinnedWorkspace(context);
  return look(context, async (tx) => {
    const asked = ref ? ((await lookUpWorkspace(tx, ref))?.id ?? ref) : pinned;
    const all = (await tx.policies.list(kind)).filter((policy) => policy.status === status);
    if (pinned !== null && asked !== pinned) return [];
    return asked === null ? all : all.filter(({ workspaceId }) => workspaceId === asked);
  });
}

function page<Row>(
  rows: readonly Row[],
  { current_page: at, page_size: size }: Pick<Listed, 'current_page' | 'page_size'>,
) {
  return { total: rows.length, rows: rows.slice(at * size, (at + 1) * size) };
}

export async function listPolicyEntities(context: ControlContext, input: unknown): Promise<z.infer<typeof EntityList>> {
  requireScope(context, 'policies.read');
  const wanted = parseInput(ListEntities, input);
  const { id, rule } = await look(context, (tx) => findPolicy(context, tx, { kind: 'usage_limits', id: wanted.id }));
  return entityList(rule.budget === null ? [] : entitiesOf(context.usage, id, rule.budget), wanted);
}

export async function listRateEntities(context: ControlContext, input: unknown): Promise<z.infer<typeof EntityList>> {
  requireScope(context, 'policies.read');
  const wanted = parseInput(ListEntities, input);
  const { id, rule } = await look(context, (tx) => findPolicy(context, tx, { kind: 'rate_limits', id: wanted.id }));
  return entityList(rule.rate === null ? [] : await rateEntitiesOf(context.usage, id, rule.rate), wanted);
}

function entityList(all: readonly Entity[], wanted: z.output<typeof ListEntities>): z.infer<typeof EntityList> {
  const meant = all.filter(
    ({ value_key: key, status }) =>
      (wanted.status === undefined || status === wanted.status) && key.includes(wanted.search ?? ''),
  );
  return asList(page(meant, wanted), (entity) => entity);
}

/** What it used in the running period counts as 0 from now on. */
export async function resetPolicyEntity(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'policies.update');
  const wanted = parseInput(ResetEntity, input);
  const { id, rule } = await look(context, (tx) => findPolicy(context, tx, { kind: 'usage_limits', id: wanted.id }));
  if (rule.budget !== null) {
    await context.usage.reset(`${policyAccounts(id)}${valueKeyOf(wanted.entity_id)}`, rule.budget.period);
  }
  return {};
}

export async function resetRateEntity(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'policies.update');
  const wanted = parseInput(ResetEntity, input);
  const { id, rule } = await look(context, (tx) => findPolicy(context, tx, { kind: 'rate_limits', id: wanted.id }));
  if (rule.rate !== null) {
    const listedUnder = policyAccounts(id);
    const windowMs = WINDOW_MS[rule.rate.per];
    await context.usage.resetRate({ place: `${listedUnder}${valueKeyOf(wanted.entity_id)}`, windowMs, listedUnder });
  }
  return {};
}
