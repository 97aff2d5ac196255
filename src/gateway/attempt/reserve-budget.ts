/**
 * Attempt: holds what it may cost in every budget that it counts against, or the attempt is not made. A stream holds its
 * input and a slice of output, and the hold grows with it; every other call holds its worst case. The limits of the key and
 * of the workspace end the request; those of a provider let a fallback go on.
 */
import type { GatewayError } from '../../kernel/errors.ts';
import { callerLimits, targetLimits } from '../limits/applicable-limits.ts';
import type { BatchSize } from '../batches/batch-worth.ts';
import { BATCH_LAPSE_MS } from '../batches/batch-hold.ts';
import type { CompiledBudget } from '../../routing/compiled-limits.ts';
import { hasNativeShapes } from '../limits/answer-shape.ts';
import { budgetExceeded, ledgerUnavailable, unpricedUnderBudget } from '../limits/limit-errors.ts';
import { sessionOf } from '../../clients/claude-code.ts';
import { partsOf, type InputParts } from '../limits/known-inputs.ts';
import type { Ticket } from '../limits/waiting.ts';
import { shownBudgets } from '../limits/spend-state.ts';
import type { LimitWindow } from '../../kernel/limit-window.ts';
import { boundsOf, fixedBounds, mostOutputOf, type CallBounds } from '../limits/call-bounds.ts';
import { amountOf, GrowingHold, outputWithin, sliceOf } from '../limits/growing-hold.ts';
import type { Refusal } from '../../storage/ports/ledger.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Stage } from '../stage.ts';
import type { Begun, LoweredOutput, Reserved } from './attempt-steps.ts';
import type { ModelFacts } from '../../wire/model-facts.ts';
import type { Target } from '../route/plan.ts';
import { countInput } from './count-input.ts';
import type { AttemptedTarget } from './target-request.ts';
import { writtenOutput } from './written-output.ts';

/** How long a request waits for the holds of others, ms. */
const WAIT_MS = 5000;
/** After the longest that a request can run, ms: the holds of a process that died lapse. */
const LAPSE_MS = 15 * 60_000;

/** Throws GatewayError budget_exceeded | provider_budget_exceeded | ledger_unavailable | unpriced_model. */
export const reserveBudget: Stage<Begun, Reserved, GatewayDeps> = {
  name: 'reserve-budget',
  run({ run }, { clock, spending }) {
    const { exchange, target } = run;
    const isFree = exchange.route.endpoint.isFree;
    const budgets = isFree
      ? []
      : [...callerLimits(exchange).budgets, ...targetLimits(exchange, target, spending).budgets];
    if (budgets.length === 0) return { hold: null, lowered: null, startedElapsed: clock.elapsed() };
    showSpend(run, budgets);
    noteUse(run, budgets);
    return reserve(run, budgets).then((held) => ({ ...held, startedElapsed: clock.elapsed() }));
  },
};

/** As it stands before this request. */
function showSpend({ exchange, outcome, deps }: AttemptedTarget, budgets: readonly CompiledBudget[]): void {
  const { spendHeaders } = exchange.endpoint.dialect;
  if (spendHeaders === undefined || !hasNativeShapes(exchange)) return;
  const [fullest] = shownBudgets(budgets, deps.spending, deps.clock.now());
  if (fullest !== undefined) outcome.spendHeaders = spendHeaders(fullest);
}

/** For the log: how full the fullest budget was, at whichever target it was fullest. */
function noteUse({ outcome, deps: { spending, clock } }: AttemptedTarget, budgets: readonly CompiledBudget[]): void {
  for (const { account, period, amount } of budgets) {
    const window = spending.windowOf(period, clock.now()).start;
    const percent = (100 * spending.ledger.balance({ limit: account, window }).spent) / amount;
    if (Number.isFinite(percent)) outcome.budgetUsePercent = Math.max(outcome.budgetUsePercent ?? 0, percent);
  }
}

/** What is to be held, and in which limits. */
interface Wanted {
  budgets: readonly CompiledBudget[];
  bounds: CallBounds;
  tokensPerSecond: number;
  /** null = nobody has looked at them. */
  parts: InputParts | null;
  /** The most tokens of input that the provider counts; undefined = it was not asked, null = it has not said. */
  counted?: number | null;
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
  const parts =
    wanted.parts ??
    partsOf(document, {
      caller: exchange.caller.id,
      session: named,
      model: target.model,
      reading: readingOf(target, deps),
    });
  const known = parts === null ? null : spending.inputs.bound(parts);
  return { ...wanted, parts, bounds: boundedBy(bounds, known) };
}

