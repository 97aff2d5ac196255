/** Limits as rows of one list: a line for each budget, each rate and each bound of speed. Pure. */
import type { OwnerLimits } from '../../api/queries/limits.ts';
import { type Budget, budgetsOf } from '../../panels/limits-in-words.ts';

export type RateOfOwner = Exclude<OwnerLimits['rate_limits'], null>[number];
export type VelocityOfOwner = Exclude<OwnerLimits['velocity_limits'], null | undefined>[number];

export type LimitRow = { id: string; owner: OwnerLimits } & (
  | { kind: 'budget'; budget: Budget }
  | { kind: 'rate'; rate: RateOfOwner }
  | { kind: 'velocity'; velocity: VelocityOfOwner }
);

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
