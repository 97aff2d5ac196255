/** The limits of an owner as shown, with what is spent of them now. */
import {
  budgetAccount,
  type Budget,
  type LimitOwnerKind,
  type LimitsRecord,
  type RateLimit,
  type RatePeriod,
} from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { toIso, toIsoOrNull } from '../fields.ts';
import type { SharedLimitsView, ShownUsageLimits, ShownVelocityLimits, WantedRateLimits } from './schemas.ts';

export interface ShownLimits {
  usage_limits: ShownUsageLimits | ShownUsageLimits[] | null;
  rate_limits: WantedRateLimits[] | null;
  velocity_limits?: ShownVelocityLimits[];
  status: 'active' | 'exhausted';
}

export const NO_LIMITS: ShownLimits = { usage_limits: null, rate_limits: null, status: 'active' };

export const UNITS: Readonly<Record<RatePeriod, WantedRateLimits['unit']>> = {
  second: 'rps',
  minute: 'rpm',
  hour: 'rph',
  day: 'rpd',
  week: 'rpw',
};

export function showLimits({ usage }: Pick<ControlContext, 'usage'>, limits: LimitsRecord | null): ShownLimits {
  if (limits === null) return NO_LIMITS;
  const budgets = limits.budgets.map((budget) => showBudget(usage, limits, budget));
  const [only = null, ...others] = budgets;
  return {
    usage_limits: others.length > 0 ? budgets : only,
    rate_limits: limits.rates.length === 0 ? null : limits.rates.map(viewRate),
    ...showVelocity(limits),
    status: budgets.some(({ status }) => status === 'exhausted') ? 'exhausted' : 'active',
  };
}

export function viewRate({ unit, per, value, kinds }: RateLimit): WantedRateLimits {
  const counted = kinds === undefined ? {} : { tokens_counted: [...kinds] };
  return { type: unit, unit: UNITS[per], value, ...counted };
}

/** As they were asked for, without what is spent: limits of each of many owners are spent by each of them. */
export function viewSettings({ budgets, rates }: Pick<LimitsRecord, 'budgets' | 'rates'>): SharedLimitsView {
  const usage = budgets.map((budget) => {
    const { unit, amount, alertAt, period, isSoft } = budget;
    const days = typeof period === 'object' && period !== null ? period : null;
    return {
      type: unit,
      credit_limit: shown(budget, amount),
      alert_threshold: alertAt === null ? null : shown(budget, alertAt),
      periodic_reset: typeof period === 'string' ? period : null,
      periodic_reset_days: days?.every ?? null,
      next_usage_reset_at: days === null ? null : toIso(Date.parse(days.from)),
      soft: isSoft === true,
    };
  });
  return { usage_limits: usage, rate_limits: rates.map(viewRate) };
}

function showVelocity({ velocity = [] }: LimitsRecord): Pick<ShownLimits, 'velocity_limits'> {
  if (velocity.length === 0) return {};
  const all = velocity.map(({ per, nanoUsdPerMinute, subagents }) => ({
    per,
    usd_per_minute: nanoUsdPerMinute === null ? null : nanoUsdPerMinute / 1e9,
    concurrent_subagents: subagents,
  }));
  return { velocity_limits: all };
}

/** Nano-dollars as dollars; the others are what they are. */
export const shown = ({ unit }: Budget, amount: number): number => (unit === 'cost' ? amount / 1e9 : amount);

function showBudget(usage: ControlContext['usage'], owner: LimitsRecord, budget: Budget): ShownUsageLimits {
  return viewBudget(usage, budgetAccount(owner, budget.unit), budget);
}

/** With what is spent of it in its account of the ledger. */
export function viewBudget(usage: ControlContext['usage'], account: string, budget: Budget): ShownUsageLimits {
  const { unit, amount, alertAt, period } = budget;
  const { spent, held, resetsAt } = usage.of(account, period);
  const alerts = usage.alerts(account, period);
  return {
    type: unit,
    credit_limit: shown(budget, amount),
    alert_threshold: alertAt === null ? null : shown(budget, alertAt),
    periodic_reset: typeof period === 'string' ? period : null,
    periodic_reset_days: typeof period === 'object' && period !== null ? period.every : null,
    next_usage_reset_at: toIsoOrNull(resetsAt),
    current_usage: shown(budget, spent),
    held_usage: shown(budget, held),
    soft: budget.isSoft === true,
    status: spent >= amount ? 'exhausted' : 'active',
    is_threshold_alerts_sent: alerts.threshold,
    is_exhausted_alerts_sent: alerts.exhausted,
  };
}

/** By the owner's id, for all of one kind in the caller's organisation. */
export async function shownLimits(
  context: ControlContext,
  tx: TenantRecords,
  kind: LimitOwnerKind,
): Promise<(owner: { id: string }) => ShownLimits> {
  const all = (await tx.limits.list()).filter(({ ownerKind }) => ownerKind === kind);
  const byOwner = new Map(all.map((limits) => [limits.ownerId, limits]));
  return ({ id }) => showLimits(context, byOwner.get(id) ?? null);
}
