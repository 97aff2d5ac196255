/** Limits as rows of one list: a line for each budget, each rate and each bound of speed. Pure. */
import type { OwnerLimits } from '../../api/queries/limits.ts';

type Budgets = Exclude<OwnerLimits['usage_limits'], null>;
export type BudgetOfOwner = Exclude<Budgets, readonly unknown[]>;
export type RateOfOwner = Exclude<OwnerLimits['rate_limits'], null>[number];
export type VelocityOfOwner = Exclude<OwnerLimits['velocity_limits'], null | undefined>[number];

export type LimitRow = { id: string; owner: OwnerLimits } & (
  | { kind: 'budget'; budget: BudgetOfOwner }
  | { kind: 'rate'; rate: RateOfOwner }
  | { kind: 'velocity'; velocity: VelocityOfOwner }
);

export function budgetsOf({ usage_limits: limits }: Pick<OwnerLimits, 'usage_limits'>): readonly BudgetOfOwner[] {
  if (limits === null) return [];
  return Array.isArray(limits) ? (limits as readonly BudgetOfOwner[]) : [limits as BudgetOfOwner];
}

/** Fullest budgets first, then rates, then bounds of speed. */
export function toLimitRows(owners: readonly OwnerLimits[]): LimitRow[] {
  const idOf = (owner: OwnerLimits, part: string): string => `${owner.owner_kind} ${owner.owner_id} ${part}`;
  const budgets = owners.flatMap((owner) =>
    budgetsOf(owner).map((budget) => ({ kind: 'budget' as const, id: idOf(owner, budget.type), owner, budget })),
  );
  const rates = owners.flatMap((owner) =>
    (owner.rate_limits ?? []).map((rate) => ({
      kind: 'rate' as const,
      id: idOf(owner, `${rate.type} ${rate.unit} ${(rate.tokens_counted ?? []).join(' ')}`),
      owner,
      rate,
    })),
  );
  const velocity = owners.flatMap((owner) =>
    (owner.velocity_limits ?? []).map((one) => ({
      kind: 'velocity' as const,
      id: idOf(owner, `velocity ${one.per}`),
      owner,
      velocity: one,
    })),
  );
  const fullness = ({ budget }: (typeof budgets)[number]): number =>
    (budget.current_usage + budget.held_usage) / budget.credit_limit;
  return [...budgets.toSorted((a, b) => fullness(b) - fullness(a)), ...rates, ...velocity];
}
