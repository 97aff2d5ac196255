/** The outcome of an exchange: the attempts fill it in, settle reads it. Each target starts with a fresh part. */
import type { SemanticQuestion } from '../semantic/semantic-cache.ts';
import type { PathCall, UpstreamRequest } from '../providers/provider.ts';
import type { AttemptRecord } from '../storage/ports/log/attempt-record.ts';
import type { BlobRef } from '../storage/ports/blobs.ts';
import type { Embedder } from '../workers/ports/embedder.ts';
import type { GatewayError } from '../kernel/errors.ts';
import { ByteLog } from '../wire/byte-log.ts';
import type { NanoDollars } from '../kernel/ids.ts';
import type { PriceLine } from '../kernel/price-line.ts';
import type { JsonDocument } from '../wire/json/scan.ts';
import type { Media } from '../wire/media-by-url.ts';
import type { Usage } from '../wire/usage.ts';
import type { CompiledBudget } from '../routing/compiled-limits.ts';
import type { CacheKeys } from './cache/cache-key.ts';
import { newHooks, type GuardedBody, type Hooks } from './guard/hooks.ts';
import type { BatchSize } from './batches/batch-worth.ts';
import type { BodySource } from './client.ts';
import type { Target } from './route/plan.ts';
import type { Fingerprint } from './prompt-cache/fingerprint.ts';
import type { Verdict } from './prompt-cache/verdict.ts';
import type { Measured, PassedBound } from './relay/measured.ts';

/** How the answer to the client ends. */
export type Ending =
  | { kind: 'whole'; status: number; body: Buffer }
  /** `release` sends what was held back until it was sure to be the answer; null = everything is sent. */
  | { kind: 'streamed'; release: (() => void) | null }
  /** Sent to the client as an answer, or as an error event once the answer has started. */
  | {
      kind: 'error';
      error: GatewayError;
      /** Ends a stream that has begun as if it were whole, with the error in its text; null or absent = by an error event. */
      closing?: Buffer | null;
    }
  | { kind: 'client-closed' };

/** Values of `x-portkey-cache-status`. */
export type CacheStatus = 'HIT' | 'SEMANTIC HIT' | 'MISS' | 'SEMANTIC MISS' | 'REFRESH' | 'DISABLED';

export function isHit(status: CacheStatus): boolean {
  return status === 'HIT' || status === 'SEMANTIC HIT';
}

/** `lines` is what it adds up; absent = nothing was counted. `unpriced` says what has no price. */
export type Cost = { costNanoUsd: NanoDollars; lines?: readonly PriceLine[] } | { unpriced: string };

/** One try at an upstream: its record for the log, and what settle makes the bill of. */
export interface Attempt {
  record: Omit<AttemptRecord, 'usage' | 'cost_nano_usd' | 'price_lines' | 'unpriced' | 'unpriced_because'>;
  target: Target;
  /** As far as the upstream reported it; null = nothing was used. */
  usage: Usage | null;
  /** The request left and was not refused, so that an answer without usage is not known to be free. */
  mayBeBilled: boolean;
  /** As in the dialect; null = not reported, or no answer. */
  stopReason: string | null;
  /** null until it is priced, and where there is no usage. */
  cost: Cost | null;
  /** What is held for it in the ledger; null = nothing, or no more. */
  hold: BudgetHold | null;
}

export interface BudgetHold {
  readonly id: string;
  /** What is held at present, by account of the ledger. */
  readonly amounts: ReadonlyMap<string, number>;
  readonly budgets: readonly CompiledBudget[];
  /** Ends it: what was used, by account, is spent. Resolves once that is durable. */
  settle(used: ReadonlyMap<string, number>): Promise<void>;
  /** What the upstream has counted bounds the next turn of the conversation. */
  learn(usage: Usage): void;
}

/** null = no attempt, no usage, or no price for it. */
export function nanoUsdOf(attempt: Attempt | null): NanoDollars | null {
  const cost = attempt?.cost ?? null;
  return cost !== null && 'costNanoUsd' in cost ? cost.costNanoUsd : null;
}

