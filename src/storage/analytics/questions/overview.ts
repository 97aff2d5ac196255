/** The figures of the first page in one reading: money, volume, failures, speed, and what the prompt cache does. */
import { IS_ERROR, PROMPT_TOKENS, USER } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const overviewGraph: GraphQuestion = {
  counts: (words) => ({
    cost_nano_usd: words.sum('cost_nano_usd'),
    saved_nano_usd: words.sum('saved_nano_usd'),
    requests: words.count(),
    errors: words.countIf(IS_ERROR),
    users: words.countDistinct(USER),
    prompt_tokens: words.sum(PROMPT_TOKENS),
    cache_read_tokens: words.sum('cache_read_tokens'),
    output_tokens: words.sum('output_tokens'),
    unpriced: words.countIf('unpriced'),
  }),
  measures: (words) => ({
    p50_first_byte_ms: words.quantile('time_to_first_byte_ms', 0.5),
    p95_first_byte_ms: words.quantile('time_to_first_byte_ms', 0.95),
  }),
};
