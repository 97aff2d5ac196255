/**
 * A body of `/model/{id}/invoke` in the format of another vendor's model than Claude: Titan, Nova, Llama, Mistral, Cohere and others.
 * It goes to Bedrock as it came; no other provider takes it.
 */
import { bedrockModels } from '../../wire/dialects/bedrock-models/index.ts';
import { withHeaders } from '../../wire/dialects/bedrock-models/read-usage.ts';
import { findMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { PathFacts, UpstreamEndpoint } from './endpoint.ts';
import { pathEndpoint } from './path-endpoint.ts';

export const invokeOtherModel: UpstreamEndpoint = {
  ...pathEndpoint({
    operation: 'invokeModel',
    asks: 'invoke-model',
    path: '/model/{id}/invoke',
    dialect: bedrockModels,
    errorsFor: () => bedrockModels.errors,
    isCacheable: true,
    isModelInPath: true,
    absence: 'takes no body in the format of a model at Bedrock: use /converse, or a body in the format of Claude',
    completeFacts: () => withHeaders,
  }),
  isTurn: true,
};

/** As in `amazon.nova-pro-v1:0`, `us.meta.llama4-…`, or in an ARN; behind `@provider/`. An alias says nothing: it is Claude's. */
const OTHER_VENDOR =
  /^(?:@[^/]+\/)?(?:arn:aws[^/]*\/)?(?:(?:[a-z]{2,6}(?:-gov)?|global)\.)?(?:ai21|amazon|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen|stability|twelvelabs|writer|zai)\./;

/** Claude Code in its Bedrock mode asks other vendors' models too, with a body in Claude's format, which names its version. */
export const isOfOtherModel = ({ named }: PathFacts, { members }: JsonDocument): boolean =>
  OTHER_VENDOR.test(named?.model ?? '') && findMember(members, 'anthropic_version') === undefined;
