/** Makes a policy: a budget or a rate for requests that meet conditions. It holds from the next request on. */
import type { z } from 'zod';
import type { Policy, PolicyCondition, PolicyKind, PolicyRule } from '../../storage/ports/records/policies.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { organisationOf, pinnedWorkspace, type ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { toBudget, toRates } from '../limits/write.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { audit, change } from '../transaction.ts';
import type { PolicyName } from './schemas.ts';
import { CreateRatePolicy, CreateUsagePolicy } from './schemas.ts';
import { viewRatePolicy, viewUsagePolicy } from './view.ts';

export async function createUsagePolicy(context: ControlContext, input: unknown): Promise<z.infer<typeof PolicyName>> {
  requireScope(context, 'policies.create');
  const wanted = parseInput(CreateUsagePolicy, input);
  const budget = toBudget(context, wanted);
  if (budget === null) throw invalid('credit_limit', 'is required');
  return insert(context, wanted, { kind: 'usage_limits', limit: { budget, rate: null } });
}

export async function createRatePolicy(context: ControlContext, input: unknown): Promise<z.infer<typeof PolicyName>> {
  requireScope(context, 'policies.create');
  const wanted = parseInput(CreateRatePolicy, input);
  const [rate = null] = toRates([wanted]);
  return insert(context, wanted, { kind: 'rate_limits', limit: { budget: null, rate } });
}

type Wanted = Pick<
  z.output<typeof CreateUsagePolicy>,
  'name' | 'description' | 'conditions' | 'group_by' | 'workspace_id'
>;

interface Given {
  kind: PolicyKind;
  limit: Pick<PolicyRule, 'budget' | 'rate'>;
}

function insert(context: ControlContext, wanted: Wanted, { kind, limit }: Given): Promise<z.infer<typeof PolicyName>> {
  return change(context, async (tx) => {
    const now = context.clock.now();
    const policy: Policy = {
      id: newId(context),
      organisationId: organisationOf(context),
      workspaceId: await workspaceOf(context, tx, wanted),
      kind,
      name: wanted.name ?? null,
      description: wanted.description ?? null,
      rule: { ...toConditions(wanted), ...limit },
      status: 'active',
      createdAt: now,
      lastUpdatedAt: now,
    };
    await tx.policies.insert(policy);
    const after = kind === 'usage_limits' ? viewUsagePolicy(context, policy) : viewRatePolicy(policy);
    await audit(context, tx, { action: 'policy.create', subject: policy, after });
    return { id: policy.id, object: after.object };
  });
}

/** An administrator who names no workspace means all of them. */
async function workspaceOf(context: ControlContext, tx: TenantRecords, wanted: Wanted): Promise<WorkspaceId | null> {
  if (!wanted.workspace_id && pinnedWorkspace(context) === null) return null;
  return (await resolveWorkspace(context, tx, wanted.workspace_id)).id;
}

export function toConditions(
  wanted: Pick<Wanted, 'conditions' | 'group_by'>,
): Pick<PolicyRule, 'conditions' | 'groupBy'> {
  const conditions = wanted.conditions.map(({ key, value, excludes }): PolicyCondition => ({
    key,
    values: typeof value === 'string' ? [value] : value,
    excludes: excludes === true,
  }));
  return { conditions, groupBy: wanted.group_by.map(({ key }) => key) };
}
