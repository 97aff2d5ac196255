/**
 * The shape of every endpoint of the data plane. An endpoint is a row: which paths it has, in which dialect, who may use
 * it, and how a request of its becomes an upstream's. Shared code reads the row and never its name.
 */
import type { Connection, HttpMethod, ModelFacts, UpstreamRequest } from '../../providers/provider.ts';
import type { AnswerFacts, AnswerReader, Dialect, ErrorRenderer } from '../../wire/dialects/dialect.ts';
import type { TranslatedAnswer } from '../../wire/chat/translate-whole.ts';
import type { AnswerToTranslate, CallToTranslate, TranslatedCall } from '../../wire/dialects/translations.ts';
import type { Edit } from '../../wire/json/edit.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { Meters } from '../../wire/usage.ts';
import type { Form } from '../../wire/framing/multipart.ts';
import type { BatchApi } from '../../storage/ports/records/batches.ts';
import type { BodySource } from '../client.ts';
import type { CountMember } from '../../wire/token-count.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Slices } from '../../kernel/slices.ts';
import type { Spending } from '../limits/spending.ts';
import type { Inline } from '../route/inline.ts';
import type { CompiledKey, CompiledWorkspace, Snapshot } from '../snapshot/snapshot.ts';
import type { Refused } from '../attempt/refused-features.ts';
import type { Scopes, Target } from '../route/plan.ts';

export type Endpoint = UpstreamEndpoint | LocalEndpoint;

interface EndpointRow {
  /** The contract's name of the operation (contract#operations), as the log and the cache know it. */
  readonly operation: string;
  readonly method: HttpMethod;
  /** As it is advertised. */
  readonly path: string;
  /** Any one of these scopes is enough (contract#gateway-keys). */
  readonly scopes: readonly string[];
  /** No provider charges for it. */
  readonly isFree: boolean;
  /** It counts in rates of requests although it is free; absent = it does not. */
  readonly isCounted?: true;
  /** What the path says; null = it is none of this endpoint's. The method is the row's. */
  match(path: string): PathFacts | null;
  errorsFor(headers: RequestHeaders): ErrorRenderer;
  /** Streams leave in other frames than those of the dialect; null or absent = in the dialect's own. `url`: path and query. */
  framing?(url: string): ClientFraming | null;
}

/** The last step of a stream's way to the client: its events in other frames. */
export interface ClientFraming {
  readonly contentType: string;
  open(): OpenFraming;
}

export interface OpenFraming {
  /** Takes whole events. */
  push(events: Uint8Array | string): Uint8Array;
  /** What ends the stream. */
  end(): Uint8Array;
}

/** What a path says, before anything else is looked at. */
export interface PathFacts {
  /** A provider's own path, which may name model and streaming in the URL, where null = the body does; null on our own. */
  raw: { model: string | null; stream: boolean | null } | null;
  /** Model and streaming, where our own path of a dialect names them in the URL, as Gemini's does; absent = the body does. */
  named?: { model: string; stream: boolean };
  /** Where a path goes that is passed on, behind the version; absent = it is the endpoint's own. */
  rest?: string;
  /** The one model that the request is about; absent on every other path. */
  modelId?: string;
  /** For the log row. */
  notes: readonly string[];
}

/** Answered by the gateway itself. */
export interface LocalEndpoint extends EndpointRow {
  readonly kind: 'local';
  /** The body of a 200, as JSON. Throws GatewayError. */
  answer(exchange: LocalCall, deps: LocalDeps): string | Promise<string>;
}

/** What of an exchange a local endpoint may know. */
export interface LocalCall {
  readonly caller: CompiledKey;
  readonly workspace: CompiledWorkspace;
  readonly snapshot: Snapshot;
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: RequestHeaders;
  readonly url: string;
  readonly route: PathFacts;
}

