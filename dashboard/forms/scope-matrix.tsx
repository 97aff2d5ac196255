/** What a key may do: a row of choices for each group of scopes, with all and none. */
import { type ApiKey, useKeyScopes } from '../api/queries/api-keys.ts';
import { Button } from '../ui/button.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';

interface ScopeMatrixProps {
  type: ApiKey['type'];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

export function ScopeMatrix({ type, chosen, onChange }: ScopeMatrixProps) {
  const all = useKeyScopes();
  if (all.isPending) return <SkeletonRows rows={6} />;
  if (all.isError) return <ErrorState error={all.error} onRetry={() => void all.refetch()} />;
  const ofType = all.data.data.find((one) => one.type === type);
  const mayGrant = new Set([...(ofType?.grantable ?? []), ...chosen]);
  const set = (scopes: readonly string[], isOn: boolean): void => {
    const others = chosen.filter((scope) => !scopes.includes(scope));
    onChange(isOn ? [...others, ...scopes] : others);
  };
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-sm font-medium">What it may do</legend>
      <div className="flex flex-col divide-y rounded-md border">
        {grouped(ofType?.scopes ?? []).map(([group, scopes]) => (
          <Group
            key={group}
            name={group}
            scopes={scopes}
            chosen={chosen}
            mayGrant={(scope) => mayGrant.has(scope)}
            onSet={set}
          />
        ))}
      </div>
      <p className="text-xs leading-4 text-ink-soft">Nobody gives a key a power that they lack themselves.</p>
    </fieldset>
  );
}

interface GroupProps {
  name: string;
  scopes: readonly string[];
  chosen: readonly string[];
  mayGrant: (scope: string) => boolean;
  onSet: (scopes: readonly string[], isOn: boolean) => void;
}

function Group({ name, scopes, chosen, mayGrant, onSet }: GroupProps) {
  const isAll = scopes.filter(mayGrant).every((scope) => chosen.includes(scope));
  const title = name.replaceAll('_', ' ');
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1 text-sm">
      <span className="w-52 shrink-0">{title}</span>
      <div className="flex min-w-0 flex-1 flex-wrap gap-x-4 gap-y-1">
        {scopes.map((scope) => (
          <label key={scope} className="flex items-center gap-1.5">
            <input
              type="checkbox"
              aria-label={scope}
              disabled={!mayGrant(scope)}
              checked={chosen.includes(scope)}
              onChange={(event) => onSet([scope], event.target.checked)}
            />
            {scope.slice(name.length + 1)}
          </label>
        ))}
      </div>
      <Button
        look="quiet"
        disabled={!scopes.some(mayGrant)}
        aria-label={`${isAll ? 'None' : 'All'} of ${title}`}
        onClick={() => onSet(isAll ? scopes : scopes.filter(mayGrant), !isAll)}
      >
        {isAll ? 'None' : 'All'}
      </Button>
    </div>
  );
}

/** By what stands before the dot, in the order of the gateway. */
function grouped(scopes: readonly string[]): [group: string, scopes: string[]][] {
  const groups = new Map<string, string[]>();
  for (const scope of scopes) {
    const group = scope.slice(0, scope.lastIndexOf('.'));
    groups.set(group, [...(groups.get(group) ?? []), scope]);
  }
  return [...groups];
}
