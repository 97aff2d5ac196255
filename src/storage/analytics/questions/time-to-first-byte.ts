/** How long callers waited for the first byte of an answer. */
import type { GraphQuestion } from './question.ts';

export const timeToFirstByteGraph: GraphQuestion = {
  counts: () => ({}),
  measures: (words) => ({
    avg: words.average('time_to_first_byte_ms'),
    p50: words.quantile('time_to_first_byte_ms', 0.5),
    p90: words.quantile('time_to_first_byte_ms', 0.9),
    p99: words.quantile('time_to_first_byte_ms', 0.99),
  }),
};
