/** What people have spent in the running period, by the log: the ledger counts from when a limit first holds for them. */
import { spendAccount } from '../../routing/effective-spend-limits.ts';
import type { SpendLimit, SpendPeriod } from '../../storage/ports/records/spend-limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { everyRow } from '../listing.ts';
import { look } from '../transaction.ts';

/** Far more people than an organisation has. */
const MAX_STEPS = 200_000;

/** Nano-dollars, by the id of the person. */
export async function spentBy(context: ControlContext, period: SpendPeriod): Promise<ReadonlyMap<string, number>> {
  const to = context.clock.now();
  const { start: from } = context.usage.window(period, to);
  const { steps } = await context.analytics.usage(
    { by: ['user'], stepMs: Math.max(1, to - from), limit: MAX_STEPS },
    { organisationId: organisationOf(context), from, to },
  );
  const spent = new Map<string, number>();
  for (const { keys, costNanoUsd } of steps) {
    const [user = null] = keys;
    if (user !== null) spent.set(user, (spent.get(user) ?? 0) + costNanoUsd);
  }
  return spent;
}

/** The log also has users whom a caller named, who are nobody here. */
export const peopleOf = async (tx: TenantRecords): Promise<ReadonlySet<string>> =>
  new Set((await everyRow((page) => tx.users.list({}, page))).map(({ id }) => id));

/** Somebody who has spent all of it before the limit was set is over it at once. Lowers nothing. */
export async function countPastSpend(
  context: ControlContext,
  { scopeKind, scopeId, period }: SpendLimit,
): Promise<void> {
  const people = scopeKind === 'user' ? new Set([scopeId]) : await look(context, peopleOf);
  for (const [userId, nano] of await spentBy(context, period)) {
    if (!people.has(userId)) continue;
    const account = spendAccount(userId, period);
    if (context.usage.of(account, period).spent < nano) await context.usage.raise(account, period, nano);
  }
}
