/** Which question answers which graph. */
import type { GraphName } from '../ports/analytics.ts';
import { budgetUseGraph } from './questions/budget-use.ts';
import { cacheHitRateGraph } from './questions/cache-hit-rate.ts';
import { cacheLatencyGraph } from './questions/cache-latency.ts';
import { costGraph } from './questions/cost.ts';
import { errorRateGraph } from './questions/error-rate.ts';
import { errorStatusesGraph } from './questions/error-statuses.ts';
import { errorsGraph } from './questions/errors.ts';
import { gatewayTimeGraph } from './questions/gateway-time.ts';
import { guardrailsGraph } from './questions/guardrails.ts';
import { latencyGraph } from './questions/latency.ts';
import { outputSpeedGraph } from './questions/output-speed.ts';
import { overviewGraph } from './questions/overview.ts';
import { promptCacheGraph } from './questions/prompt-cache.ts';
import type { GraphQuestion } from './questions/question.ts';
import { requestsPerUserGraph } from './questions/requests-per-user.ts';
import { requestsGraph } from './questions/requests.ts';
import { rescuedGraph } from './questions/rescued.ts';
import { sessionsGraph } from './questions/sessions.ts';
import { stallsGraph } from './questions/stalls.ts';
import { timeToFirstByteGraph } from './questions/time-to-first-byte.ts';
import { tokensGraph } from './questions/tokens.ts';
import { toolCallsGraph } from './questions/tool-calls.ts';
import { usersGraph } from './questions/users.ts';

export const GRAPH_QUESTIONS: Readonly<Record<GraphName, GraphQuestion>> = {
  cost: costGraph,
  latency: latencyGraph,
  requests: requestsGraph,
  tokens: tokensGraph,
  users: usersGraph,
  'users/requests': requestsPerUserGraph,
  errors: errorsGraph,
  'errors/rate': errorRateGraph,
  'errors/stacks': errorStatusesGraph,
  'errors/status-codes': errorStatusesGraph,
  'requests/rescued': rescuedGraph,
  'cache/hit-rate': cacheHitRateGraph,
  'cache/latency': cacheLatencyGraph,
  overview: overviewGraph,
  'time-to-first-byte': timeToFirstByteGraph,
  'output-speed': outputSpeedGraph,
  'prompt-cache': promptCacheGraph,
  'gateway-time': gatewayTimeGraph,
  sessions: sessionsGraph,
  guardrails: guardrailsGraph,
  'tool-calls': toolCallsGraph,
  stalls: stallsGraph,
  'budget-use': budgetUseGraph,
};
