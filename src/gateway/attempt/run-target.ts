/** Makes the attempts at one target: the first, its repairs, and the config's retries. */
import type { FailureReading } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { Attempt, TargetOutcome } from '../outcome.ts';
import { decide, MAX_ATTEMPTS, type Decision, type Failure, type Tried } from '../route/retry.ts';
import { wasNotSent, type Attempted, type Begun, type Recorded, type Reserved } from './attempt-steps.ts';
import { REPORTED_STATUS, statusWith, type Hooks } from '../guard/hooks.ts';
import { brokenError, cutError, notAnAnswer, upstreamError } from './classify.ts';
import type { Reply } from '../relay/relay.ts';
import { UNWATCHED } from '../relay/heartbeat.ts';
import { learnRefusals, repairFor, repairsMade, type Repair } from './repairs.ts';
import { Answered } from '../stage.ts';
import { NOTHING_LEFT_OUT, type AttemptedTarget, type TargetRequest } from './target-request.ts';
import type { TargetSteps } from './target-steps.ts';

/** Fills in `outcome`. Throws GatewayError where no attempt could be made at all. */
export async function runTarget(request: TargetRequest, steps: TargetSteps): Promise<void> {
  const { outcome, deps } = request;
  const prepared = await steps.prepare.run(request, deps);
  if (prepared instanceof Answered) {
    outcome.ending = prepared.ending;
    return;
  }
  const run: AttemptedTarget = { ...prepared, leftOut: NOTHING_LEFT_OUT };
  const soFar: SoFar = { repairs: repairsMade(run), tried: { retries: 0, waitedMs: 0 }, reported: null };
  try {
    await tryUntilOver(run, steps, soFar);
  } catch (thrown) {
    if (soFar.reported === null || !(thrown instanceof GatewayError)) throw thrown;
    outcome.choices.push(`${run.target.path}: no further try could be made (${thrown.message})`);
    outcome.ending = { kind: 'error', error: thrown };
  }
  if (soFar.reported !== null && mayGiveReported(run)) concludeReported(run, soFar.reported);
}

async function tryUntilOver(run: AttemptedTarget, steps: TargetSteps, soFar: SoFar): Promise<void> {
  const { last } = run.outcome;
  for (let waitMs = 0; ;) {
    const attempted = await attemptOnce({ run, waitMs }, steps);
    const { made, reply, failure } = attempted;
    if (failure === null) {
      if (reply.kind !== 'client-closed') learnRefusals(run);
      return conclude(run, reply, made);
    }
    last.status = failure.status;
    last.passedBound = reply.kind === 'broken' ? (reply.bound ?? null) : null;
    if (isReport(failure)) soFar.reported = reportedBy(run, attempted);
    const next = await afterFailure(run, { ...attempted, failure }, soFar);
    if (next.action === 'give-up') return giveUp(run, reply, { reading: failure.reading, exhausted: next.exhausted });
    waitMs = next.action === 'again' ? next.waitMs : 0;
    if (next.action === 'again' && !(await pause(run, waitMs))) return;
  }
}

const isReport = ({ status, reading }: Failure): boolean => status === REPORTED_STATUS && reading === null;

/** An answer that a guardrail reports and none denies, and what the outcome says of it. */
interface ReportedAnswer {
  reply: Reply;
  made: Attempt;
  last: Pick<TargetOutcome, 'request' | 'measured' | 'passedBound'>;
  hooks: Pick<Hooks, 'output' | 'softDenial'>;
}

function reportedBy({ outcome: { last, hooks } }: AttemptedTarget, { reply, made }: Attempted): ReportedAnswer {
  const { request, measured } = last;
  const { output, softDenial } = hooks;
  return { reply, made, last: { request, measured, passedBound: null }, hooks: { output, softDenial } };
}

/** No later attempt has given an answer, nothing of one has left, and the caller still waits. */
const mayGiveReported = ({ outcome: { ending, last } }: AttemptedTarget): boolean =>
  ending.kind === 'error' && !last.isCommitted;

function concludeReported(run: AttemptedTarget, { reply, made, last, hooks }: ReportedAnswer): void {
  Object.assign(run.outcome.last, last);
  Object.assign(run.outcome.hooks, hooks);
  conclude(run, reply, made);
}

/** What no attempt has used is released, however the attempt ends. */
async function attemptOnce(begun: Begun & Partial<Reserved & Recorded>, { attempt }: TargetSteps): Promise<Attempted> {
  try {
    return await attempt.run(begun, begun.run.deps);
  } finally {
    if (begun.made?.hold !== begun.hold) begun.hold?.release();
  }
}

