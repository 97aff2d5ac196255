/** How long the gateway's own cache took to answer, beside what everything else took. */
import { IS_HIT, LATENCY } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const cacheLatencyGraph: GraphQuestion = {
  counts: (words) => ({
    hits: words.countIf(IS_HIT),
    requests: words.count(),
  }),
  measures: (words) => ({
    avg: words.average(`CASE WHEN ${IS_HIT} THEN ${LATENCY} END`),
    avg_without_cache: words.average(`CASE WHEN NOT ${IS_HIT} THEN ${LATENCY} END`),
  }),
};
