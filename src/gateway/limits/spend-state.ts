/** What callers are shown of their budgets in dollars: the key's, its user's, the workspace's and the organisation's. */
import type { CompiledBudget } from '../../routing/compiled-limits.ts';
import type { SpendState } from '../../wire/dialects/dialect.ts';
import { callerLimits } from './applicable-limits.ts';
import type { Spending } from './spending.ts';

export interface ShownBudget extends SpendState {
  budget: CompiledBudget;
  /** Nano-dollars. */
  spent: number;
}

/** The one that is used most comes first; empty = the caller has none. */
export function shownBudgets(
  asking: Parameters<typeof callerLimits>[0],
  { ledger, windowOf }: Pick<Spending, 'ledger' | 'windowOf'>,
  now: number,
): ShownBudget[] {
  const inDollars = callerLimits(asking).budgets.filter(({ unit }) => unit === 'cost');
  return inDollars
    .map((budget) => {
      const { start, end } = windowOf(budget.period, now);
      const { spent } = ledger.balance({ limit: budget.account, window: start });
      return { budget, spent, share: spent / budget.amount, resetsAt: end };
    })
    .toSorted((a, b) => b.share - a.share);
}
