/** How fast answers came once they had begun: output tokens for each second after the first byte. */
import { OUTPUT_SPEED } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const outputSpeedGraph: GraphQuestion = {
  counts: () => ({}),
  measures: (words) => ({
    p10: words.quantile(OUTPUT_SPEED, 0.1),
    p50: words.quantile(OUTPUT_SPEED, 0.5),
    p90: words.quantile(OUTPUT_SPEED, 0.9),
  }),
};
