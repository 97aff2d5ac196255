/** Logs: every request, newest first; filters and the open row are in the URL. */
import { Link } from '@tanstack/react-router';
import { Columns3, ListFilter, Radio } from 'lucide-react';
import { type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import { useNames } from '../../api/queries/api-keys.ts';
import { type LogRow, useLogPages } from '../../api/queries/logs.ts';
import { useHolds } from '../../api/queries/session.ts';
import { rangeName } from '../../shell/time-range.ts';
import { useIsNarrow } from '../../shell/use-is-narrow.ts';
import { useStored } from '../../shell/use-stored.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { usePageTitle } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { COLUMN_NAMES, SHOWN_AT_FIRST, SHOWN_NARROW } from './columns.tsx';
import { ExportButton } from './export-button.tsx';
import { countable, Facets } from './facets.tsx';
import { FilterBar } from './filter-bar.tsx';
import { LogHistogram } from './log-histogram.tsx';
import { LogPanel } from '../../panels/request/log-panel.tsx';
import { LogTable } from './log-table.tsx';
import { addTerm, FIELDS, removeTerm, toTerm } from './query-line.ts';
import { SavedFilters } from './saved-filters.tsx';
import { useLogQuery } from './use-log-query.ts';

type Query = ReturnType<typeof useLogQuery>;

export function LogsPage() {
  usePageTitle('Logs');
  const query = useLogQuery();
  const { q, open, live, range, line, setQuery, setOpen, setLive } = query;
  const field = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useStored('logs.columns', SHOWN_AT_FIRST);
  const [hasFacets, setFacets] = useStored('logs.facets', true);
  const mayCount = useHolds('analytics.view');
  const pages = useLogPages(query.filter, live);
  const rows = useMemo(() => pages.data?.pages.flatMap(({ data }) => data) ?? [], [pages.data]);
  const keyName = useNames(rows.flatMap(({ api_key_id: key, user_id: user }) => [key, user]));
  useLogKeys({ focusFilter: () => field.current?.focus(), toggleLive: () => setLive(!live) });
  return (
    <div className="flex h-full min-w-0">
      {hasFacets && mayCount && open === null && (
        <Facets
          range={range}
          q={q}
          names={query.names}
          keyName={keyName}
          isCounted={!pages.isPending}
          onChange={setQuery}
        />
      )}
      <div className="flex min-w-0 flex-1 flex-col">
        <h1 className="sr-only">Logs</h1>
        <Toolbar
          query={query}
          field={field}
          suggestions={suggestionsFrom(rows, keyName)}
          shown={shown}
          onShown={setShown}
          facets={mayCount ? { isOpen: hasFacets, toggle: () => setFacets(!hasFacets) } : null}
        />
        <LogHistogram range={range} filter={countable(line.filter)} isCounted={!pages.isPending} />
        {line.filter.search !== undefined && <SearchNote pages={pages.data?.pages ?? []} />}
        <Rows query={query} pages={pages} rows={rows} keyName={keyName} shown={shown} />
      </div>
      {open !== null && <LogPanel id={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

interface ToolbarProps {
  query: Query;
  field: RefObject<HTMLInputElement | null>;
  suggestions: readonly string[];
  shown: Record<string, boolean>;
  onShown: (shown: Record<string, boolean>) => void;
  facets: { isOpen: boolean; toggle: () => void } | null;
}

function Toolbar({ query, field, suggestions, shown, onShown, facets }: ToolbarProps) {
  const { q, live, line, range, filter, setQuery, setLive } = query;
  return (
    <div className="@container flex flex-wrap items-start gap-2 border-b bg-surface p-3">
      {facets !== null && (
        <Button
          aria-pressed={facets.isOpen}
          aria-label="Facets"
          title="Facets"
          className="px-2! max-[1099px]:hidden"
          onClick={facets.toggle}
          icon={<ListFilter aria-hidden />}
        />
      )}
      <FilterBar
        field={field}
        terms={line.terms}
        suggestions={suggestions}
        onAdd={(term) => setQuery(addTerm(q, term))}
        onRemove={(term) => setQuery(removeTerm(q, term))}
      />
      <SavedFilters q={q} onChoose={setQuery} />
      <ExportButton filter={filter} q={q} rangeName={rangeName(range.text)} />
      <Button
        look={live ? 'primary' : 'plain'}
        aria-pressed={live}
        aria-keyshortcuts="l"
        onClick={() => setLive(!live)}
        icon={<Radio aria-hidden />}
      >
        <span className="@max-[800px]:sr-only">Live</span>
      </Button>
      <Menu
        label="Columns"
        trigger={
          <Button className="max-[699px]:hidden" icon={<Columns3 aria-hidden />}>
            <span className="@max-[800px]:sr-only">Columns</span>
          </Button>
        }
        items={Object.entries(COLUMN_NAMES).map(([id, label]) => ({
          label,
          checked: shown[id] ?? true,
          onSelect: () => onShown({ ...shown, [id]: !(shown[id] ?? true) }),
        }))}
      />
    </div>
  );
}

interface RowsProps {
  query: Query;
  pages: ReturnType<typeof useLogPages>;
  rows: readonly LogRow[];
  keyName: (id: string) => string;
  shown: Record<string, boolean>;
}

function Rows({ query, pages, rows, keyName, shown }: RowsProps) {
  const { q, open, setOpen, setQuery } = query;
  const isNarrow = useIsNarrow();
  const { fetchNextPage, isFetchingNextPage } = pages;
  const onMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  if (pages.isPending) return <SkeletonRows rows={14} />;
  if (pages.isError && rows.length === 0) {
    return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  if (rows.length === 0) {
    return pages.hasNextPage ? (
      <EmptyState
        title="Nothing found yet"
        action={
          <Button onClick={onMore} busy={isFetchingNextPage}>
            Search further back
          </Button>
        }
      />
    ) : (
      <NoRows isFiltered={q !== ''} onClear={() => setQuery('')} />
    );
  }
  return (
    <LogTable
      rows={rows}
      keyName={keyName}
      shown={isNarrow ? SHOWN_NARROW : shown}
      isNarrow={isNarrow}
      openId={open}
      onOpen={setOpen}
      hasMore={pages.hasNextPage}
      onMore={onMore}
    />
  );
}

type Pages = NonNullable<ReturnType<typeof useLogPages>['data']>['pages'];

/** A search reads bodies, so it reports how far it has come. */
function SearchNote({ pages }: { pages: Pages }) {
  const looked = pages.reduce((sum, { searched }) => sum + (searched?.rows ?? 0), 0);
  if (pages.length === 0) return null;
  const back = pages.at(-1)?.searched?.back_to ?? null;
  return (
    <p role="status" className="border-b bg-surface px-4 py-1 text-xs text-ink-soft">
      Looked into {looked.toLocaleString('en-US')} requests
      {back === null ? '' : `, back to ${new Date(back).toLocaleString('en-GB')}`}. Scroll down to search further back.
    </p>
  );
}

function NoRows({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return isFiltered ? (
    <EmptyState title="No request matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
      Take a term out of the filter, or choose a longer time range at the top.
    </EmptyState>
  ) : (
    <EmptyState
      title="No requests in this time"
      action={
        <Link to="/" className="text-accent underline">
          How to send the first one
        </Link>
      }
    >
      Every request that reaches the gateway appears here as soon as it ends. Choose a longer time range, or send one.
    </EmptyState>
  );
}

const MAX_SUGGESTIONS = 40;

/** The fields, and the values that stand in the rows at hand. */
function suggestionsFrom(rows: readonly LogRow[], keyName: (id: string) => string): string[] {
  const found = new Set<string>(['status:5xx', 'status:429', 'status:error', ...FIELDS]);
  for (const row of rows) {
    if (row.ai_model !== null) found.add(toTerm('model', row.ai_model));
    if (row.virtual_key !== null) found.add(toTerm('provider', row.virtual_key));
    if (row.user_id !== null) found.add(toTerm('user', row.user_id));
    found.add(toTerm('key', keyName(row.api_key_id)));
    for (const [name, value] of Object.entries(row.metadata)) found.add(toTerm(name, value));
    if (found.size > MAX_SUGGESTIONS) break;
  }
  return [...found];
}

function useLogKeys({ focusFilter, toggleLive }: { focusFilter: () => void; toggleLive: () => void }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target, key, metaKey, ctrlKey, altKey } = event;
      const isTyping = target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (isTyping || metaKey || ctrlKey || altKey) return;
      if (key === 'f') focusFilter();
      else if (key === 'l') toggleLive();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
