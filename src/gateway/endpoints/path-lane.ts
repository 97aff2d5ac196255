/** The lane of an endpoint that goes to the same path of the provider: the body is the client's but for the model's name. */
import { GatewayError } from '../../kernel/errors.ts';
import type { ApiOperation, AuthScheme, HttpMethod, PathTarget } from '../../providers/provider.ts';
import type { AnswerFacts, AnswerReader, Dialect, ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { writeForm } from '../../wire/framing/multipart.ts';
import { findMember, readMember, scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import type { Meters } from '../../wire/usage.ts';
import type { BodySource } from '../client.ts';
import type { Target } from '../route/plan.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { BodyForm, EndpointCall, Lane, LaneUse, StoredAnswer, UpstreamEndpoint } from './endpoint.ts';

export interface PathEndpoint {
  /** The contract's name. */
  operation: string;
  asks: ApiOperation | 'responses' | null;
  method?: HttpMethod;
  /** `{id}` stands for one segment of the path. */
  path: string;
  dialect: Dialect;
  /** How its errors are told; absent = as OpenAI does. */
  errorsFor?: (headers: RequestHeaders) => ErrorRenderer;
  /** Headers of the client that go upstream; absent = none. */
  passedHeaders?: (headers: RequestHeaders) => string[];
  batches?: UpstreamEndpoint['batches'];
  stored?: StoredAnswer;
  /** What is said of a provider that lacks it. */
  absence?: string;
  isCacheable?: boolean;
  /** No provider charges for it; it counts in rates of requests all the same. */
  isFree?: true;
  lacksModel?: UpstreamEndpoint['lacksModel'];
  bodyOf?: (headers: RequestHeaders) => BodyForm;
  /** Does this body request events? Absent = by its member `stream`. */
  asksForStream?: (document: JsonDocument) => boolean;
  /** The path names the model, and the body does not. */
  isModelInPath?: true;
  /** Changes of the body beside the name of the model. */
  edits?: (document: JsonDocument, stream: boolean) => Edit[];
  /** What is in the request or in the headers of the response, and not in its body. */
  completeFacts?: (document: JsonDocument) => (facts: AnswerFacts, headers: AnswerHeaders) => AnswerFacts;
  /** Follows a response that is no stream of events; absent = it comes in one piece. */
  openReader?: (document: JsonDocument) => AnswerReader;
  /** The most that a call can use, by meter; absent = its bytes as tokens. */
  mostUsed?: (document: JsonDocument) => Meters;
  /** What the log keeps of a whole response; absent = all of it. */
  keptAnswer?: (answer: Buffer) => Buffer;
}

type AnswerHeaders = Readonly<Record<string, string>>;

interface At {
  target: Target;
  use: LaneUse;
}

/** Throws GatewayError operation_not_supported where the provider does not serve the path. */
export function pathLane(endpoint: PathEndpoint, call: EndpointCall, { target, use }: At): Lane {
  const { document } = use;
  const place = placeOf(endpoint, call, { target, use });
  const edits = endpoint.edits?.(document, call.stream) ?? [];
  const complete = endpoint.completeFacts?.(document) ?? ((facts: AnswerFacts) => facts);
  const { dialect } = endpoint;
  const named = endpoint.isModelInPath === true ? [] : renamed(document, target.model);
  const body = bodyOf(call, document, [...named, ...edits]);
  if (body.source !== undefined) refuseToSign(use.connection.auth, target.provider.name);
  return {
    request: {
      method: endpoint.method ?? 'POST',
      url: place.url,
      headers: { ...typeOf(call), ...place.headers },
      body: body.pieces,
      model: target.model,
      betasDropped: [],
      notes: [],
    },
    ...(body.source === undefined ? {} : { source: body.source }),
    untoldTerms: dialect.untoldTerms(document, target.model),
    openReader: () =>
      call.stream ? (dialect.stream?.openReader(document) ?? null) : (endpoint.openReader?.(document) ?? null),
    readWhole: (answer, headers) => ({ body: answer, ...complete(dialect.readWhole(answer), headers) }),
  };
}

interface Body {
  pieces: Uint8Array[];
  source?: BodySource;
}

function bodyOf({ sent: { form, source, bytes }, hasBody }: EndpointCall, document: JsonDocument, edits: Edit[]): Body {
  if (source !== null) return { pieces: [], source };
  if (!hasBody) return { pieces: [] };
  if (bytes !== null) return { pieces: [bytes] };
  if (form === null) return { pieces: applyEdits(document, edits) };
  return { pieces: writeForm(form, edits.length === 0 ? document : edited(document, edits)) };
}

const edited = (document: JsonDocument, edits: Edit[]): JsonDocument =>
  scanDocument(Buffer.concat(applyEdits(document, edits)));

/** The client's own, where it says more than that it is JSON. */
function typeOf({ headers, hasBody, sent }: EndpointCall): Record<string, string> {
  if (!hasBody) return {};
  const isJson = sent.form === null && sent.source === null && sent.bytes === null;
  const type = isJson ? 'application/json' : headers['content-type'];
  return type === undefined ? {} : { 'content-type': type };
}

const SIGNED: ReadonlySet<AuthScheme['type']> = new Set(['aws-signature', 'aws-role', 'aws-own']);

/** A signature covers the body, which is not known before all of it has come. */
function refuseToSign({ type }: AuthScheme, provider: string): void {
  if (!SIGNED.has(type)) return;
  throw new GatewayError('operation_not_supported', `The provider "${provider}" takes no body that is passed on.`, {
    status: 400,
    hint: 'Its requests are signed. Send the file to its storage.',
  });
}

function placeOf({ asks, path, absence }: PathEndpoint, { route, url }: EndpointCall, { target, use }: At): PathTarget {
  const { model, provider } = target;
  const [called = path, query = ''] = /^([^?]*)(\?.*)?$/s.exec(url)?.slice(1) ?? [];
  const behind = route.rest ?? withoutVersion(path.includes('{') ? called : path);
  const found = use.connection.pathTo({ operation: asks, path: behind, query, model });
  if (found !== null) return found;
  // OpenAI's clients retry on a 501, which would change nothing.
  const lacks = absence ?? `does not serve ${path}`;
  throw new GatewayError('operation_not_supported', `The provider "${provider.name}" ${lacks}.`, {
    status: 400,
    hint: 'Name a provider that does: docs/reference/request-surface.md lists them.',
  });
}

/** Clients that have the version in their base URL twice are served all the same. */
const withoutVersion = (path: string): string => path.replace(/^(?:\/v1)+(?=\/)/, '');

/** Where the body names another, as with `@slug/`, or none because the config does. */
function renamed(document: JsonDocument, model: string): Edit[] {
  if (model === '') return [];
  const isSame = findMember(document.members, 'model') !== undefined && readMember(document, 'model') === model;
  return isSame ? [] : [{ type: 'set', key: 'model', json: JSON.stringify(model) }];
}
