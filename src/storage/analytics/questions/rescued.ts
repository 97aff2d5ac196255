/** Requests that were answered although an attempt failed: by a retry of the same target, or by another target. */
import { IS_FALLBACK, IS_RETRIED } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const rescuedGraph: GraphQuestion = {
  counts: (words) => ({
    retry: words.countIf(IS_RETRIED),
    retry_1: words.countIf('is_success AND retry_attempt_count = 1'),
    retry_2: words.countIf('is_success AND retry_attempt_count = 2'),
    retry_3_or_more: words.countIf('is_success AND retry_attempt_count >= 3'),
    fallback: words.countIf(IS_FALLBACK),
  }),
  measures: () => ({}),
};
