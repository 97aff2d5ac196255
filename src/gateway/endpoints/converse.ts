/** `POST /model/{id}/converse` and `/converse-stream`: one turn of a conversation in the dialect of Bedrock's Converse. */
import { bedrockConverse } from '../../wire/dialects/bedrock-converse/index.ts';
import { factsOfOperations } from './bedrock-path.ts';
import { conversationLane } from './conversation-lane.ts';
import type { UpstreamEndpoint } from './endpoint.ts';

const OPERATIONS = new Map([
  ['converse', { stream: false }],
  ['converse-stream', { stream: true }],
]);

export const converse: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'converse',
  method: 'POST',
  path: '/model/{id}/converse',
  scopes: ['completions.write'],
  isFree: false,
  match: (path) => factsOfOperations(path, OPERATIONS),
  errorsFor: () => bedrockConverse.errors,
  dialect: bedrockConverse,
  mayStream: true,
  isCacheable: true,
  isTurn: true,
  sharesState: { state: '', picks: '' },
  openLane: (call, target, use) => conversationLane({ ...converse, asks: 'generate' }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
