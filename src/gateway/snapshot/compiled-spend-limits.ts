/** The spend limits of an organisation, as requests look them up: by the person. */
import { NO_LIMITS, type CompiledBudget, type CompiledLimits } from '../../routing/compiled-limits.ts';
import { effectiveSpendLimits, spendAccount } from '../../routing/effective-spend-limits.ts';
import type { CappedMember, SpendLimit } from '../../storage/ports/records/spend-limits.ts';

const NO_GROUPS: ReadonlySet<string> = new Set();

/** What holds for a person is found when it is asked for first: most people never ask between two changes. */
export class CompiledSpendLimits {
  readonly #limits: SpendLimit[] = [];
  readonly #groups = new Map<string, Set<string>>();
  readonly #compiled = new Map<string, CompiledLimits>();

  /** Before anything is asked for. */
  add(limit: SpendLimit): void {
    this.#limits.push(limit);
  }

  /** Before anything is asked for. */
  join({ userId, group }: CappedMember): void {
    const groups = this.#groups.get(userId) ?? new Set();
    this.#groups.set(userId, groups.add(group));
  }

  of(userId: string): CompiledLimits {
    if (this.#limits.length === 0) return NO_LIMITS;
    const known = this.#compiled.get(userId);
    if (known !== undefined) return known;
    const groups = this.#groups.get(userId) ?? NO_GROUPS;
    const budgets = effectiveSpendLimits(this.#limits, { userId, groups }).flatMap((limit) => budgetOf(limit, userId));
    const compiled = { budgets, rates: [] };
    this.#compiled.set(userId, compiled);
    return compiled;
  }
}

/** Nano-dollars. A budget is more than 0, and no request that costs anything fits into this one. */
const NEXT_TO_NOTHING = 1;

function budgetOf({ amount, period }: SpendLimit, userId: string): CompiledBudget[] {
  if (amount === null) return [];
  const owner = { kind: 'user', name: userId, isPassable: false } as const;
  return [
    {
      unit: 'cost',
      amount: Math.max(amount, NEXT_TO_NOTHING),
      alertAt: null,
      period,
      account: spendAccount(userId, period),
      owner,
    },
  ];
}
