/** How many requests each user sent, on average. */
import { USER } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const requestsPerUserGraph: GraphQuestion = {
  counts: (words) => ({
    unique: words.countDistinct(USER),
  }),
  measures: (words) => ({
    avg: `${words.count()} / nullif(${words.countDistinct(USER)}, 0)`,
  }),
};
