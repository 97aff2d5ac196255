/** Of a hundred requests, how many failed. */
import { IS_ERROR } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const errorRateGraph: GraphQuestion = {
  counts: () => ({}),
  measures: (words) => ({
    rate: `100.0 * ${words.countIf(IS_ERROR)} / nullif(${words.count()}, 0)`,
  }),
};
