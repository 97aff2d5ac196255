/** `POST /v1/messages/count_tokens`, and the same on a raw path of Vertex AI. */
import { anthropicErrors, anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { readTokenCount } from '../../wire/dialects/anthropic-messages/read-message.ts';
import type { UpstreamEndpoint } from './endpoint.ts';
import { nativeLane } from './native-lane.ts';
import { matchVertexPath, RAW_NOTE } from './vertex-path.ts';

export const countTokens: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'messagesCountTokens',
  method: 'POST',
  path: '/v1/messages/count_tokens',
  scopes: ['completions.write'],
  isFree: true,
  match(path) {
    if (path === '/v1/messages/count_tokens') return { raw: null, notes: [] };
    // The raw path names no model: the body does.
    return matchVertexPath(path)?.model === 'count-tokens' ? { raw: null, notes: [RAW_NOTE] } : null;
  },
  errorsFor: () => anthropicErrors,
  dialect: anthropicMessages,
  mayStream: false,
  isCacheable: false,
  isTurn: true,
  sharesState: { state: ' counts', picks: '' },
  openLane: (call, target, use) =>
    nativeLane({ ...countTokens, asks: 'count-tokens', readWhole: readTokenCount }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
