/** What the gateway itself took before the upstream was called. */
import type { GraphQuestion } from './question.ts';

export const gatewayTimeGraph: GraphQuestion = {
  counts: () => ({}),
  measures: (words) => ({
    avg: words.average('gateway_ms'),
    p50: words.quantile('gateway_ms', 0.5),
    p99: words.quantile('gateway_ms', 0.99),
  }),
};
