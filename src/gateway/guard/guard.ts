/** The seat of a guard: something that looks at an answer on its way to the client, and may stop or change it. */
import type { GatewayError } from '../../kernel/errors.ts';
import type { CheckPorts } from '../../guardrails/check.ts';
import type { NextTurn } from '../../kernel/slices.ts';
import type { Admitted } from '../exchange.ts';
import type { Target } from '../route/plan.ts';
import type { Hooks } from './hooks.ts';

/** For one attempt's answer, in the client's dialect. */
export interface AnswerGuard {
  /** Called once, before the first event: where a guard sends what it took. Absent = it takes nothing. */
  attach?(sink: GuardSink): void;
  /** Called with whole events of a stream, as they come. */
  offer(events: Buffer): Verdict;
  /** The stream is complete: what becomes of the events that are held. Not called for a stream that broke: those are dropped. */
  end(): FinalVerdict | Promise<FinalVerdict>;
  /** A whole answer. */
  judge(answer: Buffer): FinalVerdict | Promise<FinalVerdict>;
}

export type Verdict =
  | FinalVerdict
  | { action: 'hold' }
  /** The guard keeps them, and sends them itself, as they are or as others. */
  | { action: 'taken' };

/** Takes whole events for the client, in order; what comes after the end is ignored. */
export interface GuardSink {
  pass(events: Buffer): void;
  refuse(error: GatewayError): void;
}

export type FinalVerdict =
  /** These bytes, and what was held before them. */
  | { action: 'pass' }
  /** Other bytes in place of these and of what was held. */
  | { action: 'replace'; bytes: Buffer }
  /** The answer is the error, or ends with it. */
  | { action: 'refuse'; error: GatewayError };

/** Who opens a guard for an answer; null = nobody guards it, and its bytes are not touched. */
export type OpenGuard = (request: GuardedRequest) => AnswerGuard | null;

export interface GuardedRequest {
  readonly exchange: Admitted;
  readonly target: Target;
  readonly hooks: Hooks;
  readonly using: GuardUse;
  /** Its request was changed for this caller only: the answer is for nobody else. */
  keepFromCache(): void;
}

/** What of the gateway a guard may use. */
export interface GuardUse {
  elapsed(): number;
  nextTurn: NextTurn;
  checkPorts: CheckPorts;
}
