/** One attempt at a target: the request is built, gets its credential, is sent, and leaves its record. */
import type { UpstreamRequest } from '../../providers/provider.ts';
import { roundMs } from '../../kernel/clock.ts';
import type { AnswerFacts } from '../../wire/dialects/dialect.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { isGatewayKey } from '../admit/gateway-key.ts';
import type { Admitted } from '../exchange.ts';
import { freeBody, isLarge } from '../bodies/free-body.ts';
import { keepRelayed, keepRequestBody, keepsBodies } from '../bodies/keep-body.ts';
import { credentialIn } from '../known-secrets.ts';
import type { Attempt, Outcome } from '../outcome.ts';
import type { Failure } from '../route/retry.ts';
import type { AttemptedTarget } from './target-request.ts';
import { awaitCredential, notGiven, type NotSent } from './await-credential.ts';
import { openLane } from './open-lane.ts';
import { failureOf } from './classify.ts';
import type { Header } from '../credentials/credentials.ts';
import type { Lane } from '../endpoints/endpoint.ts';
import { Relay, type AttemptBounds, type Reply } from '../relay/relay.ts';
import { judged } from '../guard/verdict.ts';
import { reasonOfFailure, refusedBy } from './repairs.ts';

export interface Attempted {
  made: Attempt;
  reply: Reply;
  /** null = an answer, or one that is past taking back. */
  failure: Failure | null;
  /** What it was sent with; null = it was not sent for want of one. */
  credential: Header | null;
}

/** Throws GatewayError where no request can be built for this target. */
export async function attempt(run: AttemptedTarget, waitMs: number): Promise<Attempted> {
  const { exchange, outcome, deps, connection } = run;
  const lane = laneOf(run);
  const { request } = lane;
  outcome.last.request = request;
  const begun = { run, lane, waitMs, startedElapsed: deps.clock.elapsed() };
  const found = credentialFor(begun);
  const credential = found instanceof Promise ? await found : found;
  if ('failure' in credential) return notSent(begun, credential);
  outcome.sentElapsed ??= deps.clock.elapsed();
  outcome.sent += 1;
  outcome.sentCredentials.add(credentialIn(credential[1]));
  const relay = openRelay(begun);
  const replied = relay.run(deps.transport, {
    onSent: isLarge([exchange.document, run.document]) ? tellSent(outcome) : undefined,
    method: request.method,
    url: request.url,
    headers: { ...request.headers, [credential[0]]: credential[1] },
    body: request.body,
  });
  keepRequestBody(exchange, outcome, deps);
  const { reply, facts } = await understood(await replied, begun, relay);
  const failure = failureOf(reply, { connection, isAnswer: facts.isAnswer });
  const requestId = failure?.reading?.upstreamRequestId ?? requestIdIn(relay.measured.upstreamHeaders);
  const ended = endOf(reply, failure, reasonOfAnswer(facts, run));
  const made = leaveRecord(begun, { ...ended, requestId, facts });
  return { made, reply, failure, credential };
}

const requestIdIn = (headers: Readonly<Record<string, string>>): string | null =>
  headers['request-id'] ?? headers['x-request-id'] ?? null;

function laneOf(run: AttemptedTarget): Lane {
  const { exchange, deps, target, connection, document } = run;
  return openLane(exchange, target, {
    connection,
    facts: deps.catalog.factsFor(target.provider.provider.platform, target.model),
    refused: refusedBy(run),
    document,
  });
}

/** The memory of a large body waits for the one who writes it out. */
function tellSent({ bodiesSent }: Outcome): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  bodiesSent.push(promise);
  return resolve;
}

interface Begun {
  run: AttemptedTarget;
  lane: Lane;
  waitMs: number;
  startedElapsed: number;
}

/** Synchronous when the credential is at hand, which is the rule. */
function credentialFor({ run, startedElapsed: begunElapsed }: Begun): Header | NotSent | Promise<Header | NotSent> {
  const { exchange, deps, connection } = run;
  try {
    const header = deps.credentials.headerFor(connection.auth, callersOwn(exchange));
    return header instanceof Promise ? awaitCredential(run, header, { bounds: boundsOf(run), begunElapsed }) : header;
  } catch (error) {
    return notGiven(error);
  }
}

/** That nothing could be sent for want of a credential is an attempt as well: the log row says why it went elsewhere. */
function notSent(begun: Begun, { reply, failure, reason }: NotSent): Attempted {
  const made = leaveRecord(begun, { status: 0, reason, requestId: null, facts: NOTHING });
  return { made, reply, failure, credential: null };
}

/** `Authorization` is the caller's upstream credential only when the gateway key came in its own header. */
function callersOwn(exchange: Admitted): string | null {
  const authorization = exchange.headers['authorization'];
  if (authorization === undefined || exchange.headers['x-portkey-api-key'] === undefined) return null;
  return isGatewayKey(exchange.snapshot, authorization) ? null : authorization;
}

