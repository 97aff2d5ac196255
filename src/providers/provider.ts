/** The shape of every upstream. A provider is pure: it builds requests and reads failures, and never sends anything. */
import type { ModelFacts } from '../wire/model-facts.ts';
import type { TargetQuirks } from '../wire/chat/translator.ts';
import type { Dialect } from '../wire/dialects/dialect.ts';
import type { Embedded, EmbeddingsRequest } from '../wire/embeddings.ts';
import type { GeneratedImages, ImagesRequest } from '../wire/images.ts';
import type { NativeError } from '../kernel/errors.ts';
import type { Slices } from '../kernel/slices.ts';
import type { JsonDocument } from '../wire/json/scan.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';

export type { ModelFacts };

/** One field of a provider's settings; the admin API, its docs and the request-header names derive from it. */
export interface SettingField {
  /** Name in `configurations`, as `vertex_region`. */
  name: string;
  label: string;
  /** `object` accepts a JSON object or its text, `list` a JSON list or its text. */
  type: 'string' | 'object' | 'list' | 'boolean';
  required: boolean;
  /** Never returned by the admin API. */
  secret: boolean;
  /** The provider's host is made of it: changing it sends the credentials elsewhere. */
  namesHost?: true;
  help: string;
}

/** What an integration stores, opened. */
export interface ProviderCredentials {
  key: string | null;
  configurations: Readonly<Record<string, unknown>>;
}

/** Thrown by `connect`; the admin API shows it as a validation error at `field`. */
export class SettingsError extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.name = 'SettingsError';
    this.field = field;
  }
}

export interface ServiceAccount {
  clientEmail: string;
  privateKey: string;
  privateKeyId: string | null;
  projectId: string | null;
  tokenUri: string;
}

export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials. */
  sessionToken: string | null;
}

export interface AwsScope {
  region: string;
  /** As `bedrock`. */
  service: string;
}

export interface AwsRole {
  arn: string;
  /** null = the role asks for none. */
  externalId: string | null;
  /** Of the token service; absent = AWS's own for the region. */
  endpoint: string | null;
}

/** Who gives a bearer, as data. `own`: the identity of the machine that runs the gateway, which its operator must allow. */
export type TokenSource =
  | { kind: 'google-user'; clientId: string; clientSecret: string; refreshToken: string; tokenUri: string }
  | { kind: 'google-federated'; audience: string; subjectTokenType: string; subject: SubjectToken; scope: string }
  | { kind: 'google-own'; scope: string }
  | { kind: 'google-account'; account: ServiceAccount; scope: string }
  /** A service account of that address, in whose name `from` may act. */
  | { kind: 'google-impersonated'; from: TokenSource; email: string; delegates: readonly string[]; scope: string }
  | { kind: 'entra-client'; authority: string; tenant: string; clientId: string; clientSecret: string; scope: string }
  | { kind: 'entra-own'; clientId: string | null; resource: string };

/** Where the token of a federated identity is found: in a file of the gateway's machine, as text or as a member of JSON. */
export interface SubjectToken {
  file: string;
  /** null = the whole file. */
  member: string | null;
}

/** How a request proves itself to the upstream, as data; the gateway's credentials room does it. */
export type AuthScheme =
  | { type: 'header'; name: string; value: string }
  /** A bearer that is asked for, and renewed before it ends. */
  | { type: 'token'; source: TokenSource }
  /** As `aws-signature`, with temporary keys of a role; `keys` null = the machine's own identity assumes it. */
  | { type: 'aws-role'; keys: AwsKeys | null; role: AwsRole; scope: AwsScope }
  /** As `aws-signature`, with the keys of the machine that runs the gateway, which its operator must allow. */
  | { type: 'aws-own'; scope: AwsScope }
  /** Each request is signed with keys of AWS (Signature Version 4). */
  | { type: 'aws-signature'; keys: AwsKeys; scope: AwsScope }
  /** The caller brings the upstream's credential in its own `Authorization` header. */
  | { type: 'caller' };

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What of OpenAI's API a provider may serve beside conversations, Anthropic's batches of messages and Google's predictions. */
export type ApiOperation =
  | 'completions'
  | 'embeddings'
  /** Google's `:predict`, by whatever path the provider has for it. */
  | 'predict'
  /** Bedrock's InvokeModel, with a body in the format of the model. */
  | 'invoke-model'
  | 'images'
  | 'speech'
  | 'transcriptions'
  | 'moderations'
  | 'rerank'
  | 'files'
  | 'batches'
  | 'message-batches'
  | 'fine-tuning'
  | 'realtime';

