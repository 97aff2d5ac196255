/** Attempts at one target: the first, its repairs, and the retries that the config asks for. */
import type { Connection, FailureReading, UpstreamRequest } from '../providers/provider.ts';
import type { AttemptRecord } from '../storage/ports/log.ts';
import { roundMs } from '../wire/clock.ts';
import { GatewayError } from '../wire/errors.ts';
import { refusesThinking } from '../wire/dialects/anthropic-messages/read-failure.ts';
import type { Usage } from '../wire/usage.ts';
import { findMember, letGo, type JsonDocument } from '../wire/json-edit.ts';
import { isGatewayKey } from './admit/gateway-key.ts';
import { answerFromCache } from './answer-cache.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { Admitted } from './exchange.ts';
import { keepRelayed, keepRequestBody, keepsBodies } from './keep-body.ts';
import type { Outcome } from './outcome.ts';
import type { Target } from './route/plan.ts';
import { decide, type Tried } from './route/retry.ts';
import { recallAccount } from './session-account.ts';
import { buildRequest, operationOf } from './send/build-request.ts';
import { brokenError, cutError, isAnswer, notAnAnswer, readReply, upstreamError } from './send/classify.ts';
import type { ClientStream } from './send/client-stream.ts';
import type { Header } from './send/credentials/credentials.ts';
import { withoutThinking, withParams } from './send/prepare-document.ts';
import { UntouchedRelay, type AttemptBounds, type Reply } from './send/relay-untouched.ts';

export interface TargetRun {
  exchange: Admitted;
  outcome: Outcome;
  deps: GatewayDeps;
  to: ClientStream;
  target: Target;
}

type Run = TargetRun & ForAccount & { connection: Connection };

/** Fills in `outcome`. Throws GatewayError where no attempt could be made at all. */
export async function runTarget(given: TargetRun): Promise<void> {
  const { outcome, deps, target } = given;
  forgetTarget(outcome);
  const asked = withParams(given.exchange.document, target.settings);
  if (await answerFromCache(given, asked)) return;
  const run: Run = { ...given, connection: usable(target), ...(await forAccount(given, asked)) };
  const { forwardHeaders, retry } = target.settings;
  // Who asks for its own beta header to be sent untouched gets the upstream's answer to it.
  const repairs = { credential: false, request: forwardHeaders.includes('anthropic-beta'), thinking: false };
  const tried: Tried = { repairs, retries: 0, waitedMs: 0 };
  for (let waitMs = 0; ;) {
    const { reply, usage, credential, record } = await attempt(run, waitMs);
    outcome.usage = usage;
    outcome.status = statusOf(reply);
    const failure = failureOf(reply, run);
    if (failure === null) return conclude(run, reply);
    if (reply.kind === 'broken' && reply.reason === 'shutdown')
      return giveUp(run, reply, { reading: null, exhausted: false });
    const { reading } = failure;
    if (reading !== null) tell(record, reading);
    outcome.status = failure.status;
    const decision = decide(failure, tried, { retry, random: deps.random });
    switch (decision.action) {
      case 'repair-credential':
        repairs.credential = true;
        deps.credentials.drop(run.connection.auth, credential);
        break;
      case 'repair-request':
        repairs.request = true;
        if (reading?.refusal) learn(run, reading.refusal);
        break;
      case 'repair-thinking':
        repairs.thinking = true;
        if (!leaveThinking(run)) return giveUp(run, reply, { reading, exhausted: false });
        break;
      case 'again':
        waitMs = decision.waitMs;
        tried.waitedMs += waitMs;
        tried.retries += 1;
        outcome.retries = tried.retries;
        if (await pause(run, waitMs)) continue;
        return;
      case 'give-up':
        return giveUp(run, reply, { reading, exhausted: decision.exhausted });
    }
    waitMs = 0;
  }
}

/** Between two attempts. False when there is no next one: the caller hung up, or the gateway goes down. */
async function pause({ outcome, deps, to }: Run, ms: number): Promise<boolean> {
  const halted = Promise.withResolvers<'halted'>();
  const watched = { beat: () => undefined, halt: () => halted.resolve('halted') };
  deps.heartbeat.watch(watched);
  const ended = await Promise.race([deps.pause(ms, to.client), halted.promise]);
  deps.heartbeat.unwatch(watched);
  if (ended === true) return true;
  const error = new GatewayError('shutting_down', 'This gateway is shutting down and could not wait for another try.');
  outcome.ending = ended === 'halted' ? { kind: 'error', error } : { kind: 'client-closed' };
  return false;
}

/** What the target before left behind is not this one's. */
function forgetTarget(outcome: Outcome): void {
  outcome.retries = 0;
  outcome.usage = null;
  outcome.request = null;
  outcome.measured = null;
  outcome.promptCacheLostTokens = null;
  outcome.foreignTurns = null;
}

