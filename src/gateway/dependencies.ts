/** Everything the data plane gets from outside, as ports. src/server/compose/gateway.ts provides them. */
import type { Logger } from '../observe/logger.ts';
import type { BodyArchive } from '../storage/ports/bodies.ts';
import type { LogWriter } from '../storage/ports/log/writer.ts';
import type { SemanticCache } from '../semantic/semantic-cache.ts';
import type { Batch, BatchFile } from '../storage/ports/records/batches.ts';
import type { Feedback } from '../storage/ports/records/feedback.ts';
import type { CacheStore } from '../storage/ports/cache.ts';
import type { Translations } from '../workers/ports/translations.ts';
import type { Counters } from '../storage/ports/counters.ts';
import type { Clock, Random } from '../kernel/clock.ts';
import type { ModelFacts } from '../providers/provider.ts';
import type { OwnPrice } from '../catalog/own-prices.ts';
import type { NanoDollars, OrganisationId, WorkspaceId } from '../kernel/ids.ts';
import type { PriceLine } from '../kernel/price-line.ts';
import type { NextTurn } from '../kernel/slices.ts';
import type { UnauthenticatedRows } from './settle/unauthenticated-rows.ts';
import type { Usage } from '../wire/usage.ts';
import type { Client } from './client.ts';
import type { Arrived } from './exchange.ts';
import type { CatalogModel } from './endpoints/endpoint.ts';
import type { Figures } from './route/figures.ts';
import type { CircuitBreaker } from './route/circuit-breaker.ts';
import type { Tokens } from './admit/tokens.ts';
import type { Inline } from './route/inline.ts';
import type { Credentials } from './credentials/credentials.ts';
import type { CheckPorts } from '../guardrails/check.ts';
import type { OpenGuard } from './guard/guard.ts';
import type { ScanMemory } from './guard/request-words.ts';
import type { Heartbeat } from './relay/heartbeat.ts';
import type { Spending } from './limits/spending.ts';
import type { PromptCacheMemory } from './prompt-cache/memory.ts';
import type { TokenCounts } from './attempt/token-counts.ts';
import type { RefusalMemory } from './attempt/refused-features.ts';
import type { Transport } from './transport.ts';

export interface PricedUsage {
  platform: string;
  model: string;
  region: string | null;
  usage: Usage;
  /** What the integration says of the price; absent = the published one. */
  own?: OwnPrice | undefined;
}

/** The catalog, as the data plane uses it. */
export interface Catalog {
  factsFor(platform: string, model: string): ModelFacts;
  listModels(platform: string): readonly CatalogModel[];
  /** Collects what `listModels` will tell, in slices of the event loop. */
  prepareModels(platforms: ReadonlySet<string>): Promise<void>;
  /** `unpriced` says what of it has no price. */
  priceOf(used: PricedUsage): { costNanoUsd: NanoDollars } | { unpriced: string };
  /** The lines of that cost, for the log. */
  priceLines(used: PricedUsage): readonly PriceLine[];
  readonly priceBookVersion: string;
}

/** Batches that run at providers. */
export interface FollowedBatches {
  /** Resolves once it is durable that its results are to be charged. */
  follow(batch: Omit<Batch, 'id' | 'createdAt' | 'nextLookAt' | 'takenUntil' | 'settledLines'>): Promise<void>;
  /** Resolves once the file is known, for the batches that are made of it. */
  rememberFile(file: Omit<BatchFile, 'id' | 'createdAt'>): Promise<void>;
  /** null = it did not come by this gateway, or it is long ago. */
  fileOf(
    file: Pick<BatchFile, 'accountId' | 'fileId'> & { id: WorkspaceId; organisationId: OrganisationId },
  ): Promise<BatchFile | null>;
  /** It is over, as somebody saw: it need not wait until it is due. Returns at once. */
  lookSoon(organisationId: OrganisationId, upstreamId: string): void;
}

/** All in ms. */
export interface Bounds {
  /** From the request being sent to the first byte of the answer. */
  firstByteMs: number;
  /** Between two chunks of an answer. */
  idleMs: number;
  /** A caller that does not read for this long loses its connection. */
  clientStallMs: number;
  /** A silent stream gets a ping after this. Claude Code gives up after 300 s without an event. */
  pingMs: number;
}

export interface GatewayDeps {
  clock: Clock;
  random: Random;
  transport: Transport;
  credentials: Credentials;
  inline: Inline;
  tokens: Tokens;
  /** The operator wants saved configs and providers only (`all`), whatever organisations say. */
  savedOnly: boolean;
  /** Files that a request names by URL are fetched for targets that take data only. */
  fetchesMedia: boolean;
  /** Headers, by lower-case name, whose values are metadata of the request. */
  metadataHeaders: readonly string[];
  /** Before the names of metadata that go to providers as labels of their bills; null = none go. */
  labelPrefix: string | null;
  /** Headers, by lower-case name, whose values are masked among the headers of a row of the log. */
  maskedHeaders: readonly string[];
  refusals: RefusalMemory;
  heartbeat: Heartbeat;
  openGuard: OpenGuard;
  /** What guardrails' checks may use of the outside. */
  checkPorts: CheckPorts;
  scanMemory: ScanMemory;
  /** Stores what a guardrail says of a trace when there is time; returns at once. */
  giveFeedback: (feedback: Omit<Feedback, 'id'>) => void;
  tokenCounts: TokenCounts;
  /** Starts a one-shot timer; returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
  /** Waits; resolves with false at once when the caller hangs up meanwhile. */
  pause: (ms: number, client: Client) => Promise<boolean>;
  /** Resolves when everybody else has had a turn of the event loop. */
  nextTurn: NextTurn;
  newSpanId: () => string;
  newRequestId: () => string;
  /** Runs a request of the gateway's own through the whole pipeline. Never rejects; shutting down waits for it. */
  handleOwn: (arrived: Arrived) => Promise<void>;
  counters: Counters;
  spending: Spending;
  batches: FollowedBatches;
  cache: CacheStore;
  translations: Translations;
  semantic: SemanticCache;
  promptCaches: PromptCacheMemory;
  breaker: CircuitBreaker;
  figures: Figures;
  catalog: Catalog;
  log: LogWriter;
  unauthenticatedRows: UnauthenticatedRows;
  /** True where a request is not served that cannot be logged: the operator says so, and the last row was lost. */
  refusesUnlogged: () => boolean;
  /** null = bodies are not stored (metrics only). */
  bodies: BodyArchive | null;
  logger: Logger;
  bounds: Bounds;
}
