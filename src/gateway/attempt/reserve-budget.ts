/**
 * Before an attempt: what it needs is held in every budget that it counts against, or it is not made. A stream holds its
 * input and a slice of output, and the hold grows with it; every other call holds its worst case. The limits of the key and
 * of the workspace end the request; those of a provider let a fallback go on.
 */
import type { GatewayError } from '../../kernel/errors.ts';
import { callerLimits, targetLimits } from '../limits/applicable.ts';
import type { CompiledBudget, CompiledLimits } from '../../routing/compiled-limits.ts';
import { budgetExceeded, ledgerUnavailable, rateExceeded, unpricedUnderBudget } from '../limits/refusals.ts';
import { sessionOf } from '../../clients/claude-code.ts';
import { partsOf, type InputParts } from '../limits/known-inputs.ts';
import { shownBudgets } from '../limits/spend-state.ts';
import type { LimitWindow } from '../../kernel/limit-window.ts';
import { boundsOf, type CallBounds } from '../limits/call-bounds.ts';
import { amountOf, GrowingHold, outputWithin, sliceOf } from '../limits/growing-hold.ts';
import type { Refusal } from '../../storage/ports/ledger.ts';
import { withMember } from './prepare-document.ts';
import type { AttemptedTarget } from './target-request.ts';

/** How long a request waits for the holds of others, ms. */
const WAIT_MS = 5000;
/** After the longest that a request can run, ms: the holds of a process that died lapse. */
const LAPSE_MS = 15 * 60_000;
/** What a model of unknown size writes at most. */
const MAX_OUTPUT_TOKENS = 128_000;

/** null where no budget has to hold anything. May lower the most that `run` asks to be written. Throws GatewayError. */
export function reserveBudget(run: AttemptedTarget): GrowingHold | null | Promise<GrowingHold> {
  const { exchange, target } = run;
  if (exchange.route.endpoint.isFree) return null;
  const ofTarget = targetLimits(exchange, target);
  passTargetRates(run, ofTarget);
  const budgets = [...callerLimits(exchange).budgets, ...ofTarget.budgets];
  if (budgets.length === 0) return null;
  showSpend(run);
  return hold(run, budgets);
}

/** As it stands before this request. */
function showSpend({ exchange, outcome, deps }: AttemptedTarget): void {
  const { spendHeaders } = exchange.endpoint.dialect;
  if (spendHeaders === undefined) return;
  const [fullest] = shownBudgets(exchange, deps.spending, deps.clock.now());
  if (fullest !== undefined) outcome.spendHeaders = spendHeaders(fullest);
}

/** Each attempt counts as a request to its provider, and once for each policy. */
function passTargetRates({ deps, outcome }: AttemptedTarget, { rates }: CompiledLimits): void {
  const { spending } = deps;
  const due = rates.filter(({ owner, place }) => owner.kind !== 'policy' || !outcome.counted.has(place));
  for (const rate of due) {
    const waitMs = spending.rates.waitFor(rate, 1);
    if (waitMs !== 0) throw rateExceeded(rate, waitMs);
  }
  for (const rate of due) {
    outcome.counted.add(rate.place);
    if (rate.unit === 'requests') spending.rates.add(rate, 1);
  }
}

/** What is to be held, and in which limits. */
interface Wanted {
  budgets: readonly CompiledBudget[];
  bounds: CallBounds;
  tokensPerSecond: number;
  /** null = nobody has looked at them. */
  parts: InputParts | null;
}

/** So many calls of the kind have no room any more: what each of them really needs begins to matter. */
const NEAR_CALLS = 100;

/** Near the end of a budget the input is bounded by what the conversation was counted at before, in place of its bytes. */
function closerBound({ deps, exchange, document, target }: AttemptedTarget, wanted: Wanted): Wanted {
  const { spending, clock } = deps;
  const { budgets, bounds } = wanted;
  const isNear = budgets.some((budget) => {
    const window = spending.windowOf(budget.period, clock.now()).start;
    const { spent, held } = spending.ledger.balance({ limit: budget.account, window });
    return spent + held + NEAR_CALLS * amountOf(budget, bounds, 0) > budget.amount && budget.unit !== 'requests';
  });
  if (!isNear) return wanted;
  const { session, agent } = sessionOf(exchange.headers);
  const named = session === null ? null : `${session} ${agent ?? ''}`;
  const parts = wanted.parts ?? partsOf(document, { caller: exchange.caller.id, session: named, model: target.model });
  const known = parts === null ? null : spending.inputs.bound(parts);
  const isCloser = known !== null && known < bounds.input.tokens;
  return { ...wanted, parts, bounds: isCloser ? { ...bounds, input: bounds.inputAt(known) } : bounds };
}

async function hold(run: AttemptedTarget, budgets: readonly CompiledBudget[]): Promise<GrowingHold> {
  const { deps, to } = run;
  const first = { budgets, bounds: boundsFor(run, budgets), tokensPerSecond: paceOf(run), parts: null };
  let wanted = closerBound(run, first);
  const deadline = deps.clock.elapsed() + WAIT_MS;
  let stopped: Promise<unknown> | null = null;
  for (;;) {
    const isLate = deps.clock.elapsed() >= deadline || to.client.isClosed;
    const tried = await tryToHold(run, wanted, isLate);
    if (tried instanceof GrowingHold) return tried;
    if (isLate || tried.isOver) throw tried.refusal();
    stopped ??= deps.pause(WAIT_MS, to.client);
    await deps.spending.waiting.holdEnded(stopped);
    // Another turn may have been counted meanwhile.
    wanted = closerBound(run, wanted);
  }
}

