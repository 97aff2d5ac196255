/** Attempt: records it for the log row. An attempt that could not be sent is recorded too, with the reason. */
import type { ErrorCode, GatewayError } from '../../kernel/errors.ts';
import { roundMs } from '../../kernel/clock.ts';
import type { AnswerFacts } from '../../wire/dialects/dialect.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { REPORTED_STATUS } from '../guard/hooks.ts';
import type { Reply } from '../relay/relay.ts';
import type { Failure } from '../route/retry.ts';
import type { Stage } from '../stage.ts';
import {
  wasNotSent,
  type Authorized,
  type Begun,
  type Built,
  type Read,
  type Recorded,
  type Reserved,
  type Sent,
} from './attempt-steps.ts';
import { reasonOfFailure } from './repairs.ts';
import type { AttemptedTarget } from './target-request.ts';

type Needs = Begun & Reserved & Built & Authorized & Sent & Read;

export const recordAttempt: Stage<Needs, Recorded, GatewayDeps> = {
  name: 'record-attempt',
  run(read, deps) {
    const { run, lane, waitMs, startedElapsed, facts } = read;
    const { exchange, outcome, target } = run;
    const { status, reason } = endIn(read);
    const record = {
      target: target.path,
      provider: target.provider.slug ?? target.provider.name,
      model: lane.request.model,
      status,
      reason,
      wait_ms: waitMs,
      started_ms: roundMs(startedElapsed - exchange.arrivedElapsed),
      duration_ms: roundMs(deps.clock.elapsed() - startedElapsed),
      upstream_request_id: requestIdIn(read),
      span_id: deps.newSpanId(),
    };
    const { usage, stopReason } = facts;
    if (usage !== null) Object.assign(usage.terms, lane.untoldTerms);
    // Where the upstream reported no usage, nothing was used: the hold is released, and not settled.
    const hold = usage === null && !isNewBatch(read) ? null : read.hold;
    const made = { record, target, usage, stopReason, mayBeBilled: mayBeBilled(read), cost: null, hold };
    outcome.attempts.push(made);
    return { made };
  },
};

/** Its requests will use what is held. */
const isNewBatch = ({ run, reply, failure }: Needs): boolean =>
  run.exchange.endpoint.batches?.does === 'make' && reply.kind === 'whole' && failure === null;

function endIn({ run, credential, reply, facts, failure }: Needs): End {
  if (wasNotSent(credential)) return { status: 0, reason: credential.reason };
  return endOf(reply, failure, reasonOfAnswer(facts, run));
}

/** An upstream that had the whole request, and did not refuse it in its own words, may have worked on it. */
function mayBeBilled({ relay, failure }: Needs): boolean {
  return relay !== null && relay.measured.isHandedOver && (failure === null || failure.reading === null);
}

function requestIdIn({ relay, failure }: Needs): string | null {
  const headers = relay?.measured.upstreamHeaders ?? {};
  return failure?.reading?.upstreamRequestId ?? headers['request-id'] ?? headers['x-request-id'] ?? null;
}

interface End {
  status: number;
  reason: string;
}

/** In the upstream's own words where it had any. */
function endOf(reply: Reply, failure: Failure | null, answered: string): End {
  if (failure?.reading) return { status: failure.reading.status, reason: reasonOfFailure(failure.reading) };
  switch (reply.kind) {
    case 'failure':
    case 'whole':
      return { status: reply.status, reason: failure === null ? answered : reasonOfWhole(failure) };
    case 'held':
      return { status: 200, reason: failure === null ? answered : reasonOfWhole(failure) };
    case 'streamed':
    case 'stream-error':
      return { status: 200, reason: answered };
    case 'broken':
      return { status: 0, reason: reply.reason };
    case 'refused':
      return { status: 200, reason: reasonOfRefusal(reply.error) };
    case 'client-closed':
      return { status: 0, reason: 'client_closed' };
  }
}

const reasonOfWhole = ({ status }: Failure): string => (status === REPORTED_STATUS ? 'reported_by_guard' : 'no_answer');

const BY_A_LIMIT: ReadonlySet<ErrorCode> = new Set([
  'budget_exceeded',
  'provider_budget_exceeded',
  'ledger_unavailable',
  'rates_unavailable',
]);

const reasonOfRefusal = ({ code }: GatewayError): string => (BY_A_LIMIT.has(code) ? code : 'refused_by_guard');

/** A stop reason after which a fallback goes on is recorded like a status after which it does. */
function reasonOfAnswer({ stopReason }: AnswerFacts, { stopReasons }: AttemptedTarget): string {
  return stopReason !== null && stopReasons.has(stopReason) ? `stop_${stopReason}` : 'answered';
}
