/** How full budgets were when requests came: each request tells of the fullest that counted it. */
import { BUDGET_USE } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

const NEARLY_USED_UP = 75;
const USED_UP = 100;

export const budgetUseGraph: GraphQuestion = {
  counts: (words) => ({
    counted: words.countIf(`${BUDGET_USE} IS NOT NULL`),
    nearly_used_up: words.countIf(`${BUDGET_USE} >= ${NEARLY_USED_UP} AND ${BUDGET_USE} < ${USED_UP}`),
    used_up: words.countIf(`${BUDGET_USE} >= ${USED_UP}`),
  }),
  measures: (words) => ({
    max: words.largest(BUDGET_USE),
    avg: words.average(BUDGET_USE),
  }),
};
