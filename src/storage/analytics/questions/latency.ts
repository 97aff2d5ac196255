/** How long requests took, from arrival to the last byte. */
import type { GraphQuestion } from './question.ts';

export const latencyGraph: GraphQuestion = {
  counts: () => ({}),
  measures: (words) => ({
    avg: words.average('response_time_ms'),
    p50: words.quantile('response_time_ms', 0.5),
    p90: words.quantile('response_time_ms', 0.9),
    p99: words.quantile('response_time_ms', 0.99),
  }),
};
