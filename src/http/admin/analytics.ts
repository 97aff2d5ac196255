/** The routes of analytics: each graph has a path of its own, as in the published API. */
import { summarizeCache } from '../../control/analytics/cache-summary.ts';
import { averageFeedback, countFeedback, feedbackByModel, feedbackScores } from '../../control/analytics/feedback.ts';
import { getGraph } from '../../control/analytics/graph.ts';
import { GROUP_LISTS, groupBy, groupByMetadata, queryAnalytics } from '../../control/analytics/group.ts';
import * as analytics from '../../control/analytics/schemas.ts';
import { querySeries } from '../../control/analytics/series.ts';
import { GRAPHS } from '../../storage/ports/analytics.ts';
import { get, type Route } from './route.ts';

const FEEDBACK = [analytics.GraphWindow, analytics.FeedbackGraph] as const;

export const ANALYTICS_ROUTES: readonly Route[] = [
  ...GRAPHS.map((graph) =>
    get(`/analytics/graphs/${graph}`, (context, input) => getGraph(context, { ...(input as object), graph }), [
      analytics.GraphWindow,
      analytics.GraphView,
    ]),
  ),
  get('/analytics/graphs/feedbacks', countFeedback, [...FEEDBACK]),
  get('/analytics/graphs/feedbacks/weighted', averageFeedback, [...FEEDBACK]),
  get('/analytics/graphs/feedbacks/scores', feedbackScores, [...FEEDBACK]),
  get('/analytics/graphs/feedbacks/ai-models', feedbackByModel, [...FEEDBACK]),
  get('/analytics/summary/cache', summarizeCache, [analytics.GraphWindow, analytics.CacheSummary]),
  ...(Object.keys(GROUP_LISTS) as (keyof typeof GROUP_LISTS)[]).map((list) =>
    get(`/analytics/groups/${list}`, groupBy(list), [analytics.GetGroups, analytics.GroupList]),
  ),
  get('/analytics/groups/metadata/{metadataKey}', groupByMetadata, [analytics.GetMetadataGroups, analytics.GroupList]),
  get('/analytics/query', queryAnalytics, [analytics.QueryAnalytics, analytics.GroupList]),
  get('/analytics/series', querySeries, [analytics.QuerySeries, analytics.SeriesView]),
];
