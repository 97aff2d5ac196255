/** What a dry run is: a guardrail over bodies of the log, to see what it would have found. Nothing is sent, denied or changed. */
import type { Side } from './check.ts';
import type { CompiledGuardrail } from './definition.ts';

export interface LoggedBody {
  /** As the log row has it. */
  operation: string;
  side: Side;
  bytes: Buffer;
  model: string | null;
  metadata: Readonly<Record<string, string>>;
}

export interface DryFinding {
  /** Id of the check. */
  check: string;
  /** As `EMAIL_ADDRESS`; of a check that judges texts as a whole, `VERDICT`. */
  kind: string;
  /** What was found, or why the check does not pass. */
  text: string;
  /** What stands around it. */
  before: string;
  after: string;
}

/** `skipped`: checks that would call another service. `unreadable`: no check can look into the body. */
export type DryResult = { findings: DryFinding[]; skipped: string[] } | 'unreadable';

/** One body after another: what stood in a body before is not looked at again. */
export interface DryRun {
  run(guardrail: CompiledGuardrail, body: LoggedBody): Promise<DryResult>;
}
