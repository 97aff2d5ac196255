/** The limits of an owner, as the data plane reads them. */
import {
  budgetAccount,
  type Budget,
  type LimitOwnerKind,
  type LimitsRecord,
  type RatePeriod,
  type RateUnit,
  type TokenKind,
  type VelocityLimit,
} from '../storage/ports/records/limits.ts';

export interface LimitOwner {
  kind: LimitOwnerKind | 'policy';
  /** Another target may not have it: a fallback may go on. */
  isPassable: boolean;
  /** As people know it. */
  name: string;
}

export interface CompiledBudget extends Budget {
  /** Its account in the ledger. */
  account: string;
  owner: LimitOwner;
}

export interface CompiledRate {
  /** Where it is counted. */
  place: string;
  unit: RateUnit;
  per: RatePeriod;
  windowMs: number;
  value: number;
  /** The beginning of `place` by which it can be listed; absent = it is not. */
  listedUnder?: string;
  /** Of tokens: which of them count; absent = all. */
  kinds?: readonly TokenKind[];
  owner: LimitOwner;
}

export interface CompiledVelocity extends VelocityLimit {
  /** The beginning of where it is counted. */
  place: string;
  owner: LimitOwner;
}

export interface CompiledLimits {
  readonly budgets: readonly CompiledBudget[];
  readonly rates: readonly CompiledRate[];
  /** Absent = none. */
  readonly velocity?: readonly CompiledVelocity[];
}

export const NO_LIMITS: CompiledLimits = { budgets: [], rates: [] };

export const WINDOW_MS: Readonly<Record<RatePeriod, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

const PASSABLE: ReadonlySet<LimitOwnerKind> = new Set(['provider', 'integration_workspace']);

export function compileLimits(record: LimitsRecord, name: string): CompiledLimits {
  const owner: LimitOwner = { kind: record.ownerKind, name, isPassable: PASSABLE.has(record.ownerKind) };
  const place = `velocity:${record.ownerKind}:${record.ownerId}`;
  const velocity = (record.velocity ?? []).map((limit) => ({ ...limit, place, owner }));
  return {
    budgets: record.budgets.map((budget) => ({ ...budget, account: budgetAccount(record, budget.unit), owner })),
    rates: record.rates.map((rate) => ({
      ...rate,
      place: [record.ownerKind, record.ownerId, rate.unit, rate.per, ...(rate.kinds ?? [])].join(':'),
      windowMs: WINDOW_MS[rate.per],
      owner,
    })),
    ...(velocity.length === 0 ? {} : { velocity }),
  };
}
