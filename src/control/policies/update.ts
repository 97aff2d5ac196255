/** Changes a policy, live for the next request. What was used stays counted unless the period or the groups change. */
import type { z } from 'zod';
import type { Policy, PolicyRule } from '../../storage/ports/records/policies.ts';
import { policyAccounts } from '../../routing/compiled-policies.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { shown, viewRate } from '../limits/view.ts';
import { toBudget, toRates } from '../limits/write.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { toConditions } from './create.ts';
import { findPolicy } from './find.ts';
import { UpdateRatePolicy, UpdateUsagePolicy } from './schemas.ts';
import { viewRatePolicy, viewUsagePolicy } from './view.ts';

export async function updateUsagePolicy(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'policies.update');
  const wanted = parseInput(UpdateUsagePolicy, input);
  const policy = await change(context, async (tx) => {
    const before = await findPolicy(context, tx, { kind: 'usage_limits', id: wanted.id });
    const rule = {
      ...conditionsAfter(before.rule, wanted),
      budget: budgetAfter(context, before.rule, wanted),
      rate: null,
    };
    const after = changed(context, before, { ...wanted, rule });
    await tx.policies.replace(after);
    await audit(context, tx, {
      action: 'policy.update',
      subject: after,
      before: viewUsagePolicy(context, before),
      after: viewUsagePolicy(context, after),
    });
    return after;
  });
  const value = wanted.reset_usage_for_value;
  if (value != null && policy.rule.budget !== null) {
    await context.usage.reset(`${policyAccounts(policy.id)}${value}`, policy.rule.budget.period);
  }
  return {};
}

export async function updateRatePolicy(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'policies.update');
  const wanted = parseInput(UpdateRatePolicy, input);
  return change(context, async (tx) => {
    const before = await findPolicy(context, tx, { kind: 'rate_limits', id: wanted.id });
    const { rate: known } = before.rule;
    const [rate = null] =
      known === null
        ? []
        : toRates([
            {
              ...viewRate(known),
              ...(wanted.unit === undefined ? {} : { unit: wanted.unit }),
              ...(wanted.value === undefined ? {} : { value: wanted.value }),
              ...(wanted.tokens_counted === undefined ? {} : { tokens_counted: wanted.tokens_counted }),
            },
          ]);
    const after = changed(context, before, {
      ...wanted,
      rule: { ...conditionsAfter(before.rule, wanted), budget: null, rate },
    });
    await tx.policies.replace(after);
    const views = { before: viewRatePolicy(before), after: viewRatePolicy(after) };
    await audit(context, tx, { action: 'policy.update', subject: after, ...views });
    return {};
  });
}

interface Changes {
  name?: string | null | undefined;
  description?: string | null | undefined;
  rule: PolicyRule;
}

function changed(context: ControlContext, before: Policy, { name, description, rule }: Changes): Policy {
  return {
    ...before,
    name: name === undefined ? before.name : name,
    description: description === undefined ? before.description : description,
    rule,
    lastUpdatedAt: context.clock.now(),
  };
}

type WantedConditions = Pick<z.output<typeof UpdateUsagePolicy>, 'conditions' | 'group_by'>;

function conditionsAfter(before: PolicyRule, { conditions, group_by: groups }: WantedConditions) {
  const after = toConditions({ conditions: conditions ?? [], group_by: groups ?? [] });
  return {
    conditions: conditions === undefined ? before.conditions : after.conditions,
    groupBy: groups === undefined ? before.groupBy : after.groupBy,
  };
}

/** What is absent stays as it is. */
function budgetAfter(context: ControlContext, { budget }: PolicyRule, wanted: z.output<typeof UpdateUsagePolicy>) {
  if (budget === null) return null;
  const { unit, period } = budget;
  const isPeriodGiven = wanted.periodic_reset !== undefined || wanted.periodic_reset_days !== undefined;
  const alertAt = budget.alertAt === null ? null : shown(budget, budget.alertAt);
  const after = toBudget(context, {
    ...wanted,
    type: unit,
    credit_limit: wanted.credit_limit ?? shown(budget, budget.amount),
    alert_threshold: wanted.alert_threshold === undefined ? alertAt : wanted.alert_threshold,
    soft: wanted.soft === undefined ? budget.isSoft === true : wanted.soft,
  });
  return after === null || isPeriodGiven ? after : { ...after, period };
}
