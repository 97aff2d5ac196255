/**
 * `POST /model/{id}/invoke` and `/invoke-with-response-stream`: one turn of a conversation in Anthropic's dialect, on
 * Bedrock's paths and in its frames. Claude Code's Bedrock mode and Anthropic's Bedrock library send it. Bodies in the
 * formats of other vendors' models have an endpoint of their own.
 */
import { awsChunks } from '../../wire/dialects/anthropic-messages/aws-chunks.ts';
import { anthropicErrors, anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { bedrockConverse, bedrockErrors } from '../../wire/dialects/bedrock-converse/index.ts';
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { factsOfOperations } from './bedrock-path.ts';
import { conversationLane } from './conversation-lane.ts';
import type { UpstreamEndpoint } from './endpoint.ts';
import { invokeOtherModel, isOfOtherModel } from './invoke-other-model.ts';

const OPERATIONS = new Map([
  ['invoke', { stream: false }],
  ['invoke-with-response-stream', { stream: true }],
]);

/** As Bedrock writes them: also inside a stream, where the frames do it for what is not Bedrock's own. */
const errors: ErrorRenderer = {
  ...anthropicErrors,
  body: (error, requestId) => bedrockErrors.body(error, requestId),
  event: (error, requestId) =>
    (error.native?.dialect === bedrockConverse.id ? bedrockErrors : anthropicErrors).event(error, requestId),
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
  // oxlint-disable-next-line require-yield -- it looks at the top level alone
  *callIn(document, facts) {
    return isOfOtherModel(facts, document)
      ? { endpoint: invokeOtherModel, document }
      : { endpoint: invokeModel, document };
  },
  openLane: (call, target, use) => conversationLane({ ...invokeModel, asks: 'generate' }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
