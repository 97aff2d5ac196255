/** What clients report of the work done in their sessions. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';
import type { Window } from './analytics.ts';

export type ActivityGroup = Output<'GET /analytics/session-activity'>['data'][number];
export type ActivitySummary = NonNullable<Output<'GET /analytics/session-activity'>['summary']>;

const REFRESH_MS = 15_000;
const SLOW_REFRESH_MS = 60_000;
const MAX_GROUPS = 200;

/** null = its client reports nothing. */
export function useSessionActivity(sessionId: string) {
  return useQuery({
    queryKey: ['session-activity', 'session', sessionId],
    queryFn: async ({ signal }): Promise<ActivitySummary | null> =>
      (await call('GET /analytics/session-activity', { session_id: sessionId }, signal)).summary,
    refetchInterval: REFRESH_MS,
  });
}

/** Of whole days in UTC, the first of the window included. */
export function useActivityBy(by: 'user' | 'workspace', { from, to }: Window) {
  return useQuery({
    queryKey: ['session-activity', by, from, to],
    queryFn: ({ signal }) =>
      call(
        'GET /analytics/session-activity',
        inWorkspace({
          group_by: by,
          time_of_generation_min: new Date(from).toISOString(),
          ...(to === null ? {} : { time_of_generation_max: new Date(to).toISOString() }),
          page_size: MAX_GROUPS,
        }),
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: to === null ? SLOW_REFRESH_MS : false,
  });
}
