/** `POST /v1/chat/completions`, and the same on Vertex AI's own paths: one turn of a conversation in OpenAI's dialect. */
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import type { UpstreamEndpoint } from './endpoint.ts';
import { conversationLane } from './conversation-lane.ts';
import { matchVertexChatPath } from './vertex-path.ts';

export const chatCompletions: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'chatComplete',
  method: 'POST',
  path: '/v1/chat/completions',
  scopes: ['completions.write'],
  isFree: false,
  match: (path) => (path === '/v1/chat/completions' ? { raw: null, notes: [] } : matchVertexChatPath(path)),
  errorsFor: () => openaiChat.errors,
  dialect: openaiChat,
  mayStream: true,
  isCacheable: true,
  isTurn: true,
  sharesState: { state: '', picks: '' },
  openLane: (call, target, use) => conversationLane({ ...chatCompletions, asks: 'generate' }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