interface Refused {
  /** No other hold need end for it: what is spent leaves no room. */
  isOver: boolean;
  refusal(): GatewayError;
}

async function tryToHold(run: AttemptedTarget, wanted: Wanted, isLate: boolean): Promise<GrowingHold | Refused> {
  const { deps, exchange } = run;
  const { budgets, bounds, tokensPerSecond } = wanted;
  const now = deps.clock.now();
  const claimed = budgets.map((budget) => ({ budget, window: deps.spending.windowOf(budget.period, now) }));
  const most = affordable(run, { claimed, bounds, isBesideOthers: isLate && !exchange.stream });
  const output = exchange.stream ? Math.min(most, sliceOf(tokensPerSecond)) : most;
  const claims = claimed.map(({ budget, window }) => ({
    limit: budget.account,
    window: window.start,
    amount: amountOf(budget, bounds, output),
    max: budget.isSoft === true ? Number.MAX_SAFE_INTEGER : budget.amount,
    leave: leftForOthers(run, wanted, budget),
  }));
  const id = deps.newSpanId();
  const refused = await deps.spending.ledger
    .reserve({ id, claims, expiresAt: now + LAPSE_MS })
    .catch((error: unknown) => {
      throw ledgerUnavailable(error);
    });
  const refusalOf = (by: readonly Refusal[]): GatewayError => refusalBy(run, claimed, by);
  if (refused.length > 0) {
    const isOver = refused.some(({ spent, claim }) => spent + claim.amount > claim.max);
    return { isOver, refusal: () => refusalOf(refused) };
  }
  lowerOutput(run, bounds, most);
  const held = { ...wanted, bounds: { ...bounds, maxOutput: most }, output, isGrowing: output < most };
  return new GrowingHold(id, { ...held, spending: deps.spending, refusalOf, unavailable: ledgerUnavailable });
}

/** Streams that run come first: each may need another slice, and none is to be cut for a newcomer. */
function leftForOthers({ deps }: AttemptedTarget, { bounds, tokensPerSecond }: Wanted, budget: CompiledBudget): number {
  if (budget.unit === 'requests') return 0;
  const slice = sliceOf(tokensPerSecond);
  const cost = amountOf(budget, bounds, slice) - amountOf(budget, bounds, 0);
  return (deps.spending.growing.get(budget.account) ?? 0) * cost;
}

interface Affordable {
  claimed: readonly Claimed[];
  bounds: CallBounds;
  /** What others hold is taken as spent. */
  isBesideOthers: boolean;
}

/** Tokens of output that the call may ask for: fewer than it does where no more can be paid, but never too few to be of use. */
function affordable({ deps }: AttemptedTarget, { claimed, bounds, isBesideOthers }: Affordable): number {
  const { maxOutput, maxOutputMember, minOutput } = bounds;
  if (maxOutputMember === null) return maxOutput;
  const rooms = claimed
    .filter(({ budget }) => budget.isSoft !== true)
    .map(({ budget, window }) => {
      const { spent, held } = deps.spending.ledger.balance({ limit: budget.account, window: window.start });
      return outputWithin(budget, bounds, budget.amount - spent - (isBesideOthers ? held : 0));
    });
  const most = Math.min(maxOutput, ...rooms);
  return most < Math.min(minOutput, maxOutput) ? Math.min(minOutput, maxOutput) : most;
}

/** The upstream is told what can be paid: its own stop is better than a stream that is cut. */
function lowerOutput(run: AttemptedTarget, { maxOutput, maxOutputMember }: CallBounds, most: number): void {
  if (most === maxOutput || maxOutputMember === null) return;
  const { document, exchange } = run;
  const written = { document, dialect: exchange.endpoint.dialect };
  run.document = withMember(written, maxOutputMember, String(most));
  exchange.notes.push(`${maxOutputMember} was lowered from ${maxOutput} to ${most}: the budget has no more left.`);
}

function boundsFor(run: AttemptedTarget, budgets: readonly CompiledBudget[]): CallBounds {
  const { document, target, connection, exchange, deps } = run;
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
  const bounds = boundsOf(asked, deps.catalog);
  const { nanoUsd } = bounds.input;
  const inDollars = budgets.find(({ unit }) => unit === 'cost');
  if (inDollars !== undefined && typeof nanoUsd === 'object') throw unpricedUnderBudget(inDollars, nanoUsd.unpriced);
  return bounds;
}

/** Of the fastest dialect that the upstream speaks: another vendor's models may speak one of Anthropic's pace as well. */
function paceOf({ connection, target }: AttemptedTarget): number {
  return Math.max(...connection.speaks(target.model).map(({ maxTokensPerSecond }) => maxTokensPerSecond));
}

interface Claimed {
  budget: CompiledBudget;
  window: LimitWindow;
}

/** Of several, the one that ends the request, and of those the one that resets last. */
function refusalBy(
  { exchange, deps }: AttemptedTarget,
  claimed: readonly Claimed[],
  refused: readonly Refusal[],
): GatewayError {
  const told = { errors: exchange.endpoint.dialect.errors, now: deps.clock.now() };
  const all = refused.flatMap((refusal) => {
    const found = claimed.find(({ budget }) => budget.account === refusal.claim.limit);
    return found === undefined ? [] : [{ ...found, refusal }];
  });
  const rank = ({ budget, window }: Claimed): number => (budget.owner.isPassable ? 0 : 1e15) + (window.end ?? 1e14);
  const [worst] = all.toSorted((a, b) => rank(b) - rank(a));
  if (worst === undefined) throw new Error('A refusal names no budget of this request.');
  return budgetExceeded(worst, told);
}
