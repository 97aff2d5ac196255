/** The request log: pages of rows, one row with its bodies, and the newest rows while somebody watches. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';

export type LogFilter = Omit<Input<'GET /logs'>, 'limit' | 'cursor' | 'max_staleness'>;
export type LogRow = Output<'GET /logs'>['data'][number];
export type LogDetail = Output<'GET /logs/{id}'>;
export type Attempt = LogRow['attempts'][number];

const PAGE_ROWS = 100;
const LIVE_MS = 2000;

/** Newest first; `fetchNextPage` gets older ones. With `live`, the newest page is asked for every two seconds. */
export function useLogPages(filter: LogFilter, live: boolean) {
  return useInfiniteQuery({
    queryKey: ['logs', 'pages', filter],
    queryFn: ({ pageParam, signal }) =>
      call(
        'GET /logs',
        inWorkspace({ ...filter, limit: PAGE_ROWS, ...(pageParam === null ? {} : { cursor: pageParam }) }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    refetchInterval: (query) => (live && (query.state.data?.pages.length ?? 0) <= 1 ? LIVE_MS : false),
  });
}

const WHOLE_ROWS = 1000;
const WHOLE_MS = 15_000;

/** The requests of one session or trace, a thousand at a time from the newest back; `rows` are oldest first. */
export function useWholeLog(of: { session_id: string } | { trace_id: string }) {
  const pages = useInfiniteQuery({
    queryKey: ['logs', 'whole', of],
    queryFn: ({ pageParam, signal }) =>
      call(
        'GET /logs',
        inWorkspace({ ...of, limit: WHOLE_ROWS, ...(pageParam === null ? {} : { cursor: pageParam }) }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 1 ? WHOLE_MS : false),
  });
  const rows = useMemo(() => pages.data?.pages.flatMap(({ data }) => data).toReversed() ?? [], [pages.data]);
  return { pages, rows };
}

/** The newest rows of a filter, for pages that show a few of them. */
export function useNewestLogs(filter: LogFilter, limit: number, refetchMs: number | false = false) {
  return useQuery({
    queryKey: ['logs', 'newest', filter, limit],
    queryFn: ({ signal }) => call('GET /logs', inWorkspace({ ...filter, limit }), signal),
    // A window that ends now moves on: what was found before stays until the answer to the next question is there.
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
  });
}

export function useLog(id: string) {
  return useQuery({
    queryKey: ['logs', 'one', id],
    queryFn: ({ signal }) => call('GET /logs/{id}', { id }, signal),
    staleTime: Infinity,
  });
}