/** A path of the upstream's API, whose body the provider does not look at. */
export interface PathCall {
  /** null = a path of the provider's own, whatever it is. */
  operation: ApiOperation | 'responses' | null;
  /** Behind the version of the API, as `/images/generations`. Without dot segments. */
  path: string;
  /** With its question mark; '' = none. */
  query: string;
  /** As the caller named it, `@slug/` removed; '' = none. */
  model: string;
}

export interface PathTarget {
  /** Absolute. */
  url: string;
  /** Those that the provider's settings ask for. Without credentials. */
  headers: Readonly<Record<string, string>>;
}

/** What an upstream is asked to do with a conversation. */
export type NativeOperation = 'generate' | 'count-tokens';

/** A call in a dialect that the provider speaks, to be bridged by cuts and splices only. */
export interface NativeCall {
  /** Id of the dialect. */
  dialect: string;
  operation: NativeOperation;
  /** The model as the caller named it, `@slug/` removed. */
  model: string;
  stream: boolean;
  document: JsonDocument;
  /** The client's, in which a dialect may say more than in its body. */
  headers: RequestHeaders;
  /** Those of them that go upstream as they came: the provider leaves what they say alone. */
  forwarded: Readonly<Record<string, string>>;
  facts: ModelFacts;
  /** What the request is tagged with, for the provider's own bill; absent = the operator wants none to be sent. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** Refused by this upstream for this model a short while ago; see src/gateway/attempt/refused-features.ts. */
  refused: { betas: ReadonlySet<string>; fields: ReadonlySet<string> };
  /** The body came on the provider's own path (raw Vertex), so its members are already the provider's. */
  raw: boolean;
}

/** The first step of a stream's way from the upstream: its events in the frames of their dialect. */
export interface Unframing {
  /** Whole events; null = none yet. Throws RangeError where the bytes are no frames. */
  push(chunk: Buffer): Buffer | null;
  /** A frame has begun and not ended. */
  readonly isTorn: boolean;
}

export interface UpstreamRequest {
  method: HttpMethod;
  /** Absolute. */
  url: string;
  /** Without credentials, `host` and `content-length`: the gateway adds those. */
  headers: Record<string, string>;
  body: Uint8Array[];
  /** Streamed answers come in other frames than those of their dialect: undoes them. Absent = in the dialect's own. */
  unframe?: () => Unframing;
  /** The model as named to the upstream, for the log and the price. */
  model: string;
  /** What was bridged away, for the log row. */
  betasDropped: string[];
  notes: string[];
}

