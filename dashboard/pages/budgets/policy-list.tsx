/** Policies: for which requests each is, what it counts together, and what each combination has used. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useDeletePolicy, usePolicies } from '../../api/queries/policies.ts';
import { useHolds } from '../../api/queries/session.ts';
import { useWorkspaceColumn } from '../../panels/workspace-column.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { EntitiesDialog } from './entities-dialog.tsx';
import { shownAmount, UNITS } from './limit-draft.ts';
import { type AnyPolicy, nameOfPolicy } from './any-policy.ts';
import { PolicyDialog } from './policy-dialog.tsx';

interface Opened {
  what: 'edit' | 'entities' | 'delete';
  policy: AnyPolicy;
}

export function PolicyList() {
  const { usage, rates } = usePolicies();
  const mayCreate = useHolds('policies.create');
  const workspace = useWorkspaceColumn<AnyPolicy>();
  const [isCreating, setCreating] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  if (usage.isPending || rates.isPending) return <SkeletonRows rows={4} />;
  const failed = usage.isError ? usage : rates;
  if (usage.isError || rates.isError) {
    return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  const policies: AnyPolicy[] = [
    ...usage.data.data.map((policy) => ({ kind: 'usage-limits' as const, ...policy })),
    ...rates.data.data.map((policy) => ({ kind: 'rate-limits' as const, ...policy })),
  ];
  const add = mayCreate && (
    <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      Add a policy
    </Button>
  );
  return (
    <>
      {policies.length === 0 ? (
        <EmptyState title="There is no policy" action={add}>
          A policy limits every request that meets its conditions: $50 a month for each person, say, or so many tokens a
          minute for all of one model.
        </EmptyState>
      ) : (
        <>
          <div className="mb-3 flex justify-end">{add}</div>
          <div className="-mx-4 border-t">
            <Table
              label="Policies"
              rows={policies}
              rowId={({ id }) => id}
              columns={[...COLUMNS, ...workspace, actions(setOpened)]}
            />
          </div>
        </>
      )}
      {isCreating && <PolicyDialog policy={null} onClose={() => setCreating(false)} />}
      {opened !== null && <PolicyAction opened={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function PolicyAction({ opened: { what, policy }, onClose }: { opened: Opened; onClose: () => void }) {
  if (what === 'edit') return <PolicyDialog policy={policy} onClose={onClose} />;
  if (what === 'entities') return <EntitiesDialog policy={policy} onClose={onClose} />;
  return <DeletePolicy policy={policy} onClose={onClose} />;
}

const COLUMNS: readonly Column<AnyPolicy>[] = [
  {
    id: 'name',
    title: 'Policy',
    cell: (policy) => (
      <div className="flex flex-col">
        <span className="foreign-text font-medium">{nameOfPolicy(policy)}</span>
        {policy.description !== null && (
          <span className="foreign-text text-xs text-ink-soft">{policy.description}</span>
        )}
      </div>
    ),
  },
  { id: 'limit', title: 'Limit', cell: limitText },
  {
    id: 'conditions',
    title: 'For requests with',
    cell: ({ conditions }) => (
      <span className="foreign-text font-mono text-xs">
        {conditions
          .map(({ key, value, excludes }) => `${key} ${excludes ? '≠' : '='} ${[value].flat().join(' or ')}`)
          .join(', ')}
      </span>
    ),
  },
  {
    id: 'groups',
    title: 'Each',
    cell: ({ group_by: groups }) =>
      groups.length === 0 ? (
        'all together'
      ) : (
        <span className="foreign-text">{groups.map(({ key }) => key).join(', ')}</span>
      ),
  },
];

function limitText(policy: AnyPolicy): string {
  if (policy.kind === 'rate-limits') {
    return `${policy.value.toLocaleString('en-US')} ${policy.type} in any ${UNITS[policy.unit]}`;
  }
  const { type, credit_limit: limit, periodic_reset: period, periodic_reset_days: days } = policy;
  return `${shownAmount(type, limit)} ${period ?? (days === null ? 'in all' : `every ${days} days`)}`;
}

const actions = (onOpen: (opened: Opened) => void): Column<AnyPolicy> => ({
  id: 'actions',
  title: 'Actions',
  cell: (policy) => {
    const button = (what: Opened['what'], text: string) => (
      <Button look="quiet" aria-label={`${text}: ${nameOfPolicy(policy)}`} onClick={() => onOpen({ what, policy })}>
        {text}
      </Button>
    );
    return (
      <>
        {button('entities', 'Usage')}
        {button('edit', 'Edit')}
        {button('delete', 'Delete')}
      </>
    );
  },
});

function DeletePolicy({ policy, onClose }: { policy: AnyPolicy; onClose: () => void }) {
  const remove = useDeletePolicy();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Delete this policy"
      consequence="It limits nothing from the next request on."
      name={nameOfPolicy(policy)}
      action="Delete the policy"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(policy, { onSuccess: onClose })}
    />
  );
}
