/** What the parts that ask one target hand to each other. */
import type { Connection } from '../../providers/provider.ts';
import type { JsonDocument } from '../../wire/json-scan.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import type { Target } from '../route/plan.ts';
import type { ClientStream } from '../relay/client-stream.ts';

/** The question, before anything is known of the target but its place. */
export interface TargetRequest {
  exchange: Admitted;
  outcome: Outcome;
  deps: GatewayDeps;
  to: ClientStream;
  target: Target;
  /** Those that a fallback above this target goes on after. */
  stopReasons: ReadonlySet<string>;
}

/** The question as the target's account is to get it. */
export interface ForAccount {
  document: JsonDocument;
  /** As in SessionAccount. */
  foreignTurns: number;
}

/** All attempts at one target; repairs change what the next one sends. */
export interface AttemptedTarget extends TargetRequest, ForAccount {
  readonly connection: Connection;
}
