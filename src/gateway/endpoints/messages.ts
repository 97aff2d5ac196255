/** `POST /v1/messages`, and the same on a raw path of Vertex AI: one turn of a conversation in Anthropic's dialect. */
import { anthropicErrors, anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import type { UpstreamEndpoint } from './endpoint.ts';
import { countTokens } from './count-tokens.ts';
import { conversationLane } from './conversation-lane.ts';
import { matchVertexPath, RAW_NOTE } from './vertex-path.ts';

export const messages: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'messages',
  method: 'POST',
  path: '/v1/messages',
  scopes: ['completions.write'],
  isFree: false,
  match(path) {
    if (path === '/v1/messages') return { raw: null, notes: [] };
    const raw = matchVertexPath(path);
    if (raw === null || raw.model === 'count-tokens') return null;
    return { raw: { model: raw.model, stream: raw.verb === 'streamRawPredict' }, notes: [RAW_NOTE] };
  },
  errorsFor: () => anthropicErrors,
  dialect: anthropicMessages,
  mayStream: true,
  isCacheable: true,
  isTurn: true,
  sharesState: { state: '', picks: '' },
  countedBy: countTokens,
  openLane: (call, target, use) => conversationLane({ ...messages, asks: 'generate' }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
