/** Sets and deletes what each person may spend: of one person, of each member of a group, or of everybody. */
import type { z } from 'zod';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { SpendLimit } from '../../storage/ports/records/spend-limits.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { countPastSpend } from './past-spend.ts';
import { requirePerson } from './people.ts';
import { CENT, SetSpendLimit, SpendLimitRef, type DeletedSpendLimit, type SpendLimitView } from './schemas.ts';
import { noSpendLimit, viewSpendLimit } from './view.ts';

/** Replaces the one of the same scope and period. */
export async function setSpendLimit(context: ControlContext, input: unknown): Promise<z.infer<typeof SpendLimitView>> {
  requireScope(context, 'organisation_settings.update');
  const { scope, amount, period } = parseInput(SetSpendLimit, input);
  const limit = await change(context, async (tx) => {
    const wanted = { ...(await scopeIn(tx, scope)), period };
    const before = await tx.spendLimits.find(wanted);
    const now = context.clock.now();
    const frame = before ?? { id: `spl_${newId(context)}`, organisationId: tx.organisationId, createdAt: now };
    const nano = amount === null ? null : Number(amount) * CENT;
    const after: SpendLimit = { ...frame, ...wanted, amount: nano, lastUpdatedAt: now };
    await tx.spendLimits.put(after);
    await audit(context, tx, {
      action: before === null ? 'spend_limit.create' : 'spend_limit.update',
      subject: { ...after, workspaceId: null },
      before: before === null ? null : viewSpendLimit(before),
      after: viewSpendLimit(after),
    });
    return after;
  });
  await countPastSpend(context, limit);
  return viewSpendLimit(limit);
}

export async function deleteSpendLimit(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof DeletedSpendLimit>> {
  requireScope(context, 'organisation_settings.update');
  const { id } = parseInput(SpendLimitRef, input);
  await change(context, async (tx) => {
    const before = await tx.spendLimits.findById(id);
    if (before === null) throw noSpendLimit(id);
    await tx.spendLimits.remove(id);
    await audit(context, tx, {
      action: 'spend_limit.delete',
      subject: { ...before, workspaceId: null },
      before: viewSpendLimit(before),
    });
  });
  return { type: 'spend_limit_deleted', id };
}

/** Throws `invalid_request` where the scope does not say whom it is for, and `not_found` for a person who is not there. */
async function scopeIn(
  tx: TenantRecords,
  { type, user_id: user, rbac_group_id: group }: z.output<typeof SetSpendLimit>['scope'],
): Promise<Pick<SpendLimit, 'scopeKind' | 'scopeId'>> {
  if (type === 'organization') return { scopeKind: 'organisation', scopeId: '' };
  if (type === 'rbac_group') {
    // A group that no directory has brought yet may have one: it holds for whoever joins.
    if (group === undefined) throw invalid('scope.rbac_group_id', 'is required');
    return { scopeKind: 'group', scopeId: group.toLowerCase() };
  }
  if (user === undefined) throw invalid('scope.user_id', 'is required');
  return { scopeKind: 'user', scopeId: (await requirePerson(tx, user)).id };
}
