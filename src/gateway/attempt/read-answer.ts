/** Attempt: reads the response in the client's dialect, and decides whether it is a success or a failure. */
import { GatewayError } from '../../kernel/errors.ts';
import type { AnswerFacts } from '../../wire/dialects/dialect.ts';
import { keepRelayed } from '../bodies/keep-body.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted } from '../exchange.ts';
import { hasFailed } from '../guard/hooks.ts';
import { judged } from '../guard/verdict.ts';
import type { Relay, Reply } from '../relay/relay.ts';
import type { Stage } from '../stage.ts';
import { wasNotSent, type Authorized, type Begun, type Built, type Read, type Sent } from './attempt-steps.ts';
import { failureOf } from './classify.ts';
import { keepsAnswer } from './keeps-answer.ts';
import type { AttemptedTarget } from './target-request.ts';

type Needs = Begun & Built & Authorized & Sent;

export const readAnswer: Stage<Needs, Read, GatewayDeps> = {
  name: 'read-answer',
  async run(sent) {
    const { run, relay, answered, credential } = sent;
    if (wasNotSent(credential)) return { reply: answered, facts: NOTHING, failure: credential.failure };
    const { reply, facts } = await understood(sent, relay);
    return {
      reply,
      facts,
      failure: failureOf(reply, {
        connection: run.connection,
        isAnswer: facts.isAnswer,
        isReported: hasFailed(run.outcome.hooks.output),
        retry: retryOf(run),
      }),
    };
  },
};

/** What has reached the caller cannot be requested again. */
const retryOf = ({ outcome, target }: AttemptedTarget) => (outcome.last.isCommitted ? null : target.settings.retry);

interface Understood {
  reply: Reply;
  facts: AnswerFacts;
}

async function understood({ run, lane, answered }: Needs, relay: Relay | null): Promise<Understood> {
  if (answered.kind !== 'whole') return { reply: answered, facts: factsOfStream(answered, relay, run.exchange) };
  const { body, failureStatus, ...facts } = await lane.readWhole(answered.body, answered.headers);
  if (failureStatus !== undefined) {
    return { reply: { kind: 'failure', status: failureStatus, headers: answered.headers, body }, facts: NOTHING };
  }
  const guard = relay?.guard ?? null;
  const guarded = guard === null || !facts.isAnswer ? body : await judged(guard, body);
  if (guarded instanceof GatewayError) return { reply: { kind: 'refused', error: guarded, closing: null }, facts };
  const reply = { ...answered, body: guarded };
  return run.exchange.stream && facts.isAnswer ? asStream(reply, facts, run) : { reply, facts };
}

/**
 * Some upstreams answer a request for a stream in one piece. The caller gets it as the events that it requested, and
 * could take nothing else once a ping has begun the stream. What cannot be written as events counts as a failure.
 */
function asStream(reply: Extract<Reply, { kind: 'whole' }>, facts: AnswerFacts, run: AttemptedTarget): Understood {
  const events = inEvents(reply.body, run.exchange);
  if (events === null) return { reply, facts: { ...facts, isAnswer: false } };
  const release = (): void => {
    run.outcome.last.isCommitted = true;
    if (keepsAnswer(run)) keepRelayed(run.exchange, run.outcome, events);
    run.to.write(events, reply.headers);
  };
  return { reply: { kind: 'held', release }, facts };
}

/** It is read in one turn of the event loop; a million tokens are about as much. */
const MAX_TOLD_BYTES = 4 * 1024 * 1024;

function inEvents(answer: Buffer, { endpoint, document }: Admitted): Buffer | null {
  if (answer.length > MAX_TOLD_BYTES) return null;
  try {
    return endpoint.dialect.stream?.fromWhole(answer, document) ?? null;
  } catch {
    return null;
  }
}

const NOTHING: AnswerFacts = { isAnswer: false, usage: null, stopReason: null };

/** A relayed stream is billed, whether it reported its usage or not. */
function factsOfStream({ kind }: Reply, relay: Relay | null, { notes }: Admitted): AnswerFacts {
  const wasRelayed = kind === 'streamed' || (kind === 'refused' && relay?.measured.firstByteElapsed !== null);
  const facts = relay?.reader?.conclude(wasRelayed) ?? null;
  if (facts === null) return NOTHING;
  if (facts.isEstimated) {
    notes.push('The stream broke before it told its usage: output tokens are estimated from the bytes received.');
  }
  return facts;
}
