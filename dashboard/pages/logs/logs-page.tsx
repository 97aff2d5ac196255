/** Logs: every request, newest first; filters and the open row are in the URL. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Columns3, Radio } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useApiKeys, useKeyNames } from '../../api/queries/api-keys.ts';
import { type LogRow, useLogPages } from '../../api/queries/logs.ts';
import { useIsNarrow } from '../../shell/use-is-narrow.ts';
import { useRange } from '../../shell/use-range.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { usePageTitle } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { COLUMN_NAMES, SHOWN_AT_FIRST, SHOWN_NARROW } from './columns.tsx';
import { FilterBar } from './filter-bar.tsx';
import { LogHistogram } from './log-histogram.tsx';
import { LogPanel } from './log-panel.tsx';
import { LogTable } from './log-table.tsx';
import { addTerm, FIELDS, readQueryLine, removeTerm, toTerm } from './query-line.ts';
import { useStored } from '../../shell/use-stored.ts';

export function LogsPage() {
  usePageTitle('Logs');
  const { q = '', open = null, live = false } = useSearch({ from: '/logs' });
  const navigate = useNavigate({ from: '/logs' });
  const field = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useStored('logs.columns', SHOWN_AT_FIRST);
  const keys = useApiKeys().data?.data;
  const keyName = useKeyNames();
  const isNarrow = useIsNarrow();
  const keyIds = useCallback(
    (name: string) => (keys ?? []).filter((key) => key.name === name || key.user_id === name).map(({ id }) => id),
    [keys],
  );
  const line = useMemo(() => readQueryLine(q, { keyIds }), [q, keyIds]);
  const range = useRange();
  const filter = {
    ...line.filter,
    time_of_generation_min: new Date(range.from).toISOString(),
    ...(range.to === null ? {} : { time_of_generation_max: new Date(range.to).toISOString() }),
  };
  const pages = useLogPages(filter, live);
  const rows = useMemo(() => pages.data?.pages.flatMap(({ data }) => data) ?? [], [pages.data]);
  const setQuery = (next: string): void =>
    void navigate({ search: (before) => ({ ...before, q: next === '' ? undefined : next }), replace: true });
  const setOpen = useCallback(
    (id: string | null) => void navigate({ search: (before) => ({ ...before, open: id ?? undefined }), replace: true }),
    [navigate],
  );
  const setLive = useCallback(
    (on: boolean) => void navigate({ search: (before) => ({ ...before, live: on ? true : undefined }), replace: true }),
    [navigate],
  );
  useLogKeys({ focusFilter: () => field.current?.focus(), toggleLive: () => setLive(!live) });
  const { fetchNextPage, isFetchingNextPage } = pages;
  const onMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  return (
    <div className="flex h-full min-w-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <h1 className="sr-only">Logs</h1>
        <div className="flex flex-wrap items-start gap-2 border-b bg-surface p-3">
          <FilterBar
            field={field}
            terms={line.terms}
            suggestions={suggestionsFrom(rows, keyName)}
            onAdd={(term) => setQuery(addTerm(q, term))}
            onRemove={(term) => setQuery(removeTerm(q, term))}
          />
          <Button
            look={live ? 'primary' : 'plain'}
            aria-pressed={live}
            aria-keyshortcuts="l"
            onClick={() => setLive(!live)}
            icon={<Radio aria-hidden />}
          >
            Live
          </Button>
          <Menu
            label="Columns"
            trigger={<Button icon={<Columns3 aria-hidden />}>Columns</Button>}
            items={Object.entries(COLUMN_NAMES).map(([id, label]) => ({
              label,
              checked: shown[id] ?? true,
              onSelect: () => setShown({ ...shown, [id]: !(shown[id] ?? true) }),
            }))}
          />
        </div>
        <LogHistogram range={range} filter={line.filter} />
        {pages.isPending ? (
          <SkeletonRows rows={14} />
        ) : pages.isError && rows.length === 0 ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : rows.length === 0 ? (
          <NoRows isFiltered={q !== ''} onClear={() => setQuery('')} />
        ) : (
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
        )}
      </div>
      {open !== null && <LogPanel id={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function NoRows({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return isFiltered ? (
    <EmptyState title="No request matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
      Take a term out of the filter, or choose a longer time range at the top.
    </EmptyState>
  ) : (
    <EmptyState title="No requests in this time">
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
