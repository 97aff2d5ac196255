/** The graphs of feedback (contract#analytics, 30 to 34): ratings by when they were given. */
import type { z } from 'zod';
import type { FeedbackScope } from '../../storage/ports/records/feedback.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { bucketStarts, bucketWidth } from '../../storage/ports/analytics.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { analyticsScope } from './scope.ts';
import type { FeedbackGraph } from './schemas.ts';
import { GraphWindow } from './schemas.ts';

type Graph = z.infer<typeof FeedbackGraph>;

/** How many ratings there were. */
export function countFeedback(context: ControlContext, input: unknown): Promise<Graph> {
  return ask(context, input, async (tx, scope) => {
    const totals = await overTime(tx, scope);
    return {
      summary: { total: (await tx.feedback.total(scope)).count },
      data_points: totals.map(({ timestamp, count }) => ({ timestamp, total: count })),
    };
  });
}

/** What a rating was on average, by its weight. */
export function averageFeedback(context: ControlContext, input: unknown): Promise<Graph> {
  return ask(context, input, async (tx, scope) => {
    const totals = await overTime(tx, scope);
    return {
      summary: { avg: (await tx.feedback.total(scope)).average },
      data_points: totals.map(({ timestamp, average }) => ({ timestamp, avg: average })),
    };
  });
}

/** How often each score was given. */
export function feedbackScores(context: ControlContext, input: unknown): Promise<Graph> {
  return ask(context, input, async (tx, scope) => {
    const scores = await tx.feedback.byScore(scope);
    return {
      summary: { total: scores.reduce((sum, { count }) => sum + count, 0) },
      data_points: scores.map(({ score, count }) => ({ score, total: count })),
    };
  });
}

/** How each model was rated. */
export function feedbackByModel(context: ControlContext, input: unknown): Promise<Graph> {
  return ask(context, input, async (tx, scope) => {
    const models = await tx.feedback.byModel(scope);
    return {
      summary: { total: models.reduce((sum, { count }) => sum + count, 0) },
      data_points: models.map(({ model, count, average }) => ({
        ai_model: model,
        total: count,
        avg_weighted_feedback: average,
      })),
    };
  });
}

type Ask = (tx: TenantRecords, scope: FeedbackScope) => Promise<Pick<Graph, 'summary' | 'data_points'>>;

/** What a rating knows of its request; another filter would silently show other ratings. */
const FILTERS = new Set([
  'time_of_generation_min',
  'time_of_generation_max',
  'max_staleness',
  'workspace_slug',
  'workspace_id',
  'api_key_ids',
  'ai_model',
  'trace_id',
]);

async function ask(context: ControlContext, input: unknown, question: Ask): Promise<Graph> {
  requireScope(context, 'analytics.view');
  const wanted = parseInput(GraphWindow, input);
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined && !FILTERS.has(name)) {
      throw invalid(name, 'ratings cannot be filtered by this: they know the model, key, trace and workspace only');
    }
  }
  const { from, to, workspaceId, apiKeyIds, models, traceId, except } = await analyticsScope(context, wanted);
  if (except !== undefined) throw invalid('ai_model', 'nothing can be left out of ratings');
  const scope: FeedbackScope = {
    from,
    to,
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(apiKeyIds === undefined ? {} : { apiKeyIds }),
    ...(models === undefined ? {} : { models }),
    ...(traceId === undefined ? {} : { traceId }),
  };
  const MS_PER_SECOND = 1000;
  return {
    object: 'analytics-graph',
    bucket_seconds: bucketWidth(scope) / MS_PER_SECOND,
    ...(await look(context, (tx) => question(tx, scope))),
  };
}

async function overTime(tx: TenantRecords, scope: FeedbackScope) {
  const width = bucketWidth(scope);
  const found = await tx.feedback.overTime(scope, width);
  return bucketStarts(scope, width).map((start) => ({
    timestamp: toIso(start),
    count: found.get(start)?.count ?? 0,
    average: found.get(start)?.average ?? null,
  }));
}
