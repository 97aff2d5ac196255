/** The longest silence between two chunks of an answer. */
import type { GraphQuestion } from './question.ts';

export const stallsGraph: GraphQuestion = {
  counts: () => ({}),
  measures: (words) => ({
    p50: words.quantile('stall_ms', 0.5),
    p90: words.quantile('stall_ms', 0.9),
    p99: words.quantile('stall_ms', 0.99),
  }),
};
