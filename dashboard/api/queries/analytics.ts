/** Analytics: graphs over time, groups by a dimension, and series. Windows that end now are asked again once a minute. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, type Input, type OperationName, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';

export interface Window {
  /** ms since the epoch, inclusive. */
  from: number;
  /** ms since the epoch, exclusive; null = until now. */
  to: number | null;
}

export type Filter = Omit<
  Input<'GET /analytics/query'>,
  | 'time_of_generation_min'
  | 'time_of_generation_max'
  | 'group_by'
  | 'order_by'
  | 'page_size'
  | 'current_page'
  | 'format'
  | 'max_staleness'
>;
export type Group = Output<'GET /analytics/query'>['data'][number];
export type Overview = Output<'GET /analytics/graphs/overview'>;
/** As the path of the API ends: `latency`, `cache/hit-rate`, … */
export type GraphName = OperationName extends infer Name
  ? Name extends `GET /analytics/graphs/${infer Graph}`
    ? Graph
    : never
  : never;
export type SeriesMeasure = NonNullable<Input<'GET /analytics/series'>['measure']>;
export type OrderBy = NonNullable<Input<'GET /analytics/query'>['order_by']>;

const REFRESH_MS = 60_000;
/** Charts need not know the newest requests: that spares the log the work of fetching them each time. */
const MAX_STALENESS_S = 20;
/** Windows that end now are rounded, so that pages that ask the same share one answer. */
const STEP_MS = 60_000;

function bounds({ from, to }: Window): { start: number; end: number } {
  if (to !== null) return { start: from, end: to };
  return { start: Math.floor(from / STEP_MS) * STEP_MS, end: Math.ceil(Date.now() / STEP_MS) * STEP_MS };
}

function toMoments(window: Window) {
  const { start, end } = bounds(window);
  return {
    time_of_generation_min: new Date(start).toISOString(),
    time_of_generation_max: new Date(end).toISOString(),
    max_staleness: MAX_STALENESS_S,
  };
}

/** As long as the window, and just before it. */
export function windowBefore(window: Window): Window {
  const { start, end } = bounds(window);
  return { from: start - (end - start), to: start };
}

function common(window: Window) {
  return {
    placeholderData: keepPreviousData,
    staleTime: REFRESH_MS / 2,
    refetchInterval: window.to === null ? REFRESH_MS : (false as const),
  };
}

export function useOverview(window: Window, filter: Filter = {}) {
  const moments = toMoments(window);
  return useQuery({
    ...common(window),
    queryKey: ['analytics', 'overview', moments, filter],
    queryFn: ({ signal }) => call('GET /analytics/graphs/overview', inWorkspace({ ...filter, ...moments }), signal),
  });
}

export function useGraph(name: GraphName, window: Window, filter: Filter = {}) {
  const moments = toMoments(window);
  return useQuery({
    ...common(window),
    queryKey: ['analytics', 'graph', name, moments, filter],
    queryFn: ({ signal }) => call(`GET /analytics/graphs/${name}`, inWorkspace({ ...filter, ...moments }), signal),
  });
}

interface GroupsQuestion {
  by: string;
  orderBy: OrderBy;
  limit: number;
  /** Beside requests, cost and when they were first and last seen; the fewer, the faster. */
  measures: readonly OrderBy[];
}

export function useGroups(window: Window, { by, orderBy, limit, measures }: GroupsQuestion, filter: Filter = {}) {
  const moments = toMoments(window);
  return useQuery({
    ...common(window),
    queryKey: ['analytics', 'groups', moments, filter, by, orderBy, limit, measures],
    queryFn: ({ signal }) =>
      call(
        'GET /analytics/query',
        inWorkspace({
          ...filter,
          ...moments,
          group_by: by,
          order_by: orderBy,
          page_size: limit,
          measures: measures.join(','),
        }),
        signal,
      ),
  });
}

export function useSeries(window: Window, by: string, measure: SeriesMeasure) {
  const moments = toMoments(window);
  return useQuery({
    ...common(window),
    queryKey: ['analytics', 'series', moments, by, measure],
    queryFn: ({ signal }) => call('GET /analytics/series', inWorkspace({ ...moments, group_by: by, measure }), signal),
  });
}

interface Table {
  by: string;
  orderBy: OrderBy;
  format: 'csv' | 'json';
}

/** The table as text: for a spreadsheet, or the groups of the answer as JSON. */
export async function fetchTable(window: Window, { by, orderBy, format }: Table): Promise<string> {
  const list = await call(
    'GET /analytics/query',
    inWorkspace({ ...toMoments(window), group_by: by, order_by: orderBy, page_size: 1000, format }),
  );
  return format === 'csv' ? (list.csv ?? '') : JSON.stringify(list.data, null, 2);
}

/** Ratings that do not run over time. */
export function useFeedback(name: 'scores' | 'ai-models', window: Window) {
  const moments = toMoments(window);
  return useQuery({
    ...common(window),
    queryKey: ['analytics', 'feedback', name, moments],
    queryFn: ({ signal }) => call(`GET /analytics/graphs/feedbacks/${name}`, inWorkspace(moments), signal),
  });
}
