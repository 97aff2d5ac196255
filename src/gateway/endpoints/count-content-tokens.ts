/** `POST /v1beta/models/{model}:countTokens`: how many tokens a call in Gemini's dialect has. */
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { scanAny } from '../../wire/json/scan-slices.ts';
import { findMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { Slices } from '../../kernel/slices.ts';
import { countLane, lacksNothing } from './count-lane.ts';
import type { CountForm, UpstreamEndpoint } from './endpoint.ts';
import { factsOfMethods } from './google-path.ts';

const METHODS = new Map([['countTokens', { stream: false }]]);

const counts: CountForm = {
  member: 'totalTokens',
  write: (tokens) => Buffer.from(JSON.stringify({ totalTokens: tokens })),
  missing: lacksNothing,
};

const OPEN_OBJECT = 0x7b;

/** A whole call may stand in a member of the request: it is the body that guardrails and providers look at. */
function* callIn(document: JsonDocument): Slices<JsonDocument> {
  const { bytes, members } = document;
  const member = findMember(members, 'generateContentRequest') ?? findMember(members, 'generate_content_request');
  if (member === undefined || bytes[member.valueStart] !== OPEN_OBJECT) return document;
  const call = yield* scanAny(bytes.subarray(member.valueStart, member.end), 'contents');
  if (findMember(call.members, 'model') === undefined) return call;
  // The path has named it.
  return yield* scanAny(Buffer.concat(applyEdits(call, [{ type: 'remove', key: 'model' }])), 'contents');
}

export const countContentTokens: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'countTokens',
  method: 'POST',
  path: '/v1beta/models/{model}:countTokens',
  scopes: ['completions.write'],
  isFree: true,
  match: (path) => factsOfMethods(path, METHODS),
  errorsFor: () => gemini.errors,
  dialect: gemini,
  mayStream: false,
  isCacheable: false,
  isTurn: true,
  sharesState: { state: ' counts', picks: '' },
  counts,
  *callIn(document) {
    return { endpoint: countContentTokens, document: yield* callIn(document) };
  },
  openLane: (call, target, use) => countLane({ dialect: gemini, counts }, call, { target, use }),
  keptAnswer: (answer) => answer,
};
