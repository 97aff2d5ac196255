/** What requests cost: all attempts together. Requests without a price are not part of the average. */
import type { GraphQuestion } from './question.ts';

export const costGraph: GraphQuestion = {
  counts: (words) => ({
    total: words.sum('cost_nano_usd'),
  }),
  measures: (words) => ({
    avg: words.average('cost_nano_usd'),
  }),
};
