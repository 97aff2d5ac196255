/** `POST /v1/messages/count_tokens`, and the same on a raw path of Vertex AI. */
import { anthropicErrors, anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { findMember } from '../../wire/json/scan.ts';
import { countLane } from './count-lane.ts';
import type { CountForm, UpstreamEndpoint } from './endpoint.ts';
import { matchVertexPath, RAW_NOTE } from './vertex-path.ts';

const counts: CountForm = {
  member: 'input_tokens',
  write: (tokens) => Buffer.from(JSON.stringify({ input_tokens: tokens })),
  /** Only a call for an answer has to say how long that may be. */
  missing({ members }) {
    return findMember(members, 'max_tokens') === undefined ? [{ type: 'set', key: 'max_tokens', json: '1' }] : [];
  },
};

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
  counts,
  openLane: (call, target, use) => countLane({ dialect: anthropicMessages, counts }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
