/** How many people or keys sent requests. */
import { USER } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const usersGraph: GraphQuestion = {
  counts: (words) => ({
    total: words.countDistinct(USER),
  }),
  measures: () => ({}),
};