/** A closer bound than the bytes is at most so many times what the input really is. */
const MOST_BOUND_PER_TOKEN = 16;

const boundedBy = (bounds: CallBounds, tokens: number | null): CallBounds =>
  tokens !== null && tokens < bounds.input.tokens ? { ...bounds, input: bounds.inputAt(tokens) } : bounds;

const readingOf = ({ provider, model }: Target, { catalog }: Pick<GatewayDeps, 'catalog'>): ModelFacts =>
  catalog.factsFor(provider.provider.platform, model);

const leastOf = ({ input, leastInput }: CallBounds): number =>
  Math.floor(Math.min(leastInput, input.tokens / MOST_BOUND_PER_TOKEN));

/** Where what is known would refuse the call or lower its output, the provider's own count of the input decides. Asked once. */
async function countedBound(run: AttemptedTarget, wanted: Wanted): Promise<Wanted> {
  const { budgets, bounds, counted } = wanted;
  if (counted !== undefined) return { ...wanted, bounds: boundedBy(bounds, counted) };
  const { spending, clock } = run.deps;
  const least = { ...bounds, input: bounds.inputAt(leastOf(bounds)) };
  const rooms = budgets
    .filter(({ isSoft, unit }) => isSoft !== true && unit !== 'requests')
    .map((budget) => {
      const window = spending.windowOf(budget.period, clock.now()).start;
      const { spent, held } = spending.ledger.balance({ limit: budget.account, window });
      return {
        isTight: spent + held + amountOf(budget, bounds, bounds.maxOutput) > budget.amount,
        isUsedUp: spent + amountOf(budget, least, Math.min(bounds.minOutput, bounds.maxOutput)) > budget.amount,
      };
    });
  // A budget that is used up refuses whatever the count is: nobody is asked for that.
  if (!rooms.some(({ isTight }) => isTight) || rooms.some(({ isUsedUp }) => isUsedUp)) return wanted;
  const told = await countInput(run, bounds.input.tokens);
  return { ...wanted, counted: told, bounds: boundedBy(bounds, told) };
}

async function reserve(run: AttemptedTarget, budgets: readonly CompiledBudget[]): Promise<Held> {
  const first = { budgets, bounds: boundsFor(run, budgets), tokensPerSecond: paceOf(run), parts: null };
  const wanted = closerBound(run, first);
  const { waiting } = run.deps.spending;
  const accounts = budgets.filter(({ isSoft }) => isSoft !== true).map(({ account }) => account);
  const ticket = waiting.open();
  waiting.join(ticket, waiting.lines(accounts));
  try {
    return await waitForHold(run, wanted, ticket);
  } finally {
    waiting.leave(ticket);
  }
}

/** Tries at once where nobody waits for the same, and whenever room may have come, behind those who waited before. */
async function waitForHold(run: AttemptedTarget, first: Wanted, ticket: Ticket): Promise<Held> {
  const { deps, to } = run;
  const { waiting } = deps.spending;
  const deadline = deps.clock.elapsed() + WAIT_MS;
  let stopped: Promise<unknown> | null = null;
  let wanted = first;
  for (;;) {
    const isLate = deps.clock.elapsed() >= deadline || to.client.isClosed;
    if (isLate || waiting.isFirst(ticket)) {
      wanted = await countedBound(run, wanted);
      const tried = await tryToHold(run, wanted, isLate);
      if ('hold' in tried) return tried;
      if (isLate || tried.isOver) throw tried.refusal();
      waiting.join(ticket, tried.accounts);
    }
    stopped ??= deps.pause(WAIT_MS, to.client);
    await waiting.turn(ticket, stopped);
    // Another turn may have been counted meanwhile.
    wanted = closerBound(run, wanted);
  }
}

type Held = Pick<Reserved, 'lowered'> & { hold: GrowingHold };

interface Refused {
  /** No other hold need end for it: what is spent leaves no room. */
  isOver: boolean;
  /** That have no room for it at present. */
  accounts: string[];
  refusal(): GatewayError;
}

