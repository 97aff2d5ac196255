/** `POST /model/{id}/count-tokens`: how many tokens a call of Bedrock has, as Converse or as the body of InvokeModel. */
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { bedrockConverse } from '../../wire/dialects/bedrock-converse/index.ts';
import { textAt } from '../../wire/json/locate.ts';
import { scanAny } from '../../wire/json/scan-slices.ts';
import { findMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { Slices } from '../../kernel/slices.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { factsOfOperations } from './bedrock-path.ts';
import { countLane, lacksNothing } from './count-lane.ts';
import type { CountForm, UpstreamEndpoint } from './endpoint.ts';

const OPERATIONS = new Map([['count-tokens', { stream: false }]]);

const counts: CountForm = {
  member: 'inputTokens',
  write: (tokens) => Buffer.from(JSON.stringify({ inputTokens: tokens })),
  missing: lacksNothing,
};

export const countBedrockTokens: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'bedrockCountTokens',
  method: 'POST',
  path: '/model/{id}/count-tokens',
  scopes: ['completions.write'],
  isFree: true,
  match: (path) => factsOfOperations(path, OPERATIONS),
  errorsFor: () => bedrockConverse.errors,
  dialect: bedrockConverse,
  mayStream: false,
  isCacheable: false,
  isTurn: true,
  sharesState: { state: ' counts', picks: '' },
  counts,
  callIn,
  openLane: (call, target, use) => countLane({ dialect: bedrockConverse, counts }, call, { target, use }),
  keptAnswer: (answer) => answer,
};

/** The same for a body of Claude, which is in Anthropic's dialect. */
const ofInvokeModel: UpstreamEndpoint = {
  ...countBedrockTokens,
  dialect: anthropicMessages,
  openLane: (call, target, use) => countLane({ dialect: anthropicMessages, counts }, call, { target, use }),
};

/** The call is the body that guardrails and providers look at. Throws GatewayError invalid_request. */
function* callIn(document: JsonDocument): Slices<{ endpoint: UpstreamEndpoint; document: JsonDocument }> {
  const input = yield* objectAt(document, 'input');
  const converse = input === null ? undefined : findMember(input.members, 'converse');
  if (input !== null && converse !== undefined) {
    const bytes = Buffer.from(input.bytes.subarray(converse.valueStart, converse.end));
    return { endpoint: countBedrockTokens, document: yield* scanAny(bytes, 'messages') };
  }
  const invoke = input === null ? null : yield* objectAt(input, 'invokeModel');
  const body = invoke === null ? null : textIn(invoke, 'body');
  if (body === null) {
    throw new GatewayError('invalid_request', 'input: one of converse and invokeModel.body is required.', {
      member: 'input',
    });
  }
  return { endpoint: ofInvokeModel, document: yield* scanAny(Buffer.from(body, 'base64'), 'messages') };
}

const OPEN_OBJECT = 0x7b;

const QUOTE = 0x22;

function* objectAt({ bytes, members }: JsonDocument, key: string): Slices<JsonDocument | null> {
  const member = findMember(members, key);
  if (member === undefined || bytes[member.valueStart] !== OPEN_OBJECT) return null;
  return yield* scanAny(bytes.subarray(member.valueStart, member.end));
}

function textIn({ bytes, members }: JsonDocument, key: string): string | null {
  const member = findMember(members, key);
  if (member === undefined || bytes[member.valueStart] !== QUOTE) return null;
  return textAt(bytes, { start: member.valueStart, end: member.end });
}
