/** The error for a caller whom a limit refuses: which limit, how much, when it resets, and whom to ask. */
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { ERRORS, GatewayError, type ErrorCode } from '../../kernel/errors.ts';
import type { LimitWindow } from '../../kernel/limit-window.ts';
import type { Refusal } from '../../storage/ports/ledger.ts';
import { LIMIT_OWNER_NAMES } from '../../storage/ports/records/limits.ts';
import type { Stop } from '../../storage/ports/records/stops.ts';
import type { CompiledBudget, CompiledRate, CompiledVelocity, LimitOwner } from '../../routing/compiled-limits.ts';

const isPassable = ({ isPassable: may }: LimitOwner): boolean => may;

const nameOf = ({ kind, name }: LimitOwner): string => `${LIMIT_OWNER_NAMES[kind]} "${name}"`;

export interface BudgetRefusal {
  budget: CompiledBudget;
  window: LimitWindow;
  refusal: Refusal;
}

/** A 412 by the contract, unless the caller's dialect has a way of its own. */
export function budgetExceeded(
  { budget, window, refusal }: BudgetRefusal,
  { errors, now }: { errors: Pick<ErrorRenderer, 'spendLimitReached'>; now: number },
): GatewayError {
  const { period, owner } = budget;
  const code: ErrorCode = isPassable(owner) ? 'provider_budget_exceeded' : 'budget_exceeded';
  const resets = window.end === null ? 'It does not reset by itself.' : `It resets at ${iso(window.end)}.`;
  const named = typeof period === 'string' ? period : null;
  return new GatewayError(code, budgetMessage(budget, refusal), {
    hint: `${resets} Ask whoever runs the gateway to raise the limit or to reset it.`,
    routedAs: ERRORS[code].status,
    ...(window.end === null ? {} : { retryAfter: Math.max(1, Math.ceil((window.end - now) / 1000)) }),
    ...errors.spendLimitReached?.({ period: named, resetsAt: window.end }),
  });
}

function budgetMessage(budget: CompiledBudget, { spent, held, claim }: Refusal): string {
  const { unit, amount, owner } = budget;
  const limit = `The ${periodOf(budget)}${UNITS[unit]} limit of the ${nameOf(owner)} is reached`;
  const used = `${shown(unit, spent)} of ${shown(unit, amount)} are spent`;
  if (spent + claim.amount <= amount) {
    return `${limit} for now: ${used}, ${shown(unit, held)} are held for requests that are running, and this one may need ${shown(unit, claim.amount)}.`;
  }
  return spent >= amount
    ? `${limit}: ${used}.`
    : `${limit}: ${used}, and this request may need ${shown(unit, claim.amount)}.`;
}

const UNITS = { cost: 'budget', tokens: 'token', requests: 'request' } as const;

function periodOf({ period }: CompiledBudget): string {
  if (period === null) return '';
  return typeof period === 'string' ? `${period} ` : `${period.every}-day `;
}

/** Nano-dollars to the cent, or finer where that would hide what is there. */
function shown(unit: CompiledBudget['unit'], amount: number): string {
  if (unit !== 'cost') return amount.toLocaleString('en-US');
  const dollars = amount / 1e9;
  return `$${dollars !== 0 && dollars < 0.01 ? dollars.toPrecision(2) : dollars.toFixed(2)}`;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** A budget in dollars cannot be kept where nobody knows the price. */
export function unpricedUnderBudget(budget: CompiledBudget, reason: string): GatewayError {
  return new GatewayError(
    'budget_unpriced',
    `The ${nameOf(budget.owner)} has a budget in dollars, and ${reason}: what this request costs could not be counted.`,
    { hint: 'Use a model with a price (docs/reference/prices.md), or a budget in tokens.' },
  );
}

export function ledgerUnavailable(cause: unknown): GatewayError {
  return new GatewayError('ledger_unavailable', 'The ledger of budgets cannot be written, so nothing can be spent.', {
    hint: 'This is for whoever runs the gateway: its log says why, often a full disk.',
    cause,
  });
}

export function ratesUnavailable(cause: unknown): GatewayError {
  return new GatewayError(
    'rates_unavailable',
    'The counts of rate limits cannot be reached, so nothing that they count may pass.',
    {
      hint: 'This is for whoever runs the gateway: see Valkey, or PostgreSQL where there is no Valkey.',
      retryAfter: RATES_RETRY_SECONDS,
      cause,
    },
  );
}

const RATES_RETRY_SECONDS = 2;

/** `waitMs` null = the limit lets nothing pass. */
export function rateExceeded({ owner, unit, per, value }: CompiledRate, waitMs: number | null): GatewayError {
  const code: ErrorCode = isPassable(owner) ? 'provider_rate_limited' : 'rate_limited';
  const message = `The ${nameOf(owner)} is limited to ${value.toLocaleString('en-US')} ${unit} per ${per}.`;
  if (waitMs === null)
    return new GatewayError(code, message, { hint: 'It lets nothing pass at present.', retryable: false });
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new GatewayError(code, message, {
    hint: `There is room again in ${seconds} s.`,
    retryAfter: seconds,
  });
}

/** There may be room again sooner: Claude Code gives up on a longer wait. Seconds. */
const SUBAGENT_RETRY_SECONDS = 10;

export function tooFast({ owner, per, nanoUsdPerMinute }: CompiledVelocity, waitMs: number | null): GatewayError {
  const most = shown('cost', nanoUsdPerMinute ?? 0);
  const message = `This ${WHOSE[per]} may spend ${most} a minute, as the ${nameOf(owner)} says, and has.`;
  return slowDown(message, Math.max(1, Math.ceil((waitMs ?? 0) / 1000)));
}

export function tooManySubagents({ owner, per, subagents }: CompiledVelocity): GatewayError {
  const message = `This ${WHOSE[per]} may have ${subagents ?? 0} subagents at a time, as the ${nameOf(owner)} says.`;
  return slowDown(message, SUBAGENT_RETRY_SECONDS);
}

const WHOSE = { session: 'session', key: 'API key' } as const;

function slowDown(message: string, retryAfter: number): GatewayError {
  const hint = `It may go on in ${retryAfter} s. Whoever runs the gateway can raise the limit.`;
  return new GatewayError('too_fast', message, { hint, retryAfter });
}

const STOPPED = { session: 'This session', agent: 'This subagent', api_key: 'This API key' } as const;

/** Ends a session of Claude Code at once: it shows the message, and neither retries nor changes the model. */
export function stopped({ kind, reason }: Stop, { stoppedByHand }: Pick<ErrorRenderer, 'stoppedByHand'>) {
  const why = reason === null ? '' : ` ${reason}`;
  return new GatewayError('stopped', `${STOPPED[kind]} was stopped by whoever runs the gateway.${why}`, {
    hint: 'Begin another, or ask them to let it go on.',
    routedAs: ERRORS.stopped.status,
    ...stoppedByHand,
  });
}
