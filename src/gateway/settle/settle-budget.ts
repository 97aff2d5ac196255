/** Settle: charges what was used and releases the rest of the hold, and counts it in rates. Durable before the last byte leaves. */
import { allMeters, tokensOf } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { countRates } from '../limits/count-rates.ts';
import type { CompiledBudget } from '../../routing/compiled-limits.ts';
import type { Attempt, BudgetHold, Outcome } from '../outcome.ts';

export function settleBudget(exchange: Reached, { attempts }: Outcome, deps: GatewayDeps): void | Promise<void> {
  const counted = countRates(exchange, attempts, deps);
  const held = attempts.flatMap((attempt) => (attempt.hold === null ? [] : { attempt, hold: attempt.hold }));
  const settled = held.map(({ attempt, hold }) => settle(hold, attempt, { exchange, deps }));
  const waits = counted instanceof Promise ? [counted, ...settled] : settled;
  return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
}

async function settle(hold: BudgetHold, attempt: Attempt, { exchange, deps }: Settling): Promise<void> {
  const used = new Map(hold.budgets.map((budget) => [budget.account, usedOf(budget, hold, attempt)]));
  if (attempt.usage !== null) hold.learn(attempt.usage);
  const written = hold.settle(used);
  for (const budget of hold.budgets) tellSpent(budget, used.get(budget.account) ?? 0, { exchange, deps });
  await written;
}

interface Settling {
  exchange: Reached;
  deps: GatewayDeps;
}

/** Only where another percent of the budget is spent: which thresholds there are is looked up beside the request's way. */
function tellSpent(budget: CompiledBudget, used: number, { exchange, deps: { spending, clock } }: Settling): void {
  if (used === 0 || exchange.caller === undefined) return;
  const { account, period, amount, alertAt } = budget;
  const window = spending.windowOf(period, clock.now());
  const { spent } = spending.ledger.balance({ limit: account, window: window.start });
  const before = spent - used;
  const isPercent = Math.floor((100 * before) / amount) < Math.floor((100 * spent) / amount);
  const isAlert = alertAt !== null && before < alertAt && spent >= alertAt;
  if (isPercent || isAlert) {
    spending.onSpent({ organisationId: exchange.caller.organisationId, budget, window, spent });
  }
}

/** What nobody can price is counted as what was held for it. */
function usedOf({ unit, account }: CompiledBudget, hold: BudgetHold, { usage, cost }: Attempt): number {
  if (unit === 'requests') return 1;
  if (unit === 'tokens') return usage === null ? 0 : tokensOf(allMeters(usage));
  if (cost === null) return 0;
  return 'costNanoUsd' in cost ? cost.costNanoUsd : (hold.amounts.get(account) ?? 0);
}