interface ForAccount {
  document: JsonDocument;
  /** As in SessionAccount. */
  foreignTurns: number;
}

/**
 * A session that comes to another account leaves behind what only the old one can read, and leaves it behind in every
 * later turn as well: the client goes on sending it.
 */
async function forAccount({ exchange, outcome, deps, target }: TargetRun, asked: JsonDocument): Promise<ForAccount> {
  const last = await recallAccount(exchange, deps);
  if (last === null) return { document: asked, foreignTurns: 0 };
  if (last.accountId === target.provider.accountId) {
    const { foreignTurns } = last;
    return { document: foreignTurns === 0 ? asked : withoutThinking(asked, foreignTurns).document, foreignTurns };
  }
  const foreignTurns = turnsOf(asked);
  const { document, removed } = withoutThinking(asked, foreignTurns);
  if (last.cachedTokens > 0) outcome.promptCacheLostTokens = last.cachedTokens;
  if (removed > 0)
    exchange.notes.push(`The session changed its account: ${removed} thinking blocks of the old one were left out.`);
  return { document, foreignTurns };
}

const turnsOf = ({ members }: JsonDocument): number => findMember(members, 'messages')?.elements?.length ?? 0;

/**
 * The upstream knows better whose thinking it is than what was remembered: the gateway may be new, and the session's
 * other conversations (a search, a title) may have moved before this one. False when there is none to leave out.
 */
function leaveThinking(run: Run): boolean {
  // Counted in the client's own body: the next one begins with the same turns.
  const foreignTurns = turnsOf(run.exchange.document);
  const { document, removed } = withoutThinking(run.document, foreignTurns);
  if (removed === 0) return false;
  run.document = document;
  run.foreignTurns = foreignTurns;
  run.exchange.notes.push(`The upstream refused thinking of another account: sent again without ${removed} blocks.`);
  return true;
}

function usable({ provider: { connection, name } }: Target): Connection {
  if (!('problem' in connection)) return connection;
  throw new GatewayError('provider_unusable', `The provider "${name}" cannot be used. ${connection.problem}`, {
    hint: 'This is for whoever runs the gateway: open the integration and save it again.',
  });
}

/** What is known to be refused, per account and model. */
const refusalKey = ({ provider, model }: Target): string => `${provider.accountId} ${model}`;

function learn({ exchange, deps, target }: Run, refusal: { betas: string[]; fields: string[] }): void {
  deps.refusals.learn(refusalKey(target), refusal);
  const names = [...refusal.betas, ...refusal.fields].join(', ');
  exchange.notes.push(`The upstream refused ${names}: sent again without, and left out for the next hour.`);
}

interface Attempted {
  reply: Reply;
  usage: Usage | null;
  credential: Header;
  record: AttemptRecord;
}

async function attempt(run: Run, waitMs: number): Promise<Attempted> {
  const { exchange, outcome, deps, target, connection } = run;
  const request = buildRequest(exchange, target, {
    connection,
    facts: deps.catalog.factsFor(target.provider.provider.platform, target.model),
    refused: deps.refusals.recall(refusalKey(target)),
    document: run.document,
  });
  outcome.request = request;
  const credential = await deps.credentials.headerFor(connection.auth, callersOwn(exchange));
  const { relay, reply, sentElapsed } = await send(run, request, credential);
  const record: AttemptRecord = {
    target: target.path,
    provider: target.provider.slug ?? target.provider.name,
    model: request.model,
    status: statusOf(reply),
    reason: reasonOf(reply),
    wait_ms: waitMs,
    started_ms: roundMs(sentElapsed - exchange.arrivedElapsed),
    duration_ms: roundMs(deps.clock.elapsed() - sentElapsed),
    upstream_request_id: relay.measured.upstreamHeaders['request-id'] ?? null,
    span_id: deps.newSpanId(),
  };
  outcome.attempts.push(record);
  return { reply, usage: usageOf(relay, exchange), credential, record };
}

async function send(run: Run, request: UpstreamRequest, credential: Header) {
  const { exchange, outcome, deps, to } = run;
  const sentElapsed = deps.clock.elapsed();
  outcome.sentElapsed ??= sentElapsed;
  const keeps = outcome.cache !== null || keepsBodies(exchange, deps);
  const relay = new UntouchedRelay({
    to,
    elapsed: () => deps.clock.elapsed(),
    bounds: boundsOf(run),
    heartbeat: deps.heartbeat,
    onCommit: () => freeQuestion(run, request),
    ...(keeps ? { keep: (bytes: Buffer) => keepRelayed(exchange, outcome, bytes) } : {}),
  });
  outcome.measured = relay.measured;
  const replied = relay.run(deps.transport, {
    method: request.method,
    url: request.url,
    headers: { ...request.headers, [credential[0]]: credential[1] },
    body: request.body,
  });
  keepRequestBody(exchange, outcome, deps);
  return { relay, reply: await replied, sentElapsed };
}