/** An answer that is no success, with its whole body (bounded by the gateway). */
export interface UpstreamFailure {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** What a failure means, in the terms of the caller's dialect and of the gateway's decisions. */
export interface FailureReading {
  /** Status for the caller. */
  status: number;
  /** In the words of the upstream's own dialect; null = it spoke none. */
  native: NativeError | null;
  /** The upstream is overloaded, under whichever status it said so. */
  isOverloaded: boolean;
  /** Upstream wording, kept: clients heal themselves by it. Project ids and keys are masked. */
  message: string;
  /** ms, from `retry-after` or Google's RetryInfo; null = not reported. */
  retryAfterMs: number | null;
  upstreamRequestId: string | null;
  /** The credential was refused: drop the cached token and try once more. */
  credentialRefused: boolean;
  /** Thinking of another account, or without its signature: the conversation may go on without it. */
  thinkingRefused: boolean;
  /**
   * Betas and body members (paths) that this upstream named as unknown, to be dropped as pairs; `alwaysFields` are those of
   * `fields` that no request to this model may have, to be remembered once a request has succeeded without them.
   */
  refusal: { betas: string[]; fields: string[]; alwaysFields: string[] } | null;
}

/** Texts to vectors, where a provider has that. */
export interface Embeddings {
  /** `model` without `@slug/`. Throws GatewayError where the provider cannot do what is asked; changes are in `notes`. */
  build(asked: EmbeddingsRequest, model: string): UpstreamRequest;
  /** A whole answer to a request of `build`. Throws where it is none. */
  read(body: Buffer): Slices<Embedded>;
}

/** Images from words, where a provider has a form of its own for them. */
export interface ImageMaking {
  /** Throws GatewayError where the provider cannot do what is asked; changes are in `notes`. */
  build(asked: ImagesRequest): UpstreamRequest;
  /** A whole answer to a request of `build`. Throws where it is none. */
  read(body: Buffer): GeneratedImages;
}

/** A URL out of the settings; `field` is where a person finds it, as `custom_host`. */
export interface TenantUrl {
  field: string;
  url: string;
}

/** A provider with its settings: what the snapshot keeps ready for every request. */
export interface Connection {
  auth: AuthScheme;
  /** For the log and the regional price; null where the provider has none. */
  region: string | null;
  /** URLs that a tenant supplied, each to pass the SSRF guard before it is used. */
  tenantUrls: readonly TenantUrl[];
  /** Further headers that the settings ask for, by lower-case name; absent = none. What `build` and `pathTo` say goes before them. */
  customHeaders?: Readonly<Record<string, string>>;
  /** Dialects that it takes for a model as they are, the one it knows best first. */
  speaks(model: string): readonly Dialect[];
  /** Dialects in which it counts the tokens of a call to this model, the one it knows best first; absent = none. */
  counts?(model: string): readonly Dialect[];
  /** What the writer of a translated call must know about a model there. */
  quirks(model: string, facts: ModelFacts): TargetQuirks;
  /** `raw`: asked on the provider's own path instead of ours. */
  supports(operation: NativeOperation, raw: boolean): boolean;
  /** null = the provider has none. */
  embeddings: Embeddings | null;
  /** For a model that makes images in a form of the provider's own; null or absent = it has none. */
  images?(model: string): ImageMaking | null;
  build(call: NativeCall): UpstreamRequest;
  /** Looks for what `build` will change in a large body, in slices; null or absent = nothing that takes long. May throw as `build`. */
  prepare?(call: NativeCall): Slices<void> | null;
  /** Where a call beside conversations goes; null = the provider does not serve it. */
  pathTo(call: PathCall): PathTarget | null;
  readFailure(failure: UpstreamFailure): FailureReading;
}

export interface Provider {
  /** The contract's provider id, as `vertex-ai`. */
  readonly id: string;
  readonly name: string;
  readonly settings: readonly SettingField[];
  /** Its own hosts, exact or `*.domain`: where it is served when no setting names another. They may resolve to private addresses. */
  readonly ownHosts: readonly string[];
  /** Its credential is a key: an integration's `key`, a config's `api_key`, or the caller's own. */
  readonly takesKey: boolean;
  /** Headers of the client that the provider understands, in lower case: they go to it as they came. */
  readonly clientHeaders: readonly string[];
  /** Which platform's rows of the catalog (models, prices, what a model refuses) hold for it. */
  readonly platform: string;
  /** Prefixes of its response headers that reveal the account behind the gateway: the caller does not see them. */
  readonly privateHeaders: readonly string[];
  /** Throws SettingsError. */
  connect(credentials: ProviderCredentials): Connection;
}
