/** Whether the default guardrails of the organisation hold in a workspace. */
import { useHolds } from '../../api/queries/session.ts';
import { useExclusions, useSetExclusion } from '../../api/queries/workspaces.ts';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';

const SIDES = [
  { side: 'input', label: 'They check the requests of this workspace' },
  { side: 'output', label: 'They check the responses of this workspace' },
] as const;

export function WorkspaceExclusions({ id }: { id: string }) {
  const exclusions = useExclusions(true);
  const set = useSetExclusion();
  const mayChange = useHolds('organisation_exclusions.update');
  if (exclusions.isPending) return <SkeletonRows rows={2} />;
  if (exclusions.isError) return <ErrorState error={exclusions.error} onRetry={() => void exclusions.refetch()} />;
  const { data } = exclusions;
  return (
    <div className="flex flex-col gap-3">
      <p className="max-w-3xl text-sm text-ink-soft">
        The organisation has default guardrails, which hold in every workspace. Switch them off here for this one.
      </p>
      {set.isError && <ErrorState error={set.error} />}
      {SIDES.map(({ side, label }) => {
        const isOn = !data[side].includes(id);
        return (
          <label key={side} className="flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={isOn}
              disabled={!mayChange || set.isPending}
              onChange={() => set.mutate({ side, id, isExcluded: isOn })}
            />
            {label}
          </label>
        );
      })}
    </div>
  );
}