/** What of the gateway a local endpoint may use. */
export interface LocalDeps {
  clock: Clock;
  inline: Inline;
  spending: Pick<Spending, 'ledger' | 'windowOf' | 'values'>;
  catalog: {
    factsFor(platform: string, model: string): { platformId: string | null };
    listModels(platform: string): readonly CatalogModel[];
    /** Collects what `listModels` will tell, in slices of the event loop. */
    prepareModels(platforms: ReadonlySet<string>): Promise<void>;
  };
}

/** A model as the catalog has it. What is absent or null is not known. */
export interface CatalogModel {
  id: string;
  displayName: string;
  /** `messages` = of a platform that speaks Anthropic's dialect for it; `chat` = an answer in another. */
  makes: string;
  contextTokens?: number | null;
  maxOutputTokens?: number | null;
  modalities?: readonly string[];
  capabilities?: readonly string[];
  /** From this day it is not served, as `2027-01-14`. */
  endsOn?: string | null;
}

/** Answered by an upstream. */
export interface UpstreamEndpoint extends EndpointRow {
  readonly kind: 'upstream';
  /** Of its requests and its answers. */
  readonly dialect: Dialect;
  /** In which form its body comes; absent = as JSON. */
  bodyOf?(headers: RequestHeaders): BodyForm;
  /** A request need not name a model. `hidden`: it may run one all the same. Absent = it must name one. */
  readonly lacksModel?: 'none' | 'hidden';
  /** Goes on as it is, whatever it is: the log marks it. */
  readonly isProxy?: true;
  /** Its path and query go upstream as they came; absent = they do not. */
  readonly passesQuery?: true;
  /** Headers of the client that go upstream; absent = none but those of the provider and the config. */
  passedHeaders?(headers: RequestHeaders): string[];
  /** The body may request a stream. */
  readonly mayStream: boolean;
  /** Does it? Absent = by its member `stream`. */
  asksForStream?(document: JsonDocument): boolean;
  /** The most that a call can use, by meter, for budgets; absent = its bytes as tokens of input, and its output. */
  mostUsed?(document: JsonDocument): Meters;
  readonly isCacheable: boolean;
  /** Its requests are turns of a conversation, which goes on with the account that answered it. */
  readonly isTurn: boolean;
  /** Many answers on one connection, as many as the client asks for; absent = one request, one answer. */
  readonly isSession?: true;
  /** Endpoints of the same suffix share what is remembered of targets: '' is that of conversations. */
  readonly sharesState: Scopes;
  /** It counts the tokens of a request; absent = it generates an answer. */
  readonly counts?: CountForm;
  /** What it has to do with batches; absent = nothing. */
  readonly batches?: { api: BatchApi; does: BatchStep };
  /**
   * It asks for what the provider keeps, and has no words of its own. What its answer has: words of a model in a dialect, `none`,
   * or `unreadable` ones. Absent = it has words of its own, and its answer is in its dialect.
   */
  readonly stored?: StoredAnswer;
  /** The endpoint that counts the tokens of the same body; absent = there is none. */
  readonly countedBy?: UpstreamEndpoint;
  /** The call inside of the body, and the endpoint that takes it; absent = the body is the call. Throws GatewayError. */
  callIn?(document: JsonDocument, facts: PathFacts): Slices<{ endpoint: UpstreamEndpoint; document: JsonDocument }>;
  /** How a request goes to a target, and how its answer comes back. Pure. Throws GatewayError where it cannot go there. */
  openLane(call: EndpointCall, target: Target, using: LaneUse): Lane | Promise<Lane>;
  /** What the log keeps of a whole answer. */
  keptAnswer(answer: Buffer): Buffer;
}

/**
 * `json`: an object. `form`: fields and files, looked at as JSON. `opaque`: JSON where it is an object, else as it is.
 * `stream`: passed on while it comes. `socket`: the client's side of a WebSocket. `none`: there is none.
 */
export type BodyForm = 'json' | 'form' | 'opaque' | 'stream' | 'socket' | 'none';

