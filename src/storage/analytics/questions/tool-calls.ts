/** How many answers ended so that the caller runs tools, and what the provider's own tools did. */
import { CALLS_TOOLS } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const toolCallsGraph: GraphQuestion = {
  counts: (words) => ({
    total: words.countIf(CALLS_TOOLS),
    web_searches: words.sum('web_search_requests'),
    web_fetches: words.sum('web_fetch_requests'),
  }),
  measures: (words) => ({
    share: `100.0 * ${words.countIf(CALLS_TOOLS)} / nullif(${words.countIf('is_success')}, 0)`,
  }),
};
