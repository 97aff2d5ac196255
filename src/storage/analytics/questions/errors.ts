/** How many requests failed. */
import { IS_ERROR } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const errorsGraph: GraphQuestion = {
  counts: (words) => ({
    total: words.countIf(IS_ERROR),
  }),
  measures: () => ({}),
};
