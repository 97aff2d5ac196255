/** Sessions: the log's rows grouped by the session that their client named, and what one comes to as a whole. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import { useHolds } from './session.ts';

export type SessionGroup = Output<'GET /analytics/query'>['data'][number];

const REFRESH_MS = 15_000;

/** Who was at work in it, as ids and names, and with which models; ten of each at most. */
export interface ListedSession {
  group: SessionGroup;
  users: readonly string[];
  models: readonly string[];
}

export const SESSIONS_OF_A_PAGE = 100;

/** One page, the latest first. Rows without a session are one group, with the key null. `page` is 0-based. */
export function useSessions({ from, to, page }: { from: number; to: number | null; page: number }) {
  return useQuery({
    queryKey: ['sessions', 'page', from, to, page],
    queryFn: ({ signal }) =>
      call(
        'GET /analytics/query',
        inWorkspace({
          time_of_generation_min: new Date(from).toISOString(),
          time_of_generation_max: new Date(to ?? Date.now()).toISOString(),
          group_by: 'session',
          order_by: 'last_seen',
          measures: 'errors,tokens,cache_share,agents',
          values_of: 'user,model',
          page_size: SESSIONS_OF_A_PAGE,
          current_page: page,
        }),
        signal,
      ),
    select: ({ data, values = [], total }) => ({
      total,
      sessions: data.map((group, at): ListedSession => ({
        group,
        users: values[at]?.['user'] ?? [],
        models: values[at]?.['model'] ?? [],
      })),
    }),
    placeholderData: keepPreviousData,
    refetchInterval: to === null ? REFRESH_MS : false,
  });
}

const DAY_MS = 86_400_000;
/** A window of analytics has at most 400 days; a session is shorter. */
const LONGEST_DAYS = 398;
const SESSIONS_OF_A_TRACE = 1000;

export type Requests = { session_id: string } | { trace_id: string };

/** What all requests of a session or a trace come to, however many they are, by session; empty = nothing is known of them. `isNeeded`: else nothing is asked. */
export function useTotals(of: Requests, isNeeded: boolean) {
  const mayCount = useHolds('analytics.view');
  return useQuery({
    queryKey: ['sessions', 'totals', of],
    queryFn: async ({ signal }) => {
      const asked = {
        ...of,
        time_of_generation_min: new Date(Date.now() - LONGEST_DAYS * DAY_MS).toISOString(),
        time_of_generation_max: new Date(Date.now() + DAY_MS).toISOString(),
        group_by: 'session',
        measures: 'errors,input_tokens,output_tokens,cache_read_tokens',
        page_size: SESSIONS_OF_A_TRACE,
      };
      return (await call('GET /analytics/query', inWorkspace(asked), signal)).data;
    },
    enabled: mayCount && isNeeded,
    refetchInterval: REFRESH_MS,
  });
}

export type SessionTools = Output<'GET /logs/sessions/{session_id}/tool-calls'>;

/** The tools that its answers called, out of those that were kept. Nobody asks who may not read bodies. */
export function useSessionTools(sessionId: string) {
  const mayRead = useHolds('logs.view');
  return useQuery({
    queryKey: ['sessions', 'tools', sessionId],
    queryFn: ({ signal }) =>
      call('GET /logs/sessions/{session_id}/tool-calls', inWorkspace({ session_id: sessionId }), signal),
    enabled: mayRead,
    refetchInterval: REFRESH_MS,
  });
}
