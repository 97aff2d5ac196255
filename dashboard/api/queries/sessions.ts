/** Sessions: the log's rows grouped by the session that their client named, and all rows of one. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import type { LogRow } from './logs.ts';
import { useHolds } from './session.ts';

export type SessionGroup = Output<'GET /analytics/query'>['data'][number];

const REFRESH_MS = 15_000;
const MAX_ROWS = 1000;

/** The latest first. Rows without a session are one group, with the key null. */
export function useSessions(from: number, to: number | null) {
  return useQuery({
    queryKey: ['sessions', from, to],
    queryFn: ({ signal }) =>
      call(
        'GET /analytics/query',
        inWorkspace({
          time_of_generation_min: new Date(from).toISOString(),
          time_of_generation_max: new Date(to ?? Date.now()).toISOString(),
          group_by: 'session',
          order_by: 'last_seen',
          page_size: 200,
        }),
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: to === null ? REFRESH_MS : false,
  });
}

/** The newest thousand rows of a session, oldest first. */
export function useSessionRows(sessionId: string) {
  return useQuery({
    queryKey: ['sessions', 'rows', sessionId],
    queryFn: async ({ signal }): Promise<readonly LogRow[]> => {
      const page = await call('GET /logs', inWorkspace({ session_id: sessionId, limit: MAX_ROWS }), signal);
      return page.data.toReversed();
    },
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
