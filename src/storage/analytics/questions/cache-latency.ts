/** How long the gateway's own cache took to answer, beside what everything else took. */
import { IS_HIT } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const cacheLatencyGraph: GraphQuestion = {
  counts: (words) => ({
    hits: words.countIf(IS_HIT),
    requests: words.count(),
  }),
  measures: (words) => ({
    avg: words.average(`CASE WHEN ${IS_HIT} THEN response_time_ms END`),
    avg_without_cache: words.average(`CASE WHEN NOT ${IS_HIT} THEN response_time_ms END`),
  }),
};
