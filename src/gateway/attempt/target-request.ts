/** A request to one target, as the files of this folder pass it on to each other. */
import type { Connection } from '../../providers/provider.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import type { Target } from '../route/plan.ts';
import type { Refused } from './refused-features.ts';
import type { ClientStream } from '../relay/client-stream.ts';

/** Before anything is known of the target but its place in the config. */
export interface TargetRequest {
  exchange: Admitted;
  outcome: Outcome;
  deps: GatewayDeps;
  to: ClientStream;
  target: Target;
  /** Those that a fallback above this target goes on after. */
  stopReasons: ReadonlySet<string>;
  /** A fallback above this target has a next one for a request that a guardrail reports with 246. */
  isReportedElsewhere: boolean;
}

/** The body as this target is to see it. */
export interface Written {
  document: JsonDocument;
}

export interface Connected {
  readonly connection: Connection;
}

export interface ForAccount extends Written {
  /** As in SessionAccount. */
  foreignTurns: number;
}

export interface Fetched {
  /** That the body named by URL, and now has in it. */
  filesFetched: number;
}

export type Prepared = TargetRequest & Written & Connected & ForAccount & Fetched;

/** All attempts at one target; repairs change what the next one sends. */
export interface AttemptedTarget extends TargetRequest, ForAccount, Connected, Fetched {
  leftOut: LeftOut;
}

/** What this target has refused of this request so far, and what is sent without. */
export interface LeftOut extends Refused {
  /** Attempts that were refused for it. */
  readonly times: number;
  /** Those of `fields` that are refused in every request. */
  readonly always: readonly string[];
}

export const NOTHING_LEFT_OUT: LeftOut = { betas: new Set(), fields: new Set(), times: 0, always: [] };
