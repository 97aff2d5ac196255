/** How many requests there were. */
import type { GraphQuestion } from './question.ts';

export const requestsGraph: GraphQuestion = {
  counts: (words) => ({
    total: words.count(),
  }),
  measures: () => ({}),
};
