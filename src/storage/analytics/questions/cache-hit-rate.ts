/** What the gateway's own cache answered, and what that saved. */
import { IS_HIT, IS_SEMANTIC_HIT, IS_SIMPLE_HIT } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const cacheHitRateGraph: GraphQuestion = {
  counts: (words) => ({
    simple_hits: words.countIf(IS_SIMPLE_HIT),
    semantic_hits: words.countIf(IS_SEMANTIC_HIT),
    simple_savings: words.sumIf('saved_nano_usd', IS_SIMPLE_HIT),
    semantic_savings: words.sumIf('saved_nano_usd', IS_SEMANTIC_HIT),
  }),
  measures: (words) => ({
    rate: `100.0 * ${words.countIf(IS_HIT)} / nullif(${words.count()}, 0)`,
  }),
};
