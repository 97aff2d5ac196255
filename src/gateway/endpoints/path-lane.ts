/** The lane of an endpoint that goes to the same path of the provider: the body is the client's but for the model's name. */
import { GatewayError } from '../../kernel/errors.ts';
import type { ApiOperation, HttpMethod, PathTarget } from '../../providers/provider.ts';
import type { AnswerFacts, AnswerReader, Dialect } from '../../wire/dialects/dialect.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { findMember, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { Meters } from '../../wire/usage.ts';
import type { Target } from '../route/plan.ts';
import type { EndpointCall, Lane, LaneUse } from './endpoint.ts';

export interface PathEndpoint {
  /** The contract's name. */
  operation: string;
  asks: ApiOperation;
  method?: HttpMethod;
  path: string;
  dialect: Dialect;
  /** What is said of a provider that lacks it. */
  absence?: string;
  isCacheable?: boolean;
  /** Does this body ask for events? Absent = by its member `stream`. */
  asksForStream?: (document: JsonDocument) => boolean;
  /** Changes of the body beside the name of the model. */
  edits?: (document: JsonDocument, stream: boolean) => Edit[];
  /** What the response does not tell and the request does. */
  completeFacts?: (document: JsonDocument) => (facts: AnswerFacts) => AnswerFacts;
  /** Follows a response that is no stream of events; absent = it comes in one piece. */
  openReader?: (document: JsonDocument) => AnswerReader;
  /** The most that a call can use, by meter; absent = its bytes as tokens. */
  mostUsed?: (document: JsonDocument) => Meters;
  /** What the log keeps of a whole response; absent = all of it. */
  keptAnswer?: (answer: Buffer) => Buffer;
}

interface At {
  target: Target;
  use: LaneUse;
}

/** Throws GatewayError operation_not_supported where the provider does not serve the path. */
export function pathLane(endpoint: PathEndpoint, call: EndpointCall, { target, use }: At): Lane {
  const { document } = use;
  const place = placeOf(endpoint, { target, use });
  const edits = endpoint.edits?.(document, call.stream) ?? [];
  const complete = endpoint.completeFacts?.(document) ?? ((facts) => facts);
  const { dialect } = endpoint;
  return {
    request: {
      method: endpoint.method ?? 'POST',
      url: place.url,
      headers: { 'content-type': 'application/json', ...place.headers },
      body: applyEdits(document, [...renamed(document, target.model), ...edits]),
      model: target.model,
      betasDropped: [],
      notes: [],
    },
    untoldTerms: dialect.untoldTerms(document, target.model),
    openReader: () =>
      call.stream ? (dialect.stream?.openReader(document) ?? null) : (endpoint.openReader?.(document) ?? null),
    readWhole: (body) => ({ body, ...complete(dialect.readWhole(body)) }),
  };
}

function placeOf({ asks, path, absence = `does not serve ${path}` }: PathEndpoint, { target, use }: At): PathTarget {
  const { model, provider } = target;
  const found = use.connection.pathTo({ operation: asks, path: path.slice('/v1'.length), query: '', model });
  if (found !== null) return found;
  // OpenAI's clients ask again on a 501, which would change nothing.
  throw new GatewayError('operation_not_supported', `The provider "${provider.name}" ${absence}.`, {
    status: 400,
    hint: 'Name a provider that does: docs/reference/request-surface.md lists them.',
  });
}

/** Where the body names another, as with `@slug/`, or none because the config does. */
function renamed(document: JsonDocument, model: string): Edit[] {
  const isSame = findMember(document.members, 'model') !== undefined && readMember(document, 'model') === model;
  return isSame ? [] : [{ type: 'set', key: 'model', json: JSON.stringify(model) }];
}