export interface Outcome {
  ending: Ending;
  /** At every target, in order. */
  attempts: Attempt[];
  /** The target that was tried last: the one that answered, where one did. */
  last: TargetOutcome;
  /** What the strategies chose, and why, in order. */
  choices: string[];
  /** The provider's embedder that this request uses, whichever targets it comes to; null = none so far. */
  embedder: { model: string; embedder: Embedder } | null;
  /** Looking up by meaning has failed: no later target of this request waits for it. */
  isSemanticAway: boolean;
  /** Places of rates of policies that this request counts in already. */
  counted: Set<string>;
  /** Of the fullest budget that counts it, what was spent before it; null = no budget does. */
  budgetUsePercent: number | null;
  /** By which its client shows what is spent of its budget, on an answer. */
  spendHeaders: Readonly<Record<string, string>>;
  /** The body was passed on while it came, and cannot be sent again. */
  isBodySpent: boolean;
  /** What the requests of its batch, or of the file that it uploads, may use; null = it has none, or nobody knows. */
  batch: BatchSize | null;
  /** Where the results of its batch are; null = it does not ask for them. */
  output: PathCall | null;
  /** Files that it names by URL, as they were fetched for a target that takes data only; by URL. */
  fetched: Map<string, Media>;
  /** The file that it uploads, in place of the client's; null = it uploads none. */
  upload: { source: BodySource; vettedBy: readonly string[] } | null;
  /** Requests that have left for an upstream. */
  sent: number;
  /** What they were authorised with: masked by its value wherever it comes back. */
  sentCredentials: Set<string>;
  /** Monotonic ms at which the first of them did. */
  sentElapsed: number | null;
  /** Relayed chunks, where bodies are kept. */
  relayed: ByteLog;
  requestBody: Promise<BlobRef | null> | null;
  /** One for each request: its body has left this process. Some never settle; see free-body.ts. */
  bodiesSent: Promise<void>[];
  responseBody: Promise<BlobRef | null> | null;
  /** What guardrails said of it. */
  hooks: Hooks;
  /** Bodies that they have looked at. */
  guarded: GuardedBody[];
  /** The request with what they masked: stored in place of the client's own. null = nothing was masked. */
  maskedRequest: JsonDocument | null;
  /** Of the client's prompt, taken while the upstream works; null = it is no conversation, or was never sent. */
  promptPrint: Fingerprint | null;
  /** What became of the provider's prompt cache; null = none was in use. */
  promptCache: PromptCacheDiagnosis | null;
}

export interface PromptCacheDiagnosis extends Verdict {
  /** Against the same prompt without a cache: negative where more was written than read. null = no price. */
  savedNanoUsd: NanoDollars | null;
  /** Against the same prompt with everything read that lay in the cache. null = no price. */
  wastedNanoUsd: NanoDollars | null;
}

/** What came of one target. */
export interface TargetOutcome {
  /** null = none could be resolved. */
  readonly target: Target | null;
  /** Of the last attempt, in the upstream's own terms, by which retries and fallbacks go; 0 = no answer came. */
  status: number;
  /** The attempt whose answer stands, as far as it came; null = none, or none yet. */
  answer: Attempt | null;
  /** Of the last attempt: the bound that it ran out of; null = none. */
  passedBound: PassedBound | null;
  /** A part of the answer has left for the caller: no other attempt can take its place. */
  isCommitted: boolean;
  /** 0 none, -1 tried in vain (contract#answer-headers). */
  retries: number;
  cacheStatus: CacheStatus;
  /** Who counted the tokens of the request; null = no count was wanted, or none is there yet. */
  counted: 'provider' | 'cache' | 'estimate' | null;
  /** Under which a count is remembered; null = none was requested. */
  countKey: string | null;
  /** Where the answer is to be kept; null = nowhere. */
  cache: (CacheKeys & { maxAgeMs: number; semantic: SemanticQuestion | null }) | null;
  /** Whose answer came from the cache; null = no hit. */
  cachedModel: string | null;
  /** What a cached answer did not cost; null = no hit, or its price was not known. */
  savedNanoUsd: NanoDollars | null;
  /** Prompt tokens that lay in the cache of the account and model that were left; null = no switch. */
  promptCacheLostTokens: number | null;
  /** Turns of the conversation that are not the answering account's; null = no upstream has answered. */
  foreignTurns: number | null;
  /** Of the last attempt. */
  request: UpstreamRequest | null;
  /** Of the last attempt. */
  measured: Measured | null;
}

export function newTargetOutcome(target: Target | null): TargetOutcome {
  return {
    target,
    status: 0,
    answer: null,
    passedBound: null,
    isCommitted: false,
    retries: 0,
    cacheStatus: 'DISABLED',
    counted: null,
    countKey: null,
    cache: null,
    cachedModel: null,
    savedNanoUsd: null,
    promptCacheLostTokens: null,
    foreignTurns: null,
    request: null,
    measured: null,
  };
}

export function newOutcome(): Outcome {
  return {
    ending: { kind: 'client-closed' },
    attempts: [],
    last: newTargetOutcome(null),
    choices: [],
    embedder: null,
    isSemanticAway: false,
    counted: new Set(),
    budgetUsePercent: null,
    spendHeaders: {},
    isBodySpent: false,
    batch: null,
    output: null,
    fetched: new Map(),
    upload: null,
    sent: 0,
    sentCredentials: new Set(),
    sentElapsed: null,
    relayed: new ByteLog(),
    requestBody: null,
    bodiesSent: [],
    responseBody: null,
    hooks: newHooks(),
    guarded: [],
    maskedRequest: null,
    promptPrint: null,
    promptCache: null,
  };
}
