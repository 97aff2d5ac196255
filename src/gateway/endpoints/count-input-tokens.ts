/** `POST /v1/responses/input_tokens`: how many tokens a call of OpenAI's Responses has. */
import { openaiResponses } from '../../wire/dialects/openai-responses/index.ts';
import { countLane, lacksNothing } from './count-lane.ts';
import type { CountForm, UpstreamEndpoint } from './endpoint.ts';

const counts: CountForm = {
  member: 'input_tokens',
  write: (tokens) => Buffer.from(JSON.stringify({ object: 'response.input_tokens', input_tokens: tokens })),
  missing: lacksNothing,
};

export const countInputTokens: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'responsesInputTokens',
  method: 'POST',
  path: '/v1/responses/input_tokens',
  scopes: ['completions.write'],
  isFree: true,
  match: (path) => (path === '/v1/responses/input_tokens' ? { raw: null, notes: [] } : null),
  errorsFor: () => openaiResponses.errors,
  dialect: openaiResponses,
  mayStream: false,
  isCacheable: false,
  isTurn: true,
  sharesState: { state: ' counts', picks: '' },
  counts,
  openLane: (call, target, use) => countLane({ dialect: openaiResponses, counts }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