function openRelay({ run, lane, startedElapsed: begunElapsed }: Begun): Relay {
  const { exchange, outcome, deps, to } = run;
  const relay = new Relay({
    to,
    reader: lane.openReader(),
    guard: deps.openGuard({ workspace: exchange.workspace, endpoint: exchange.endpoint, target: run.target }),
    elapsed: () => deps.clock.elapsed(),
    bounds: boundsOf(run),
    begunElapsed,
    heartbeat: deps.heartbeat,
    holdBack: run.stopReasons,
    onCommit() {
      outcome.last.isCommitted = true;
      freeRequest(run, lane.request);
    },
    ...(keepsAnswer(run) ? { keep: (bytes: Buffer) => keepRelayed(exchange, outcome, bytes) } : {}),
  });
  outcome.last.measured = relay.measured;
  return relay;
}

interface Understood {
  reply: Reply;
  facts: AnswerFacts;
}

/** The reply in the shape that the caller asked for, and what it says of itself. */
async function understood(answered: Reply, { run, lane }: Begun, relay: Relay): Promise<Understood> {
  if (answered.kind !== 'whole') return { reply: answered, facts: factsOfStream(answered, relay, run.exchange) };
  const { body, ...facts } = lane.readWhole(answered.body);
  const guarded = relay.guard === null || !facts.isAnswer ? body : await judged(relay.guard, body);
  if (guarded instanceof GatewayError) return { reply: { kind: 'refused', error: guarded }, facts };
  const reply = { ...answered, body: guarded };
  return run.exchange.stream && facts.isAnswer ? asStream(reply, facts, run) : { reply, facts };
}

/**
 * Some upstreams answer a request for a stream in one piece. The caller gets it as the events that were asked for, and
 * could take nothing else once a ping has begun the stream. What cannot be told in events is no answer.
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

function inEvents(answer: Buffer, { endpoint, document }: Admitted): Buffer | null {
  try {
    return endpoint.dialect.stream?.fromWhole(answer, document) ?? null;
  } catch {
    return null;
  }
}

const keepsAnswer = ({ exchange, outcome, deps }: AttemptedTarget): boolean =>
  outcome.last.cache !== null || keepsBodies(exchange, deps);

/** A long stream must not hold its question in memory: hundreds of them run at once, each of some hundred KB. */
function freeRequest({ exchange, outcome, document }: AttemptedTarget, request: UpstreamRequest): void {
  freeBody(exchange, outcome, [document]);
  request.body.length = 0;
}

function boundsOf({ deps, target }: AttemptedTarget): AttemptBounds {
  const { firstByteMs, idleMs, totalMs } = target.settings.timeouts;
  return { firstByteMs: firstByteMs ?? deps.bounds.firstByteMs, idleMs: idleMs ?? deps.bounds.idleMs, totalMs };
}

const NOTHING: AnswerFacts = { isAnswer: false, usage: null, stopReason: null };

/** One that was relayed will be billed, whether it told its usage or not. */
function factsOfStream({ kind }: Reply, { reader }: Relay, { notes }: Admitted): AnswerFacts {
  const facts = reader?.conclude(kind === 'streamed') ?? null;
  if (facts === null) return NOTHING;
  if (facts.isEstimated) {
    notes.push('The stream broke before it told its usage: output tokens are estimated from the bytes received.');
  }
  return facts;
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
      return { status: reply.status, reason: failure === null ? answered : 'no_answer' };
    case 'held':
    case 'streamed':
    case 'stream-error':
      return { status: 200, reason: answered };
    case 'broken':
      return { status: 0, reason: reply.reason };
    case 'refused':
      return { status: 200, reason: 'refused_by_guard' };
    case 'client-closed':
      return { status: 0, reason: 'client_closed' };
  }
}

/** A stop that a fallback goes on after is told like a status that it goes on after. */
function reasonOfAnswer({ stopReason }: AnswerFacts, { stopReasons }: AttemptedTarget): string {
  return stopReason !== null && stopReasons.has(stopReason) ? `stop_${stopReason}` : 'answered';
}

interface Ended extends End {
  requestId: string | null;
  facts: AnswerFacts;
}

function leaveRecord(begun: Begun, { status, reason, requestId, facts }: Ended): Attempt {
  const { run, lane, waitMs, startedElapsed } = begun;
  const { exchange, outcome, deps, target } = run;
  const record = {
    target: target.path,
    provider: target.provider.slug ?? target.provider.name,
    model: lane.request.model,
    status,
    reason,
    wait_ms: waitMs,
    started_ms: roundMs(startedElapsed - exchange.arrivedElapsed),
    duration_ms: roundMs(deps.clock.elapsed() - startedElapsed),
    upstream_request_id: requestId,
    span_id: deps.newSpanId(),
  };
  const made = { record, target, usage: facts.usage, stopReason: facts.stopReason, cost: null, hold: null };
  outcome.attempts.push(made);
  return made;
}
