/** A limit while it is typed: what the form holds, and what the API takes. Pure. */
import type { WantedLimits } from '../../api/queries/limits.ts';
import type { Budget } from '../../panels/limits-in-words.ts';
import type { RateOfOwner, VelocityOfOwner } from './limit-rows.ts';

export const UNITS = { rps: 'second', rpm: 'minute', rph: 'hour', rpd: 'day', rpw: 'week' } as const;
export const OWNERS = {
  api_key: 'API key',
  provider: 'Provider',
  workspace: 'Workspace',
  organisation: 'Organisation',
  user: 'User',
  integration_workspace: 'Integration',
} as const;

export type Unit = keyof typeof UNITS;

export interface LimitDraft {
  /** `speed`: dollars a minute and subagents at a time. */
  what: 'budget' | 'rate' | 'speed';
  type: 'cost' | 'tokens' | 'requests';
  /** Of a speed: dollars a minute; empty = as many as it likes. */
  amount: string;
  /** Of a budget; empty = none. */
  alert: string;
  /** `days`: every so many days; empty = never. */
  reset: '' | 'daily' | 'weekly' | 'monthly' | 'days';
  days: string;
  /** When the days of a known budget are over: they go on from there while they stay as many. */
  known: { days: string; resetsAt: string | null } | null;
  isSoft: boolean;
  unit: Unit;
  /** Of a speed: whose. */
  per: VelocityOfOwner['per'];
  /** Of a speed: subagents at a time; empty = as many as it likes. */
  agents: string;
}

export const NEW_LIMIT: LimitDraft = {
  what: 'budget',
  type: 'cost',
  amount: '',
  alert: '',
  reset: 'monthly',
  days: '30',
  known: null,
  isSoft: false,
  unit: 'rpm',
  per: 'session',
  agents: '',
};

export const draftOfBudget = (budget: Budget): LimitDraft => ({
  ...NEW_LIMIT,
  type: budget.type,
  amount: String(budget.credit_limit),
  alert: budget.alert_threshold === null ? '' : String(budget.alert_threshold),
  ...draftOfPeriod(budget),
  isSoft: budget.soft,
});

/** What a budget says of when it resets. */
export function draftOfPeriod(
  period: Pick<Budget, 'periodic_reset' | 'periodic_reset_days'> & { next_usage_reset_at?: string | null },
): Pick<LimitDraft, 'reset' | 'days' | 'known'> {
  const { periodic_reset: named, periodic_reset_days: every, next_usage_reset_at: resetsAt = null } = period;
  if (every === null) return { reset: named ?? '', days: NEW_LIMIT.days, known: null };
  return { reset: 'days', days: String(every), known: { days: String(every), resetsAt } };
}

export const draftOfRate = ({ type, unit, value }: Pick<RateOfOwner, 'type' | 'unit' | 'value'>): LimitDraft => ({
  ...NEW_LIMIT,
  what: 'rate',
  type,
  unit,
  amount: String(value),
});

const shownNumber = (amount: number | null): string => (amount === null ? '' : String(amount));

export const draftOfSpeed = (speed: VelocityOfOwner): LimitDraft => ({
  ...NEW_LIMIT,
  what: 'speed',
  per: speed.per,
  amount: shownNumber(speed.usd_per_minute),
  agents: shownNumber(speed.concurrent_subagents),
});

export type WantedBudget = BudgetPart & { type: LimitDraft['type'] };

interface BudgetPart {
  credit_limit: number;
  alert_threshold: number | null;
  periodic_reset: 'daily' | 'weekly' | 'monthly' | null;
  periodic_reset_days: number | null;
  /** Where the days are counted from; absent = from now. */
  next_usage_reset_at?: string | null;
  soft: boolean;
}

function periodOf({ reset, days, known }: LimitDraft) {
  if (reset !== 'days') return { periodic_reset: reset === '' ? null : reset, periodic_reset_days: null };
  const goesOn = known !== null && known.days === days && known.resetsAt !== null;
  return {
    periodic_reset: null,
    periodic_reset_days: Number(days),
    ...(goesOn ? { next_usage_reset_at: known.resetsAt } : {}),
  };
}

/** null = not yet a number. */
export function toBudget(draft: LimitDraft): WantedBudget | null {
  const { what, type, amount, alert, reset, days, isSoft } = draft;
  const limit = Number(amount);
  if (what !== 'budget' || !(limit > 0)) return null;
  if (reset === 'days' && !(Number.isInteger(Number(days)) && Number(days) > 0)) return null;
  const threshold = alert === '' ? null : Number(alert);
  return {
    type,
    credit_limit: limit,
    alert_threshold: threshold,
    ...periodOf(draft),
    soft: isSoft,
  };
}

export function toRate({ what, type, amount, unit }: LimitDraft) {
  const value = Number(amount);
  if (what !== 'rate' || type === 'cost' || amount === '' || !Number.isInteger(value)) return null;
  return { type, unit, value };
}

/** null = neither of the two is said yet, or one is not a number. */
export function toSpeed({ what, per, amount, agents }: LimitDraft): VelocityOfOwner | null {
  if (what !== 'speed' || (amount === '' && agents === '')) return null;
  const dollars = amount === '' ? null : Number(amount);
  const most = agents === '' ? null : Number(agents);
  const isUsable = (dollars === null || dollars > 0) && (most === null || (Number.isInteger(most) && most >= 0));
  return isUsable ? { per, usd_per_minute: dollars, concurrent_subagents: most } : null;
}

export type LimitParts = Pick<WantedLimits, 'usage_limits' | 'rate_limits' | 'velocity_limits'>;

/** Of the draft alone, for a preview. */
export function partsOf(draft: LimitDraft): LimitParts | null {
  const budget = toBudget(draft);
  const speed = toSpeed(draft);
  const rate = toRate(draft);
  if (budget !== null) return { usage_limits: [budget] };
  if (speed !== null) return { velocity_limits: [speed] };
  return rate === null ? null : { rate_limits: [rate] };
}

export function shownAmount(type: LimitDraft['type'], amount: number): string {
  if (type !== 'cost') return `${amount.toLocaleString('en-US')} ${type}`;
  const digits = amount !== 0 && amount < 0.01 ? 6 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}
