/** What came of an exchange: filled in by the attempts, read by settle. */
import type { UpstreamRequest } from '../providers/provider.ts';
import type { AttemptRecord } from '../storage/ports/log.ts';
import type { BlobRef } from '../storage/ports/blobs.ts';
import type { GatewayError } from '../wire/errors.ts';
import type { NanoDollars } from '../wire/ids.ts';
import type { Usage } from '../wire/usage.ts';
import type { Target } from './route/plan.ts';
import type { Measured } from './send/relay-untouched.ts';

/** How the answer to the client ends. */
export type Ending =
  | { kind: 'whole'; status: number; body: Buffer }
  | { kind: 'streamed' }
  /** Told to the client as an answer, or as an error event once the answer has started. */
  | { kind: 'error'; error: GatewayError }
  | { kind: 'client-closed' };

export interface Outcome {
  ending: Ending;
  attempts: AttemptRecord[];
  /** Of the attempt that became the answer, or of the last one. */
  target: Target | null;
  request: UpstreamRequest | null;
  measured: Measured | null;
  /** Monotonic ms at which the first attempt was sent. */
  sentElapsed: number | null;
  usage: Usage | null;
  cost: { costNanoUsd: NanoDollars } | { unpriced: true } | null;
  /** Relayed chunks, where bodies are kept. */
  relayed: Buffer[];
  relayedBytes: number;
  requestBody: Promise<BlobRef | null> | null;
  responseBody: Promise<BlobRef | null> | null;
}

export function newOutcome(): Outcome {
  return {
    ending: { kind: 'client-closed' },
    attempts: [],
    target: null,
    request: null,
    measured: null,
    sentElapsed: null,
    usage: null,
    cost: null,
    relayed: [],
    relayedBytes: 0,
    requestBody: null,
    responseBody: null,
  };
}
