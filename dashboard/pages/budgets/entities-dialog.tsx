/** What each combination of values has used of a policy, and setting one back. */
import { type PolicyEntity, usePolicyEntities, useResetEntity } from '../../api/queries/policies.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { shownAmount } from './limit-draft.ts';
import { type AnyPolicy, nameOfPolicy } from './any-policy.ts';

export function EntitiesDialog({ policy, onClose }: { policy: AnyPolicy; onClose: () => void }) {
  const entities = usePolicyEntities(policy.kind, policy.id);
  const reset = useResetEntity(policy.kind, policy.id);
  const mayReset = useHolds('policies.update');
  const columns: Column<PolicyEntity>[] = [
    {
      id: 'value',
      title: 'Who or what',
      cell: ({ value_key: key }) => <span className="foreign-text font-mono text-xs">{key === '' ? 'all' : key}</span>,
    },
    { id: 'used', title: 'Used', numeric: true, cell: ({ current_usage: used }) => shownAmount(policy.type, used) },
    {
      id: 'state',
      title: 'State',
      cell: ({ status }) =>
        status === 'exhausted' ? <Badge tone="bad">used up</Badge> : <Badge tone="ok">holds</Badge>,
    },
    {
      id: 'actions',
      title: 'Actions',
      cell: ({ id, value_key: key }) => (
        <Button
          look="quiet"
          disabled={!mayReset}
          busy={reset.isPending}
          aria-label={`Set ${key === '' ? 'all' : key} to 0`}
          onClick={() => reset.mutate(id)}
        >
          Set to 0
        </Button>
      ),
    },
  ];
  return (
    <Dialog open wide onOpenChange={(open) => open || onClose()} title={`Usage of ${nameOfPolicy(policy)}`}>
      {reset.error !== null && <ErrorState error={reset.error} />}
      {entities.isPending ? (
        <SkeletonRows rows={4} />
      ) : entities.isError ? (
        <ErrorState error={entities.error} onRetry={() => void entities.refetch()} />
      ) : entities.data.data.length === 0 ? (
        <EmptyState title="Nothing is used">No request has counted in the running period.</EmptyState>
      ) : (
        <Table label="Usage" rows={entities.data.data} rowId={({ id }) => id} columns={columns} />
      )}
    </Dialog>
  );
}
