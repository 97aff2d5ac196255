/** Runs the plan: target after target, attempt after attempt, until one reply is the answer. Decisions are in route/. */
import type { Connection, FailureReading, UpstreamRequest } from '../providers/provider.ts';
import { roundMs } from '../wire/clock.ts';
import { GatewayError } from '../wire/errors.ts';
import type { Usage } from '../wire/usage.ts';
import { isGatewayKey } from './admit/gateway-key.ts';
import { answerHeaders } from './answer-headers.ts';
import type { GatewayDeps } from './dependencies.ts';
import { keepRelayed, keepRequestBody, keepsBodies } from './keep-body.ts';
import type { Admitted } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import { nextTarget, type Target } from './route/plan.ts';
import { decide, type Repairs } from './route/retry.ts';
import { buildRequest, operationOf } from './send/build-request.ts';
import { brokenError, cutError, isAnswer, notAnAnswer, readReply, upstreamError } from './send/classify.ts';
import type { Header } from './send/credentials/credentials.ts';
import { UntouchedRelay, type Reply } from './send/relay-untouched.ts';

/** Fills in `outcome`. Throws GatewayError where no attempt could be made at all. */
export async function runAttempts(exchange: Admitted, outcome: Outcome, deps: GatewayDeps): Promise<void> {
  for (let tried = 0; ; tried += 1) {
    const target = nextTarget(exchange.plan, tried);
    if (target === null) return;
    outcome.target = target;
    await runTarget({ exchange, outcome, deps, target, connection: usable(target) });
    if (outcome.ending.kind !== 'error') return;
  }
}

interface Run {
  exchange: Admitted;
  outcome: Outcome;
  deps: GatewayDeps;
  target: Target;
  connection: Connection;
}

function usable({ provider, slug }: Target): Connection {
  if (!('problem' in provider.connection)) return provider.connection;
  throw new GatewayError(
    'provider_unusable',
    `The provider "@${slug}" cannot be used. ${provider.connection.problem}`,
    {
      hint: 'This is for whoever runs the gateway: open the integration and save it again.',
    },
  );
}

/** Attempts at one target: the first, and at most one more for each kind of repair. */
async function runTarget(run: Run): Promise<void> {
  const { exchange, outcome, deps, target, connection } = run;
  // Who asks for its own beta header to be sent untouched gets the upstream's answer to it.
  const repairs: Repairs = { credential: false, request: target.forwardHeaders.includes('anthropic-beta') };
  for (;;) {
    const refusalKey = `${target.provider.integrationId} ${target.model}`;
    const request = buildRequest(exchange, target, {
      connection,
      facts: deps.catalog.factsFor(target.provider.provider.platform, target.model),
      refused: deps.refusals.recall(refusalKey),
    });
    outcome.request = request;
    const credential = await deps.credentials.headerFor(connection.auth, callersOwn(exchange));
    const { reply, usage, record } = await attempt(run, request, credential);
    const reading = readReply(reply, connection);
    if (reading === null) {
      conclude(run, reply, usage);
      return;
    }
    record(reading);
    const decision = decide(reading, repairs);
    switch (decision.action) {
      case 'answer':
        outcome.ending = { kind: 'error', error: upstreamError(reading, { attempts: outcome.attempts.length }) };
        return;
      case 'repair-credential':
        repairs.credential = true;
        deps.credentials.drop(connection.auth, credential);
        break;
      case 'repair-request':
        repairs.request = true;
        learn(run, refusalKey, reading);
    }
  }
}

function learn({ exchange, deps }: Run, refusalKey: string, reading: FailureReading): void {
  if (reading.refusal === null) return;
  deps.refusals.learn(refusalKey, reading.refusal);
  const names = [...reading.refusal.betas, ...reading.refusal.fields].join(', ');
  exchange.notes.push(`The upstream refused ${names}: sent again without, and left out for the next hour.`);
}