/** Grows with every attempt at the target. */
interface SoFar {
  repairs: Set<Repair>;
  tried: Tried;
  /** The latest answer that was reported and asked for again. The caller gets it where no better one comes. null = none. */
  reported: ReportedAnswer | null;
}

/** A repair is no retry: it is made at once, and needs no setting in the config. */
type Next = Decision | { action: 'repaired' };

async function afterFailure(run: AttemptedTarget, attempted: Failed, { repairs, tried }: SoFar): Promise<Next> {
  const { reply, failure, credential } = attempted;
  if (reply.kind === 'broken' && reply.reason === 'shutdown') return { action: 'give-up', exhausted: false };
  if (run.outcome.isBodySpent) return { action: 'give-up', exhausted: false };
  const { reading } = failure;
  const repair = reading === null ? null : repairFor(reading, repairs);
  if (reading !== null && repair !== null) {
    if (repair.mayRepeat !== true) repairs.add(repair);
    const isRepaired = await repair.apply(run, { reading, credential: wasNotSent(credential) ? null : credential });
    return isRepaired ? { action: 'repaired' } : { action: 'give-up', exhausted: false };
  }
  if (run.outcome.attempts.length >= MAX_ATTEMPTS) return { action: 'give-up', exhausted: true };
  const decision = decide(failure, tried, { retry: run.target.settings.retry, random: run.deps.random });
  if (decision.action === 'again') {
    tried.waitedMs += decision.waitMs;
    tried.retries += 1;
    run.outcome.last.retries = tried.retries;
  }
  return decision;
}

type Failed = Attempted & { failure: Failure };

/** Between two attempts. False when there is no next one: the caller hung up, or the gateway goes down. */
async function pause({ outcome, deps, to }: AttemptedTarget, ms: number): Promise<boolean> {
  const halted = Promise.withResolvers<'halted'>();
  const watched = { place: UNWATCHED, beat: () => undefined, halt: () => halted.resolve('halted') };
  deps.heartbeat.watch(watched);
  const ended = await Promise.race([deps.pause(ms, to.client), halted.promise]);
  deps.heartbeat.unwatch(watched);
  if (ended === true) return true;
  const error = new GatewayError('shutting_down', 'This gateway is shutting down and could not wait for another try.');
  outcome.ending = ended === 'halted' ? { kind: 'error', error } : { kind: 'client-closed' };
  return false;
}

interface WhyGivenUp {
  reading: FailureReading | null;
  exhausted: boolean;
}

function giveUp({ outcome, target }: AttemptedTarget, reply: Reply, { reading, exhausted }: WhyGivenUp): void {
  if (exhausted) outcome.last.retries = -1;
  const error =
    reading !== null ? upstreamError(reading, !target.provider.isStored) : withoutReading(reply, target.provider.name);
  outcome.ending = { kind: 'error', error };
}

function withoutReading(reply: Reply, provider: string): GatewayError {
  if (reply.kind === 'refused') return reply.error;
  return reply.kind === 'broken' ? brokenError(reply, provider) : notAnAnswer(provider);
}

function conclude(
  { outcome, target, connection, foreignTurns, stopReasons }: AttemptedTarget,
  reply: Reply,
  made: Attempt,
): void {
  outcome.last.answer = made;
  // What a fallback would fall from is no answer to give again, even if it is given this once.
  if (made.stopReason !== null && stopReasons.has(made.stopReason)) outcome.last.cache = null;
  // Who hung up may never have been answered: the session is where it was.
  if (reply.kind !== 'client-closed') outcome.last.foreignTurns = foreignTurns;
  switch (reply.kind) {
    case 'whole':
      outcome.last.status = statusWith(outcome.hooks, reply.status, false);
      outcome.ending = { kind: 'whole', status: reply.status, body: reply.body };
      return;
    case 'streamed':
      outcome.last.status = statusWith(outcome.hooks, 200, true);
      outcome.ending =
        reply.end === 'complete'
          ? { kind: 'streamed', release: null }
          : { kind: 'error', error: cutError(reply, { connection, provider: target.provider.name }) };
      return;
    case 'held':
      outcome.last.status = statusWith(outcome.hooks, 200, false);
      outcome.ending = { kind: 'streamed', release: reply.release };
      return;
    case 'refused':
      outcome.last.status = reply.error.routedAs;
      outcome.last.cache = null;
      outcome.ending = { kind: 'error', error: reply.error, closing: reply.closing };
      return;
    case 'failure':
    case 'stream-error':
    case 'broken':
    case 'client-closed':
      outcome.last.status = 0;
      outcome.ending = { kind: 'client-closed' };
  }
}
