/** The limits that a verb was given, checked and stored beside their owner, in the verb's own transaction. */
import {
  budgetAccount,
  TOKEN_KINDS,
  type Budget,
  type LimitOwnerKind,
  type LimitsRecord,
  type RateLimit,
  type RatePeriod,
  type VelocityLimit,
} from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { Period } from '../../kernel/limit-window.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import type { WantedRateLimits, WantedUsageLimits, WantedVelocityLimits } from './schemas.ts';

export interface WantedLimits {
  usage_limits?: WantedUsageLimits | WantedUsageLimits[] | null | undefined;
  rate_limits?: WantedRateLimits[] | null | undefined;
  velocity_limits?: WantedVelocityLimits[] | null | undefined;
  reset_usage?: boolean | null | undefined;
}

export interface LimitOwner {
  kind: LimitOwnerKind;
  id: string;
  organisationId: OrganisationId;
}

/** What is absent stays as it is. Returns the limits as they were and as they are; the audit row shows both. */
export async function writeLimits(
  context: ControlContext,
  tx: TenantRecords,
  { owner, wanted }: { owner: LimitOwner; wanted: WantedLimits },
): Promise<{ before: LimitsRecord | null; after: LimitsRecord }> {
  const before = await tx.limits.find(owner.kind, owner.id);
  const after: LimitsRecord = {
    ownerKind: owner.kind,
    ownerId: owner.id,
    organisationId: owner.organisationId,
    budgets: wanted.usage_limits === undefined ? (before?.budgets ?? []) : toBudgets(context, wanted.usage_limits),
    rates: wanted.rate_limits === undefined ? (before?.rates ?? []) : toRates(wanted.rate_limits ?? []),
    ...velocityAfter(owner, wanted, before),
  };
  const { usage_limits: usage, rate_limits: rates, velocity_limits: velocity } = wanted;
  if (usage !== undefined || rates !== undefined || velocity !== undefined) await tx.limits.put(after);
  return { before, after };
}

/** Agents and sessions belong to callers: no provider has any. */
const WITHOUT_VELOCITY: ReadonlySet<LimitOwnerKind> = new Set(['provider', 'integration_workspace']);

function velocityAfter(
  { kind }: LimitOwner,
  { velocity_limits: wanted }: WantedLimits,
  before: LimitsRecord | null,
): Pick<LimitsRecord, 'velocity'> {
  if (wanted === undefined) return before?.velocity === undefined ? {} : { velocity: before.velocity };
  const velocity = toVelocity(kind, wanted ?? []);
  return velocity.length === 0 ? {} : { velocity };
}

export function toVelocity(kind: LimitOwnerKind, wanted: readonly WantedVelocityLimits[]): VelocityLimit[] {
  if (wanted.length > 0 && WITHOUT_VELOCITY.has(kind)) {
    throw invalid('velocity_limits', 'are of keys, users, workspaces and the organisation only');
  }
  if (new Set(wanted.map(({ per }) => per)).size < wanted.length) {
    throw invalid('velocity_limits', 'has two limits for the same');
  }
  return wanted.map(({ per, usd_per_minute: usd, concurrent_subagents: subagents }) => ({
    per,
    nanoUsdPerMinute: usd == null ? null : toAmount('cost', usd, 'velocity_limits.usd_per_minute'),
    subagents: subagents ?? null,
  }));
}

/** After the commit: the ledger is no part of the records' transaction, which may run twice. */
export async function resetUsage(context: ControlContext, wanted: WantedLimits, limits: LimitsRecord): Promise<void> {
  if (wanted.reset_usage !== true) return;
  for (const { unit, period } of limits.budgets) await context.usage.reset(budgetAccount(limits, unit), period);
}

export function toBudgets(context: Moment, wanted: WantedUsageLimits | WantedUsageLimits[] | null): Budget[] {
  const all = wanted === null ? [] : Array.isArray(wanted) ? wanted : [wanted];
  const budgets = all.flatMap((one) => toBudget(context, one) ?? []);
  if (new Set(budgets.map(({ unit }) => unit)).size < budgets.length) {
    throw invalid('usage_limits', 'has two limits of the same type');
  }
  return budgets;
}

