/** What is known about a request. It grows stage by stage; each stage declares what it needs and what it adds. */
import type { JsonDocument } from '../wire/json/scan.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import type { Client } from './client.ts';
import type { Endpoint, PathFacts, SentBody, UpstreamEndpoint } from './endpoints/endpoint.ts';
import type { CompiledVelocity } from '../routing/compiled-limits.ts';
import type { AgentClaim } from '../storage/ports/rates.ts';
import type { Goer } from './limits/velocity.ts';
import type { ConfigNode } from '../routing/parse.ts';
import type { Plan } from './route/plan.ts';
import type { CompiledKey, CompiledWorkspace, Snapshot } from './snapshot/snapshot.ts';

/** What the path said, before anything else was looked at. */
export interface Route extends PathFacts {
  endpoint: Endpoint;
  /** The base URL was wrong (`/v1` twice), and the request was passed through all the same. Absent = not so. */
  isMisaddressed?: true;
}

export interface Trace {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  spanName: string;
}

/** Known from the first moment. */
export interface Arrived {
  /** `req_…`: in every answer and log row. */
  readonly id: string;
  /** ms since the epoch. */
  readonly arrivedAt: number;
  /** Monotonic ms. */
  readonly arrivedElapsed: number;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  /** Without the query. */
  readonly pathname: string;
  readonly route: Route;
  readonly headers: RequestHeaders;
  readonly client: Client;
  readonly trace: Trace;
  /** The configuration this request began with; a swap in mid-flight does not touch it. */
  readonly snapshot: Snapshot;
  /** On a request of the gateway's own: the config it goes by, in place of the caller's or the key's. */
  readonly ownConfig?: ConfigNode;
  /** On a request of the gateway's own without anybody's request behind it: who counts as its caller. */
  readonly ownCaller?: CompiledKey;
  /** Sent by a check of a guardrail: no guardrail holds for it, or it would recurse for ever. */
  readonly isOfGuardrail?: true;
  /** It ran in a batch at its provider, and has ended: it is priced, charged and logged, and no more. */
  readonly isOfBatch?: true;
  /** Grows: what a person who reads the log row should know. */
  readonly notes: string[];
}

export interface Authenticated {
  readonly caller: CompiledKey;
}

/** An inference caller always has a workspace: admin keys were refused before. */
export interface Authorized {
  readonly workspace: CompiledWorkspace;
  /** Key defaults over the request's own, as contract#metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What counts how fast the caller goes; null = nothing does. */
export interface Paced {
  readonly paced: {
    readonly goer: Goer;
    readonly limits: readonly CompiledVelocity[];
    readonly agents: readonly AgentClaim[];
  } | null;
}

export interface BodyRead {
  /** Emptied once nothing can be sent again; see attempt/send.ts. */
  body: Buffer;
  bodyBytes: number;
  /** Monotonic ms at which the last byte of the body was in. */
  readonly bodyReadElapsed: number;
}

export interface Decoded {
  readonly endpoint: UpstreamEndpoint;
  /** The body; of one that is no JSON, what can be said of it. */
  readonly document: JsonDocument;
  /** A body that is no JSON. */
  readonly sent: SentBody;
  /** As in the body or the raw path, `@slug/` included; null = it is left to the config. */
  readonly requestedModel: string | null;
  readonly stream: boolean;
}

export interface Planned {
  readonly plan: Plan;
}

/** An exchange that went through the whole of admit. */
export type Admitted = Arrived & Authenticated & Authorized & BodyRead & Decoded & Planned;

/** An exchange that stopped somewhere: what settle has to work with. */
export type Reached = Arrived & Partial<Authenticated & Authorized & Paced & BodyRead & Decoded & Planned>;
