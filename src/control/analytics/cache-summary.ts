/** What the gateway's own cache did in a window, in four figures (contract#analytics, 26 to 29). */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { analyticsScope, readingOf } from './scope.ts';
import type { CacheSummary } from './schemas.ts';
import { GraphWindow } from './schemas.ts';

export async function summarizeCache(context: ControlContext, input: unknown): Promise<z.infer<typeof CacheSummary>> {
  requireScope(context, 'analytics.view');
  const wanted = parseInput(GraphWindow, input);
  const scope = await analyticsScope(context, wanted);
  const { summary, asOf } = await context.analytics.graph('cache/latency', scope, readingOf(wanted));
  const { avg = null, avg_without_cache: others = null } = summary;
  return {
    object: 'analytics-summary',
    as_of: toIso(asOf),
    summary: {
      hits: summary['hits'] ?? 0,
      total_requests: summary['requests'] ?? 0,
      avg_latency: avg,
      cache_speedup: avg === null || others === null || avg === 0 ? null : others / avg,
    },
  };
}
