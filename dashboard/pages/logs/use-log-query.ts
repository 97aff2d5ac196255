/** What the log page asks for: the query line of the URL, read into the filter of the API. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useKeysNamed } from '../../api/queries/api-keys.ts';
import { useRange } from '../../shell/use-range.ts';
import { keyNamesIn, type Names, readQueryLine } from './query-line.ts';

export function useLogQuery() {
  const { q = '', open = null, live = false } = useSearch({ from: '/logs' });
  const navigate = useNavigate({ from: '/logs' });
  const range = useRange();
  const keys = useKeysNamed(useMemo(() => keyNamesIn(q), [q]));
  const names = useMemo(
    (): Names => ({ keyIds: (name) => keys.filter((key) => key.name === name).map(({ id }) => id) }),
    [keys],
  );
  const line = useMemo(() => readQueryLine(q, names), [q, names]);
  const filter = {
    ...line.filter,
    time_of_generation_min: new Date(range.from).toISOString(),
    ...(range.to === null ? {} : { time_of_generation_max: new Date(range.to).toISOString() }),
  };
  const setQuery = (next: string): void =>
    void navigate({ search: (before) => ({ ...before, q: next === '' ? undefined : next }), replace: true });
  const setOpen = useCallback(
    (id: string | null) => void navigate({ search: (before) => ({ ...before, open: id ?? undefined }), replace: true }),
    [navigate],
  );
  const setLive = (on: boolean): void =>
    void navigate({ search: (before) => ({ ...before, live: on ? true : undefined }), replace: true });
  return { q, open, live, range, names, line, filter, setQuery, setOpen, setLive };
}
