/**
 * `POST /model/{id}/invoke` and `/invoke-with-response-stream`: one turn of a conversation in Anthropic's dialect, on
 * Bedrock's paths and in its frames. Claude Code's Bedrock mode and Anthropic's Bedrock library send it. Bodies in the
 * formats of other vendors' models are not read: Converse is for those.
 */
import { awsChunks } from '../../wire/dialects/anthropic-messages/aws-chunks.ts';
import { anthropicErrors, anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { bedrockErrors } from '../../wire/dialects/bedrock-converse/index.ts';
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { factsOfOperations } from './bedrock-path.ts';
import { conversationLane } from './conversation-lane.ts';
import type { UpstreamEndpoint } from './endpoint.ts';

const OPERATIONS = new Map([
  ['invoke', { stream: false }],
  ['invoke-with-response-stream', { stream: true }],
]);

/** Whole answers as Bedrock writes them; inside a stream the frames do the same. */
const errors: ErrorRenderer = {
  ...anthropicErrors,
  body: (error, requestId) => bedrockErrors.body(error, requestId),
  headers: (error) => ({ ...bedrockErrors.headers?.(error) }),
};

export const invokeModel: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'invokeModel',
  method: 'POST',
  path: '/model/{id}/invoke',
  scopes: ['completions.write'],
  isFree: false,
  match: (path) => factsOfOperations(path, OPERATIONS),
  errorsFor: () => errors,
  framing: () => awsChunks,
  dialect: anthropicMessages,
  mayStream: true,
  isCacheable: true,
  isTurn: true,
  sharesState: { state: '', picks: '' },
  openLane: (call, target, use) => conversationLane({ ...invokeModel, asks: 'generate' }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
