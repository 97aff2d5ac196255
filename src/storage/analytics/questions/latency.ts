/** How long requests took, from arrival to the last byte. */
import { LATENCY } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const latencyGraph: GraphQuestion = {
  counts: () => ({}),
  measures: (words) => ({
    avg: words.average(LATENCY),
    p50: words.quantile(LATENCY, 0.5),
    p90: words.quantile(LATENCY, 0.9),
    p99: words.quantile(LATENCY, 0.99),
  }),
};
