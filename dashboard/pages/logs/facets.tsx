/** The rail of facets: the values that the requests of this filter have, with counts; each is wanted or left out by a click. */
import { Minus } from 'lucide-react';
import { type Filter, type Group, useGroups } from '../../api/queries/analytics.ts';
import { formatCount, formatExactly } from '../../format/numbers.ts';
import type { Range } from '../../shell/use-range.ts';
import { classNames } from '../../ui/class-names.ts';
import { addTerm, hasTerm, type Names, readQueryLine, removeTerm, toTerm, withoutField } from './query-line.ts';

interface Facet {
  title: string;
  /** Dimension of the API. */
  by: string;
  /** Field of the query line. */
  field: string;
}

const FACETS: readonly Facet[] = [
  { title: 'Status', by: 'status', field: 'status' },
  { title: 'Model', by: 'model', field: 'model' },
  { title: 'Provider', by: 'provider', field: 'provider' },
  { title: 'User', by: 'user', field: 'user' },
  { title: 'Team', by: 'metadata.team', field: 'team' },
  { title: 'Cause', by: 'error', field: 'error' },
];
const SHOWN = 8;

interface FacetsProps {
  range: Range;
  q: string;
  names: Names;
  keyName: (id: string) => string;
  /** False while the rows are fetched: they come first, and the log answers one question after the other. */
  isCounted: boolean;
  onChange: (q: string) => void;
}

export function Facets(props: FacetsProps) {
  return (
    <aside
      aria-label="Facets"
      className="flex w-56 shrink-0 flex-col gap-4 overflow-y-auto border-r bg-surface px-2 py-3 max-[1099px]:hidden"
    >
      {props.isCounted && FACETS.map((facet) => <FacetList key={facet.by} facet={facet} {...props} />)}
      <p className="px-2 text-xs text-ink-soft only:hidden">Click to filter, − to leave out.</p>
    </aside>
  );
}

/** Counted without its own terms, so that another value can be chosen. */
function FacetList({ facet, range, q, names, keyName, onChange }: FacetsProps & { facet: Facet }) {
  const { title, by, field } = facet;
  const filter = countable(readQueryLine(withoutField(q, field), names).filter);
  const groups =
    useGroups(range, { by, orderBy: 'requests', limit: SHOWN, measures: ['requests'] }, filter).data?.data ?? [];
  const known = groups.filter((group): group is Group & { key: string } => group.key !== null);
  if (known.length === 0) return null;
  return (
    <section>
      <h2 className="px-2 pb-1 text-xs font-medium text-ink-soft">{title}</h2>
      <ul>
        {known.map(({ key, requests }) => {
          const term = toTerm(field, key);
          const isIn = hasTerm(q, term);
          const isOut = hasTerm(q, `-${term}`);
          const name = by === 'user' ? keyName(key) : key;
          const toggle = (wanted: string, isOn: boolean): void => {
            const cleared = removeTerm(removeTerm(q, term), `-${term}`);
            onChange(isOn ? cleared : addTerm(cleared, wanted));
          };
          return (
            <li key={key} className="group flex h-7 items-center gap-1 rounded pr-1 text-sm hover:bg-raised">
              <button
                type="button"
                aria-pressed={isIn}
                onClick={(event) => (event.altKey ? toggle(`-${term}`, isOut) : toggle(term, isIn))}
                className={classNames(
                  'flex h-full min-w-0 flex-1 items-center gap-2 rounded px-2 text-left',
                  isIn && 'bg-accent-soft font-medium text-accent',
                  isOut && 'text-ink-soft line-through',
                )}
              >
                <span className="min-w-0 flex-1 truncate" title={name}>
                  {name}
                </span>
                <span className="figures text-xs text-ink-soft" title={formatExactly(Number(requests))}>
                  {formatCount(Number(requests))}
                </span>
              </button>
              {by.startsWith('metadata.') ? (
                <span aria-hidden className="size-6" />
              ) : (
                <button
                  type="button"
                  aria-label={`Leave out ${name}`}
                  aria-pressed={isOut}
                  onClick={() => toggle(`-${term}`, isOut)}
                  className="flex size-6 items-center justify-center rounded text-ink-soft opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100"
                >
                  <Minus aria-hidden className="size-3" />
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Analytics counts rows, and cannot look into bodies. */
export function countable({ search: _, ...filter }: ReturnType<typeof readQueryLine>['filter']): Filter {
  return filter;
}