async function tryToHold(run: AttemptedTarget, wanted: Wanted, isLate: boolean): Promise<Held | Refused> {
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
    .reserve({ id, claims, expiresAt: now + (exchange.endpoint.batches === undefined ? LAPSE_MS : BATCH_LAPSE_MS) })
    .catch((error: unknown) => {
      throw ledgerUnavailable(error);
    });
  const refusalOf = (by: readonly Refusal[]): GatewayError => refusalBy(run, claimed, by);
  if (refused.length > 0) {
    const isOver = refused.some(({ spent, claim }) => spent + claim.amount > claim.max);
    const accounts = refused.map(({ claim }) => claim.limit);
    return { isOver, accounts, refusal: () => refusalOf(refused) };
  }
  const held = { ...wanted, bounds: { ...bounds, maxOutput: most }, output, isGrowing: output < most };
  const hold = new GrowingHold(id, { ...held, spending: deps.spending, refusalOf, unavailable: ledgerUnavailable });
  return { hold, lowered: loweredOutput(bounds, most) };
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

/** Tokens of output that the call may request: fewer than it does where no more can be paid, but never too few to be of use. */
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

function loweredOutput({ maxOutput, maxOutputMember }: CallBounds, most: number): LoweredOutput | null {
  return most === maxOutput || maxOutputMember === null ? null : { member: maxOutputMember, from: maxOutput, to: most };
}

function boundsFor(run: AttemptedTarget, budgets: readonly CompiledBudget[]): CallBounds {
  const { document, target, connection, exchange, deps, outcome } = run;
  const inDollars = budgets.find(({ unit }) => unit === 'cost');
  if (exchange.endpoint.batches?.does === 'make') return boundsOfBatch(outcome.batch, inDollars);
  const { platform } = target.provider.provider;
  const known = readingOf(target, deps);
  const maxOutputTokens = mostOutputOf(exchange.endpoint, known.maxOutputTokens);
  const asked = {
    platform,
    model: target.model,
    region: connection.region,
    own: target.provider.models.priceOf(target.model),
    document,
    outputMembers: exchange.endpoint.dialect.outputMembers,
    maxOutputTokens,
    writtenOutput: writtenOutput(run, { maxOutputTokens, catalog: deps.catalog }),
    reading: known,
    mostUsed: exchange.endpoint.mostUsed?.(document),
  };
  const bounds = boundsOf(asked, deps.catalog);
  const { nanoUsd } = bounds.input;
  if (inDollars !== undefined && typeof nanoUsd === 'object') throw unpricedUnderBudget(inDollars, nanoUsd.unpriced);
  return bounds;
}

/** Throws GatewayError unpriced_model. */
function boundsOfBatch(size: BatchSize | null, inDollars: CompiledBudget | undefined): CallBounds {
  const known = size?.isKnown === true ? size : { tokens: 0, nanoUsd: { unpriced: UNKNOWN_BATCH } };
  if (inDollars !== undefined && typeof known.nanoUsd === 'object') {
    throw unpricedUnderBudget(inDollars, known.nanoUsd.unpriced);
  }
  return fixedBounds(known);
}

const UNKNOWN_BATCH = 'what its requests are is not known, because its file was not uploaded through this gateway';

/** Of the fastest dialect that the upstream speaks: another vendor's models may speak one of Anthropic's pace as well. */
function paceOf({ connection, target }: AttemptedTarget): number {
  return Math.max(1, ...connection.speaks(target.model).map(({ maxTokensPerSecond }) => maxTokensPerSecond));
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
  const errors = hasNativeShapes(exchange) ? exchange.endpoint.dialect.errors : {};
  const told = { errors, now: deps.clock.now() };
  const all = refused.flatMap((refusal) => {
    const found = claimed.find(({ budget }) => budget.account === refusal.claim.limit);
    return found === undefined ? [] : [{ ...found, refusal }];
  });
  const rank = ({ budget, window }: Claimed): number => (budget.owner.isPassable ? 0 : 1e15) + (window.end ?? 1e14);
  const [worst] = all.toSorted((a, b) => rank(b) - rank(a));
  if (worst === undefined) throw new Error('A refusal names no budget of this request.');
  return budgetExceeded(worst, told);
}
