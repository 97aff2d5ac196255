/** One attempt at a target: the request is built, gets its credential, is sent, and leaves its record. */
import type { FailureReading, UpstreamRequest } from '../../providers/provider.ts';
import type { AttemptRecord } from '../../storage/ports/log.ts';
import { roundMs } from '../../wire/clock.ts';
import { letGo } from '../../wire/json-edit.ts';
import type { Usage } from '../../wire/usage.ts';
import { isGatewayKey } from '../admit/gateway-key.ts';
import type { Admitted } from '../exchange.ts';
import { keepRelayed, keepRequestBody, keepsBodies } from '../keep-body.ts';
import type { Failure } from '../route/retry.ts';
import type { TargetRun } from '../target-run.ts';
import { buildRequest, operationOf } from './build-request.ts';
import { failureOf } from './classify.ts';
import type { Header } from './credentials/credentials.ts';
import { refusalKey } from './refusals.ts';
import { UntouchedRelay, type AttemptBounds, type Reply } from './relay-untouched.ts';
import { reasonOfFailure } from './repairs.ts';

export interface Attempted {
  reply: Reply;
  /** null = an answer, or one that is past taking back. */
  failure: Failure | null;
  usage: Usage | null;
  /** What it was sent with. */
  credential: Header;
}

/** Throws GatewayError where nothing could be sent. */
export async function attempt(run: TargetRun, waitMs: number): Promise<Attempted> {
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
  const failure = failureOf(reply, { connection, operation: operationOf(exchange) });
  outcome.attempts.push({
    target: target.path,
    provider: target.slug,
    model: request.model,
    ...told(reply, failure?.reading ?? null),
    wait_ms: waitMs,
    started_ms: roundMs(sentElapsed - exchange.arrivedElapsed),
    duration_ms: roundMs(deps.clock.elapsed() - sentElapsed),
    upstream_request_id: failure?.reading?.upstreamRequestId ?? relay.measured.upstreamHeaders['request-id'] ?? null,
    span_id: deps.newSpanId(),
  });
  return { reply, failure, usage: usageOf(relay, exchange), credential };
}

/** In the upstream's own words where it had any. */
function told(reply: Reply, reading: FailureReading | null): Pick<AttemptRecord, 'status' | 'reason'> {
  if (reading !== null) return { status: reading.status, reason: reasonOfFailure(reading) };
  switch (reply.kind) {
    case 'failure':
    case 'whole':
      return { status: reply.status, reason: 'answered' };
    case 'streamed':
    case 'stream-error':
      return { status: 200, reason: 'answered' };
    case 'broken':
      return { status: 0, reason: reply.reason };
    case 'client-closed':
      return { status: 0, reason: 'client_closed' };
  }
}

async function send(run: TargetRun, request: UpstreamRequest, credential: Header) {
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
function freeQuestion({ exchange, document }: TargetRun, request: UpstreamRequest): void {
  letGo(exchange.document);
  letGo(document);
  exchange.body = EMPTY;
  request.body.length = 0;
}

const EMPTY = Buffer.alloc(0);

function boundsOf({ deps, target }: TargetRun): AttemptBounds {
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
