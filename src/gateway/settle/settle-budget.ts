/** Settle: charges what was used and releases the rest of the hold. Durable before the last byte leaves. */
import { allMeters, tokensOf } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted, Reached } from '../exchange.ts';
import { countedTokens } from '../limits/counted-tokens.ts';
import { callerLimits, targetLimits } from '../limits/applicable-limits.ts';
import type { CompiledBudget, CompiledRate } from '../../routing/compiled-limits.ts';
import type { Attempt, BudgetHold, Outcome } from '../outcome.ts';

export function settleBudget(exchange: Reached, { attempts }: Outcome, deps: GatewayDeps): void | Promise<void> {
  const counted = countTokens(exchange, attempts, deps);
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

/** Rates of tokens count every attempt, as the upstream did. */
function countTokens(exchange: Reached, attempts: readonly Attempt[], { spending }: GatewayDeps): void | Promise<void> {
  if (exchange.route.endpoint.isFree || !isAdmitted(exchange)) return undefined;
  const own = callerLimits(exchange).rates;
  const counted = attempts.flatMap(({ usage, target }) => {
    if (usage === null) return [];
    const meters = allMeters(usage);
    const rates = [...own, ...targetLimits(exchange, target, spending).rates].filter(isOfTokens);
    return rates.map((rate) => ({ window: rate, amount: countedTokens(meters, rate.kinds) }));
  });
  return counted.length === 0 ? undefined : spending.rates.add(counted);
}

/** Only then has anything been sent. */
const isAdmitted = (exchange: Reached): exchange is Admitted => exchange.plan !== undefined;

const isOfTokens = ({ unit }: CompiledRate): boolean => unit === 'tokens';