/**
 * `make`: its answer is a new batch. `read`: its answer is one. `upload`: its body may be a file of requests. `output`: it asks for
 * the results.
 */
export type BatchStep = 'make' | 'read' | 'upload' | 'output';

export type StoredAnswer = Dialect | 'none' | 'unreadable';

/** In which form the body of this request comes. */
export const bodyForm = ({ bodyOf }: Pick<UpstreamEndpoint, 'bodyOf'>, headers: RequestHeaders): BodyForm =>
  bodyOf?.(headers) ?? 'json';

/** Its body holds requests, or names a file of them: each is looked at by itself. */
export const holdsRequests = ({ batches }: Pick<UpstreamEndpoint, 'batches'>): boolean =>
  batches?.does === 'make' || batches?.does === 'upload';

/** How a count of tokens is written. */
export interface CountForm {
  readonly member: CountMember;
  write(tokens: number): Buffer;
  /** What it lacks that a call for an answer must have, so that it can be translated. */
  missing(document: JsonDocument): readonly Edit[];
}

/** What of an exchange a lane is made of. */
export interface EndpointCall {
  /** `req_…`, unique. */
  readonly id: string;
  /** ms since the epoch. */
  readonly arrivedAt: number;
  readonly headers: RequestHeaders;
  readonly raw: boolean;
  readonly stream: boolean;
  /** Path and query as sent. */
  readonly url: string;
  /** What the path says. */
  readonly route: PathFacts;
  readonly sent: SentBody;
  /** False where the request came without a body, as a GET does. */
  readonly hasBody: boolean;
  /** Headers of the client that go upstream as they are. */
  readonly forwarded: Readonly<Record<string, string>>;
}

/** A body that is no JSON. */
export interface SentBody {
  readonly form: Form | null;
  readonly source: BodySource | null;
  /** It is sent as these bytes, whatever the document says; null = the document is sent. */
  readonly bytes: Buffer | null;
}

export interface LaneUse {
  connection: Connection;
  facts: ModelFacts;
  /** What the provider is told of the request's metadata, for its bill; absent = nothing. */
  labels?: Readonly<Record<string, string>> | undefined;
  refused: Refused;
  /** The client's body as this target is to see it. */
  document: JsonDocument;
  translating: Translating;
}

/** Translation, in this turn of the event loop where a body is small. */
export interface Translating {
  call(asked: CallToTranslate): TranslatedCall | Promise<TranslatedCall>;
  answer(asked: AnswerToTranslate): TranslatedAnswer | Promise<TranslatedAnswer>;
  facts(dialect: Dialect, answer: Buffer): AnswerFacts | Promise<AnswerFacts>;
  /** A long computation, with a turn for everybody else between two slices. */
  inSlices<Result>(slices: Slices<Result>): Promise<Result>;
  /** A body that has been translated, as the untouched lane would have it. */
  scan(bytes: Buffer, turns: string | null): JsonDocument | Promise<JsonDocument>;
}

/** One request's way to one target and back. */
export interface Lane {
  readonly request: UpstreamRequest;
  /** Terms of the price that only the request has: `Dialect.untoldTerms`. */
  readonly untoldTerms: Readonly<Record<string, string>>;
  /** The body, in place of the request's; absent = it has one of its own. */
  readonly source?: BodySource;
  /** The connection becomes a WebSocket, on which `source` is the client's side. */
  readonly isUpgrade?: true;
  /** For an answer that comes as a stream; null = this one never does. */
  openReader(): AnswerReader | null;
  /** A whole answer of status 200, as the client is to get it. Never throws. */
  readWhole(body: Buffer, headers: Readonly<Record<string, string>>): WholeAnswer | Promise<WholeAnswer>;
}

export interface WholeAnswer extends AnswerFacts {
  body: Buffer;
  /** What came under 200 is a failure with this status, and `body` says which, as an upstream would; absent = it is none. */
  failureStatus?: number;
}