interface Moment {
  /** What days are counted from where nothing else is said. */
  clock: Pick<ControlContext['clock'], 'now'>;
  /** Says when a period ends. Absent = nothing shows that. */
  usage?: Pick<ControlContext['usage'], 'window'>;
}

const DAY_MS = 86_400_000;
/** Nano-dollars in a dollar. */
const NANO = 1e9;

export function toBudget(context: Moment, wanted: WantedUsageLimits): Budget | null {
  const { type: unit, credit_limit: limit, alert_threshold: alert } = wanted;
  if (limit == null) return null;
  const amount = toAmount(unit, limit, 'usage_limits.credit_limit');
  const alertAt = alert == null ? null : toAmount(unit, alert, 'usage_limits.alert_threshold');
  if (alertAt !== null && alertAt >= amount) {
    throw invalid('usage_limits.alert_threshold', 'must be below credit_limit');
  }
  return {
    unit,
    amount,
    alertAt,
    period: toPeriod(context, wanted),
    ...(wanted.soft === true ? { isSoft: true } : {}),
  };
}

function toAmount(unit: Budget['unit'], value: number, path: string): number {
  const amount = unit === 'cost' ? Math.round(value * NANO) : value;
  if (Number.isSafeInteger(amount) && amount > 0) return amount;
  throw invalid(path, unit === 'cost' ? 'must be between $0.000000001 and $9,007,199' : 'must be a whole number');
}

function toPeriod(context: Moment, wanted: WantedUsageLimits): Period {
  const { periodic_reset: named, periodic_reset_days: every, next_usage_reset_at: next } = wanted;
  if (named != null && every != null) {
    throw invalid('usage_limits', 'has both periodic_reset and periodic_reset_days: give one of them');
  }
  if (next != null && every == null && !isShownReset(context, named ?? null, Date.parse(next))) {
    throw invalid('usage_limits.next_usage_reset_at', 'can be chosen with periodic_reset_days only');
  }
  if (every == null) return named ?? null;
  return { every, from: next == null ? dayOf(context.clock.now()) : dayThatBegins(context, every, Date.parse(next)) };
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The day in the zone of limits that begins then; east of UTC that is the day before by UTC. */
function dayThatBegins({ usage }: Moment, every: number, at: number): string {
  const near = [0, DAY_MS, -DAY_MS].map((shift) => dayOf(at + shift));
  return near.find((from) => usage?.window({ every, from }, at).start === at) ?? dayOf(at);
}

/** The end of the running period, or of one that ended since it was read. */
function isShownReset({ clock, usage }: Moment, period: Period, at: number): boolean {
  const end = usage?.window(period, clock.now()).end ?? null;
  return end !== null && (at === end || at <= clock.now());
}

const PERIODS: Readonly<Record<WantedRateLimits['unit'], RatePeriod>> = {
  rps: 'second',
  rpm: 'minute',
  rph: 'hour',
  rpd: 'day',
  rpw: 'week',
};

export function toRates(wanted: readonly WantedRateLimits[]): RateLimit[] {
  const rates = wanted.map(toRate);
  if (new Set(rates.map(({ unit, per, kinds = [] }) => `${unit} ${per} ${kinds.join(' ')}`)).size < rates.length) {
    throw invalid('rate_limits', 'has two limits of the same type and unit');
  }
  return rates;
}

function toRate({ type, unit, value, tokens_counted: counted }: WantedRateLimits): RateLimit {
  const rate = { unit: type, per: PERIODS[unit], value };
  if (counted == null) return rate;
  if (type !== 'tokens') throw invalid('rate_limits', 'has tokens_counted in a limit of requests');
  const kinds = TOKEN_KINDS.filter((kind) => counted.includes(kind));
  return kinds.length === TOKEN_KINDS.length ? rate : { ...rate, kinds };
}
