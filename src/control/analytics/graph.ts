/** One graph over time: its figures for the window, and for each bucket of it. */
import type { z } from 'zod';
import type { Figures, GraphName } from '../../storage/ports/analytics.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { NANO_USD_PER_CENT } from '../logs/view.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { analyticsScope, readingOf } from './scope.ts';
import type { GraphView } from './schemas.ts';
import { GetGraph } from './schemas.ts';

/** Graphs whose figures are money; the contract reports it in cents. */
const MONEY: Partial<Record<GraphName, readonly string[]>> = {
  cost: ['total', 'avg'],
  'cache/hit-rate': ['simple_savings', 'semantic_savings'],
};

const MS_PER_SECOND = 1000;

export async function getGraph(context: ControlContext, input: unknown): Promise<z.infer<typeof GraphView>> {
  requireScope(context, 'analytics.view');
  const wanted = parseInput(GetGraph, input);
  const graph = await context.analytics.graph(wanted.graph, await analyticsScope(context, wanted), readingOf(wanted));
  const view = (figures: Figures): Figures => inCents(figures, MONEY[wanted.graph] ?? []);
  return {
    object: 'analytics-graph',
    summary: view(graph.summary),
    data_points: graph.points.map(({ timestamp, figures }) => ({ timestamp: toIso(timestamp), ...view(figures) })),
    as_of: toIso(graph.asOf),
    bucket_seconds: graph.bucketMs / MS_PER_SECOND,
  };
}

function inCents(figures: Figures, money: readonly string[]): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      value !== null && money.includes(name) ? value / NANO_USD_PER_CENT : value,
    ]),
  );
}
