/** How many sessions and agents were at work. */
import type { GraphQuestion } from './question.ts';

export const sessionsGraph: GraphQuestion = {
  counts: (words) => ({
    total: words.countDistinct('session_id'),
    agents: words.countDistinct('agent_id'),
  }),
  measures: () => ({}),
};
