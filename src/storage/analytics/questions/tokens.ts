/** How many tokens were used. */
import { PROMPT_TOKENS, TOKENS } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const tokensGraph: GraphQuestion = {
  counts: (words) => ({
    total: words.sum(TOKENS),
    prompt: words.sum(PROMPT_TOKENS),
    completion: words.sum('output_tokens'),
  }),
  measures: (words) => ({
    avg: words.average(TOKENS),
  }),
};
