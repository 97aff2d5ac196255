/** What the provider's prompt cache did: tokens read from it, written to it, and neither; missed ones, and money. */
import { PROMPT_TOKENS } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const promptCacheGraph: GraphQuestion = {
  counts: (words) => ({
    read: words.sum('cache_read_tokens'),
    written: words.sum('coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)'),
    fresh: words.sum('input_tokens'),
    lost: words.sum('prompt_cache_lost_tokens'),
    missed: words.sum('prompt_cache_missed_tokens'),
    saved: words.sum('prompt_cache_saved_nano_usd'),
    wasted: words.sum('prompt_cache_wasted_nano_usd'),
  }),
  measures: (words) => ({
    share: `${words.sum('cache_read_tokens')} / nullif(${words.sum(PROMPT_TOKENS)}, 0)`,
  }),
};
