/**
 * Before an attempt: what it may cost at most is held in every budget it counts against, or it is not made. The limits of
 * the key and of the workspace end the request; those of a provider let a fallback go on.
 */
import type { GatewayError } from '../../kernel/errors.ts';
import type { CompiledBudget } from '../../routing/compiled-limits.ts';
import { budgetExceeded, ledgerUnavailable, rateExceeded, unpricedUnderBudget } from '../limits/refusals.ts';
import type { LimitWindow } from '../../kernel/limit-window.ts';
import { worstCase, type WorstCase } from '../limits/worst-case.ts';
import type { BudgetHold } from '../outcome.ts';
import type { Refusal } from '../../storage/ports/ledger.ts';
import type { AttemptedTarget } from './target-request.ts';

/** How long a request waits for the holds of others, ms. */
const WAIT_MS = 5000;
/** After the longest that a request can run, ms: the holds of a process that died lapse. */
const LAPSE_MS = 15 * 60_000;
/** What a model of unknown size writes at most. */
const MAX_OUTPUT_TOKENS = 128_000;

/** null where no budget has to hold anything. Throws GatewayError. */
export function reserveBudget(run: AttemptedTarget): BudgetHold | null | Promise<BudgetHold> {
  const { exchange, target } = run;
  if (exchange.route.endpoint.isFree) return null;
  passProviderRates(run);
  const { caller, workspace } = exchange;
  const budgets = [...caller.limits.budgets, ...workspace.limits.budgets, ...target.provider.limits.budgets];
  return budgets.length === 0 ? null : hold(run, budgets);
}

/** Each attempt counts as a request to its provider. */
function passProviderRates({ target, deps }: AttemptedTarget): void {
  const { rates } = target.provider.limits;
  for (const rate of rates) {
    const waitMs = deps.spending.rates.waitFor(rate, 1);
    if (waitMs !== 0) throw rateExceeded(rate, waitMs);
  }
  for (const rate of rates) if (rate.unit === 'requests') deps.spending.rates.add(rate, 1);
}

async function hold(run: AttemptedTarget, budgets: readonly CompiledBudget[]): Promise<BudgetHold> {
  const { deps, to } = run;
  const { ledger, waiting, windowOf } = deps.spending;
  const worst = worstOf(run);
  const id = deps.newSpanId();
  const deadline = deps.clock.elapsed() + WAIT_MS;
  let stopped: Promise<unknown> | null = null;
  for (;;) {
    const now = deps.clock.now();
    const claimed = budgets.map((budget) => ({ budget, window: windowOf(budget.period, now) }));
    const claims = claimed.map(({ budget, window }) => ({
      limit: budget.account,
      window: window.start,
      amount: amountOf(budget, worst),
      max: budget.amount,
    }));
    const refused = await ledger.reserve({ id, claims, expiresAt: now + LAPSE_MS }).catch((error: unknown) => {
      throw ledgerUnavailable(error);
    });
    if (refused.length === 0)
      return { id, amounts: new Map(claims.map(({ limit, amount }) => [limit, amount])), budgets };
    const isOver = refused.some(({ spent, claim }) => spent + claim.amount > claim.max);
    if (isOver || deps.clock.elapsed() >= deadline || to.client.isClosed) throw refusalOf(run, claimed, refused);
    stopped ??= deps.pause(WAIT_MS, to.client);
    await waiting.holdEnded(stopped);
  }
}

function worstOf({ document, target, connection, exchange, deps }: AttemptedTarget): WorstCase {
  const { platform } = target.provider.provider;
  const known = deps.catalog.factsFor(platform, target.model).maxOutputTokens;
  const asked = {
    platform,
    model: target.model,
    region: connection.region,
    own: target.provider.models.priceOf(target.model),
    document,
    maxOutputTokens: exchange.endpoint.isTurn ? (known ?? MAX_OUTPUT_TOKENS) : 0,
  };
  return worstCase(asked, deps.catalog);
}

function amountOf(budget: CompiledBudget, { cost, tokens }: WorstCase): number {
  if (budget.unit === 'requests') return 1;
  if (budget.unit === 'tokens') return tokens;
  if ('unpriced' in cost) throw unpricedUnderBudget(budget, cost.unpriced);
  return cost.costNanoUsd;
}

interface Claimed {
  budget: CompiledBudget;
  window: LimitWindow;
}

/** Of several, the one that ends the request, and of those the one that resets last. */
function refusalOf(
  { exchange, deps }: AttemptedTarget,
  claimed: readonly Claimed[],
  refused: readonly Refusal[],
): GatewayError {
  const told = { errors: exchange.endpoint.dialect.errors, now: deps.clock.now() };
  const all = refused.flatMap((refusal) => {
    const found = claimed.find(({ budget }) => budget.account === refusal.claim.limit);
    return found === undefined ? [] : [{ ...found, refusal }];
  });
  const rank = ({ budget, window }: Claimed): number =>
    (budget.owner.kind === 'provider' ? 0 : 1e15) + (window.end ?? 1e14);
  const [worst] = all.toSorted((a, b) => rank(b) - rank(a));
  if (worst === undefined) throw new Error('A refusal names no budget of this request.');
  return budgetExceeded(worst, told);
}
