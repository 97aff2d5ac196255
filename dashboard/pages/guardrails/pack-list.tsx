/** Policy packs: guardrails to begin with. Taking one saves it in shadow mode. */
import { type NewGuardrail, type Pack, useCreateGuardrail, usePacks } from '../../api/queries/guardrails.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';

interface PackListProps {
  mayCreate: boolean;
  onCreated: (slug: string) => void;
}

export function PackList(props: PackListProps) {
  const packs = usePacks();
  return (
    <Card title="Policy packs">
      {packs.isPending ? (
        <SkeletonRows rows={4} />
      ) : packs.isError ? (
        <ErrorState error={packs.error} onRetry={() => void packs.refetch()} />
      ) : (
        <ul className="grid gap-3 p-4 md:grid-cols-2">
          {packs.data.data.map((pack) => (
            <PackItem key={pack.id} pack={pack} {...props} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function PackItem({ pack, mayCreate, onCreated }: PackListProps & { pack: Pack }) {
  const create = useCreateGuardrail();
  const save = (): void =>
    create.mutate(pack.guardrail as unknown as NewGuardrail, { onSuccess: ({ slug }) => onCreated(slug) });
  return (
    <li className="flex flex-col gap-2 rounded-md border p-3">
      <div className="flex items-start justify-between gap-2">
        <h3 className="text-sm font-semibold">{pack.name}</h3>
        {mayCreate && (
          <Button busy={create.isPending} aria-label={`Use it: ${pack.name}`} onClick={save}>
            Use it
          </Button>
        )}
      </div>
      <p className="text-xs text-ink-soft">{pack.about}</p>
      <p className="mt-auto text-xs text-ink-soft">{pack.source}</p>
      {create.isError && <ErrorState error={create.error} />}
    </li>
  );
}
