/** What each person may spend: the narrowest limit holds, of the person, of their groups, or of everybody. */
import { useEmails } from '../../api/queries/people.ts';
import { useHolds } from '../../api/queries/session.ts';
import { type SpendLimit, useDeleteSpendLimit, useSpendLimits } from '../../api/queries/spend-limits.ts';
import { formatCents } from '../../format/money.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { AddSpendLimit } from './add-spend-limit.tsx';

export function SpendLimitList() {
  const limits = useSpendLimits();
  const remove = useDeleteSpendLimit();
  const maySet = useHolds('organisation_settings.update');
  const emailOf = useEmails();
  if (limits.isPending) return <SkeletonRows rows={3} />;
  if (limits.isError) return <ErrorState error={limits.error} onRetry={() => void limits.refetch()} />;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-ink-soft">
        A person’s own limit holds, or else the lowest of their groups, or else everybody’s: somebody may be allowed
        more than all others. Budgets hold beside them.
      </p>
      {maySet && <AddSpendLimit />}
      {remove.error !== null && <ErrorState error={remove.error} />}
      {limits.data.length > 0 && (
        <div className="-mx-4 border-t">
          <Table
            label="What each person may spend"
            rows={limits.data}
            rowId={({ id }) => id}
            columns={[
              {
                id: 'who',
                title: 'Who',
                cell: (limit) => <span className="foreign-text">{whose(limit, emailOf)}</span>,
              },
              { id: 'amount', title: 'May spend', cell: shownAmount },
              {
                id: 'actions',
                title: 'Actions',
                cell: (limit) => (
                  <Button
                    look="quiet"
                    disabled={!maySet}
                    busy={remove.isPending}
                    onClick={() => remove.mutate(limit.id)}
                  >
                    Remove
                  </Button>
                ),
              },
            ]}
          />
        </div>
      )}
    </div>
  );
}

function whose({ scope }: SpendLimit, emailOf: (id: string) => string): string {
  if (scope.type === 'user') return emailOf(scope.user_id);
  return scope.type === 'rbac_group' ? `Each member of ${scope.rbac_group_id}` : 'Everybody';
}

const shownAmount = ({ amount, period }: SpendLimit): string =>
  amount === null ? `Without limit, ${period}` : `${formatCents(Number(amount))} ${period}`;