/** `Authorization` is the caller's upstream credential only when the gateway key came in its own header. */
function callersOwn(exchange: Admitted): string | null {
  const authorization = exchange.headers['authorization'];
  if (authorization === undefined || exchange.headers['x-portkey-api-key'] === undefined) return null;
  return isGatewayKey(exchange.snapshot, authorization) ? null : authorization;
}

interface Attempted {
  reply: Reply;
  usage: Usage | null;
  /** Completes the attempt's record with the failure's reading. */
  record: (reading: FailureReading) => void;
}

async function attempt(run: Run, request: UpstreamRequest, credential: Header): Promise<Attempted> {
  const { exchange, outcome, deps, target } = run;
  const { clock, bounds, heartbeat } = deps;
  const sentElapsed = clock.elapsed();
  outcome.sentElapsed ??= sentElapsed;
  const keeps = keepsBodies(exchange, deps);
  const relay = new UntouchedRelay({
    client: exchange.client,
    stream: exchange.stream,
    elapsed: () => clock.elapsed(),
    bounds: { ...bounds, firstByteMs: target.requestTimeoutMs ?? bounds.firstByteMs },
    heartbeat,
    startHeaders: (upstream) => answerHeaders(exchange, outcome, upstream),
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
  const reply = await replied;

  const span = {
    target: target.path,
    provider: target.slug,
    model: request.model,
    status: statusOf(reply),
    reason: reply.kind === 'broken' ? reply.reason : reply.kind === 'client-closed' ? 'client_closed' : 'answered',
    wait_ms: 0,
    started_ms: roundMs(sentElapsed - exchange.arrivedElapsed),
    duration_ms: roundMs(clock.elapsed() - sentElapsed),
    upstream_request_id: relay.measured.upstreamHeaders['request-id'] ?? null,
    span_id: newSpanId(deps),
  };
  outcome.attempts.push(span);
  const hasStreamUsage = relay.tap.hasUsage;
  if (hasStreamUsage && relay.tap.estimateOutput()) {
    exchange.notes.push(
      'The stream broke before it told its usage: output tokens are estimated from the bytes received.',
    );
  }
  return {
    reply,
    usage: hasStreamUsage ? relay.usage : null,
    record(reading) {
      span.status = reading.status;
      span.reason = reading.credentialRefused
        ? 'token_refused'
        : reading.refusal === null
          ? `status_${reading.status}`
          : 'beta_refused';
      span.upstream_request_id = reading.upstreamRequestId ?? span.upstream_request_id;
    },
  };
}

function statusOf(reply: Reply): number {
  if (reply.kind === 'failure' || reply.kind === 'whole') return reply.status;
  return reply.kind === 'streamed' || reply.kind === 'stream-error' ? 200 : 0;
}

/** A reply that is no readable failure: it was the answer, or there is nothing more to try. */
function conclude({ exchange, outcome, target, connection }: Run, reply: Reply, usage: Usage | null): void {
  outcome.usage = usage;
  switch (reply.kind) {
    case 'whole':
      outcome.ending = isAnswer(operationOf(exchange), reply.body)
        ? { kind: 'whole', status: reply.status, body: reply.body }
        : { kind: 'error', error: notAnAnswer(target.slug) };
      return;
    case 'streamed':
      outcome.ending =
        reply.end === 'complete'
          ? { kind: 'streamed' }
          : { kind: 'error', error: cutError(reply, { connection, slug: target.slug }) };
      return;
    case 'broken':
      outcome.ending = { kind: 'error', error: brokenError(reply, target.slug) };
      return;
    case 'client-closed':
    case 'failure':
    case 'stream-error':
      outcome.ending = { kind: 'client-closed' };
  }
}

function newSpanId({ random }: GatewayDeps): string {
  return Array.from({ length: 4 }, () =>
    Math.floor(random() * 0x10000)
      .toString(16)
      .padStart(4, '0'),
  ).join('');
}
