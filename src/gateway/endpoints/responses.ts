/** `POST /v1/responses`: one turn of a conversation in OpenAI's newer dialect. Stored responses are read where they lie, at OpenAI. */
import { openaiResponses } from '../../wire/dialects/openai-responses/index.ts';
import { conversationLane } from './conversation-lane.ts';
import type { UpstreamEndpoint } from './endpoint.ts';

export const responses: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'createModelResponse',
  method: 'POST',
  path: '/v1/responses',
  scopes: ['completions.write'],
  isFree: false,
  match: (path) => (path === '/v1/responses' ? { raw: null, notes: [] } : null),
  errorsFor: () => openaiResponses.errors,
  dialect: openaiResponses,
  mayStream: true,
  isCacheable: true,
  isTurn: true,
  sharesState: { state: '', picks: '' },
  openLane: (call, target, use) => conversationLane({ ...responses, asks: 'generate' }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
