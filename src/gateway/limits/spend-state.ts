/** What callers are shown of their budgets in dollars: of those that end a request, so that no other target helps. */
import type { CompiledBudget } from '../../routing/compiled-limits.ts';
import type { SpendState } from '../../wire/dialects/dialect.ts';
import type { Spending } from './spending.ts';

export interface ShownBudget extends SpendState {
  budget: CompiledBudget;
  /** Nano-dollars. */
  spent: number;
}

/** The one that is used most comes first; empty = none of them is in dollars. */
export function shownBudgets(
  budgets: readonly CompiledBudget[],
  { ledger, windowOf }: Pick<Spending, 'ledger' | 'windowOf'>,
  now: number,
): ShownBudget[] {
  return budgets
    .filter(({ unit, owner }) => unit === 'cost' && !owner.isPassable)
    .map((budget) => {
      const { start, end } = windowOf(budget.period, now);
      const { spent } = ledger.balance({ limit: budget.account, window: start });
      return { budget, spent, share: spent / budget.amount, resetsAt: end };
    })
    .toSorted((a, b) => b.share - a.share);
}