/** A long stream must not hold its question in memory: hundreds of them run at once, each of some hundred KB. */
function freeQuestion({ exchange, document }: Run, request: UpstreamRequest): void {
  letGo(exchange.document);
  letGo(document);
  exchange.body = EMPTY;
  request.body.length = 0;
}

const EMPTY = Buffer.alloc(0);

function boundsOf({ deps, target }: Run): AttemptBounds {
  const { firstByteMs, idleMs, totalMs } = target.settings.timeouts;
  return { firstByteMs: firstByteMs ?? deps.bounds.firstByteMs, idleMs: idleMs ?? deps.bounds.idleMs, totalMs };
}

/** `Authorization` is the caller's upstream credential only when the gateway key came in its own header. */
function callersOwn(exchange: Admitted): string | null {
  const authorization = exchange.headers['authorization'];
  if (authorization === undefined || exchange.headers['x-portkey-api-key'] === undefined) return null;
  return isGatewayKey(exchange.snapshot, authorization) ? null : authorization;
}

function usageOf({ tap, usage }: UntouchedRelay, exchange: Admitted): Usage | null {
  if (!tap.hasUsage) return null;
  if (tap.estimateOutput()) {
    exchange.notes.push(
      'The stream broke before it told its usage: output tokens are estimated from the bytes received.',
    );
  }
  return usage;
}

function statusOf(reply: Reply): number {
  if (reply.kind === 'failure' || reply.kind === 'whole') return reply.status;
  return reply.kind === 'streamed' || reply.kind === 'stream-error' ? 200 : 0;
}

function reasonOf(reply: Reply): string {
  if (reply.kind === 'broken') return reply.reason;
  return reply.kind === 'client-closed' ? 'client_closed' : 'answered';
}

/** Completes an attempt's record with what the upstream said. */
function tell(record: AttemptRecord, reading: FailureReading): void {
  record.status = reading.status;
  record.upstream_request_id = reading.upstreamRequestId ?? record.upstream_request_id;
  if (reading.credentialRefused) record.reason = 'token_refused';
  else if (refusesThinking(reading.message)) record.reason = 'thinking_refused';
  else record.reason = reading.refusal === null ? `status_${reading.status}` : 'beta_refused';
}

/** What may be tried again, and falls through; null for an answer, or for one that is past taking back. */
function failureOf(reply: Reply, { connection, exchange }: Run) {
  const reading = readReply(reply, connection);
  if (reading !== null) return { status: reading.status, reading };
  if (reply.kind === 'broken') return { status: reply.reason === 'timeout' ? TIMEOUT : 0, reading: null };
  const isWrong = reply.kind === 'whole' && !isAnswer(operationOf(exchange), reply.body);
  return isWrong ? { status: BAD_ANSWER, reading: null } : null;
}

/** Contract §2.7: a time-out counts as 408 for retries and fallbacks. */
const TIMEOUT = 408;
const BAD_ANSWER = 502;

interface WhyGivenUp {
  reading: FailureReading | null;
  exhausted: boolean;
}

function giveUp({ outcome, target }: Run, reply: Reply, { reading, exhausted }: WhyGivenUp): void {
  if (exhausted) outcome.retries = -1;
  // A whole answer that is none has begun, but nothing of it has reached the caller.
  if (outcome.measured !== null) outcome.measured.firstByteElapsed = null;
  const error =
    reading !== null
      ? upstreamError(reading, { attempts: outcome.attempts.length, isCallersCredential: !target.provider.isStored })
      : reply.kind === 'broken'
        ? brokenError(reply, target.provider.name)
        : notAnAnswer(target.provider.name);
  outcome.ending = { kind: 'error', error };
}

function conclude({ outcome, target, connection, foreignTurns }: Run, reply: Reply): void {
  // Who hung up may never have been answered: the session is where it was.
  if (reply.kind !== 'client-closed') outcome.foreignTurns = foreignTurns;
  switch (reply.kind) {
    case 'whole':
      outcome.ending = { kind: 'whole', status: reply.status, body: reply.body };
      return;
    case 'streamed':
      outcome.ending =
        reply.end === 'complete'
          ? { kind: 'streamed' }
          : { kind: 'error', error: cutError(reply, { connection, provider: target.provider.name }) };
      return;
    case 'failure':
    case 'stream-error':
    case 'broken':
    case 'client-closed':
      outcome.ending = { kind: 'client-closed' };
  }
}
