/** What the steps of one attempt pass on to each other. pipeline.ts lists the steps. */
import type { AnswerFacts } from '../../wire/dialects/dialect.ts';
import type { Header } from '../credentials/credentials.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { GrowingHold } from '../limits/growing-hold.ts';
import type { Lane } from '../endpoints/endpoint.ts';
import type { Attempt } from '../outcome.ts';
import type { AttemptBounds, Relay, Reply } from '../relay/relay.ts';
import type { Failure } from '../route/retry.ts';
import type { StageList } from '../stage.ts';
import type { NotSent } from './await-credential.ts';
import type { AttemptedTarget } from './target-request.ts';

export interface Begun {
  readonly run: AttemptedTarget;
  /** Since the attempt before, ms. */
  readonly waitMs: number;
}

export interface Reserved {
  /** What budgets hold for this attempt; null = nothing. */
  readonly hold: GrowingHold | null;
  /** Of the output, where the budget cannot pay for all that is requested; null = it can. */
  readonly lowered: LoweredOutput | null;
  /** Monotonic ms at which the attempt begins: waiting for the holds of others is no part of it. */
  readonly startedElapsed: number;
}

/** `member` of the body says how many tokens may be written: `from` as the client sent it, `to` as it is paid for. */
export interface LoweredOutput {
  member: string;
  from: number;
  to: number;
}

export interface Built {
  readonly lane: Lane;
}

export interface Authorized {
  /** What it is sent with, or why it is not sent. */
  readonly credential: Header | NotSent;
}

export interface Sent {
  /** null = nothing was sent. */
  readonly relay: Relay | null;
  readonly answered: Reply;
}

export interface Read {
  /** In the shape that the caller requested. */
  readonly reply: Reply;
  readonly facts: AnswerFacts;
  /** null = an answer, or one that is past taking back. */
  readonly failure: Failure | null;
}

export interface Recorded {
  readonly made: Attempt;
}

export type Attempted = Begun & Reserved & Built & Authorized & Sent & Read & Recorded;

export type AttemptSteps = StageList<Begun, Attempted, GatewayDeps>;

export const wasNotSent = (credential: Header | NotSent): credential is NotSent => 'failure' in credential;

export function boundsOf({ deps, target }: AttemptedTarget): AttemptBounds {
  const { firstByteMs, idleMs, totalMs } = target.settings.timeouts;
  return { firstByteMs: firstByteMs ?? deps.bounds.firstByteMs, idleMs: idleMs ?? deps.bounds.idleMs, totalMs };
}
