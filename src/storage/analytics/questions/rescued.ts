/** Requests that were answered although an attempt failed: by a retry of the same target, or by another target. */
import type { GraphQuestion } from './question.ts';

export const rescuedGraph: GraphQuestion = {
  counts: (words) => ({
    retry: words.countIf(`is_success AND retry_attempt_count > 0`),
    retry_1: words.countIf('is_success AND retry_attempt_count = 1'),
    retry_2: words.countIf('is_success AND retry_attempt_count = 2'),
    retry_3_or_more: words.countIf('is_success AND retry_attempt_count >= 3'),
    fallback: words.countIf(
      `is_success AND strategy = 'fallback' AND last_used_option_index NOT IN ('config', 'config.targets[0]')`,
    ),
  }),
  measures: () => ({}),
};
