/** Budgets that are nearest to their end, with what is used of each. */
import { Link } from '@tanstack/react-router';
import { useLimits } from '../api/queries/limits.ts';
import { useHolds } from '../api/queries/session.ts';
import { Ranking } from '../charts/ranking.tsx';
import { formatMoney } from '../format/money.ts';
import { formatCount } from '../format/numbers.ts';
import { formatMoment } from '../format/moments.ts';
import { Card } from '../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import { type Budget, budgetsOf } from './limits-in-words.ts';

const SHOWN = 6;
const NANO_PER_DOLLAR = 1_000_000_000;

export function FullestBudgets() {
  const limits = useLimits();
  const governs = useHolds('organisation_settings.update');
  const budgets = (limits.data?.data ?? []).flatMap((owner) => budgetsOf(owner).map((budget) => ({ owner, budget })));
  const fullest = budgets.toSorted((one, other) => usedOf(other.budget) - usedOf(one.budget)).slice(0, SHOWN);
  return (
    <Card
      title="Fullest budgets"
      action={
        <Link to="/budgets" className="text-sm text-accent underline">
          All
        </Link>
      }
    >
      {limits.isPending && <SkeletonRows rows={3} />}
      {limits.isError && <ErrorState error={limits.error} onRetry={() => void limits.refetch()} />}
      {limits.data !== undefined && fullest.length === 0 && (
        <p className="p-4 text-sm text-ink-soft">
          {governs ? 'No key, person or workspace has a budget yet.' : 'No budget of yours is set.'}{' '}
          {governs && (
            <Link to="/budgets" className="text-accent underline">
              Set the first one
            </Link>
          )}
        </p>
      )}
      {fullest.length > 0 && (
        <Ranking
          label="Fullest budgets"
          rows={fullest.map(({ owner, budget }) => ({
            key: `${owner.owner_kind} ${owner.owner_id} ${budget.type}`,
            label: <bdi>{owner.owner_name}</bdi>,
            value: usage(budget),
            share: Math.min(1, usedOf(budget)),
            note: noteOf(budget),
          }))}
        />
      )}
    </Card>
  );
}

/** With what is held for running requests; 1 = all of it. */
function usedOf({ current_usage: spent, held_usage: held, credit_limit: limit }: Budget): number {
  return limit === 0 ? 1 : (spent + held) / limit;
}

function noteOf(budget: Budget): string {
  if (budget.status === 'exhausted') return 'used up';
  const at = budget.next_usage_reset_at;
  return at === null ? 'never resets' : `resets ${formatMoment(at)}`;
}

function usage({ type, current_usage: spent, credit_limit: limit }: Budget): string {
  if (type !== 'cost') return `${formatCount(spent)} of ${formatCount(limit)} ${type}`;
  return `${formatMoney(spent * NANO_PER_DOLLAR)} of ${formatMoney(limit * NANO_PER_DOLLAR)}`;
}
