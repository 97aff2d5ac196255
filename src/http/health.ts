/** `GET /v1/health`, `GET /v1/ready`, and other probes without a key: Claude Code's `HEAD /` and `HEAD /api/hello`, and load balancers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBE_PATHS } from '../clients/claude-code.ts';
import type { Degradation } from '../observe/degradations.ts';
import { pathOf } from './data-plane/data-plane.ts';

export interface HealthDoor {
  /** What is degraded at the moment. */
  degradations: () => readonly Degradation[];
  /** What happens to a request that cannot be logged. */
  whenUnlogged: 'serve' | 'refuse';
}

/** What load balancers ask. */
const READY_PATH = '/v1/ready';

const OPEN_PATHS: ReadonlySet<string> = new Set([...PROBE_PATHS, '/v1/health']);

/**
 * True where it answered. The status is 200 as long as requests are answered: a gateway that is taken out of service for a full
 * disk could not show that it has room again.
 */
export function serveHealth(
  { degradations, whenUnlogged }: HealthDoor,
  { request, response, isReady }: { request: IncomingMessage; response: ServerResponse; isReady: boolean },
): boolean {
  const path = pathOf(request.url ?? '/');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && path === READY_PATH) return answerReady({ request, response, isReady });
  if (!isRead || !OPEN_PATHS.has(path)) return false;
  const found = degradations().map((degradation) => ({
    ...degradation,
    since: new Date(degradation.since).toISOString(),
  }));
  const status = found.length === 0 ? 'ok' : 'degraded';
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    request.method === 'HEAD'
      ? undefined
      : JSON.stringify({ status, service: 'tollgate', troubles: found, when_unlogged: whenUnlogged }),
  );
  return true;
}

/**
 * 503 from the moment a process is told to end: a load balancer then sends new requests elsewhere, while this one still
 * answers those that come. A degraded process is ready: what is degraded (the log, Valkey) is mostly so at every other one.
 */
function answerReady({
  request,
  response,
  isReady,
}: {
  request: IncomingMessage;
  response: ServerResponse;
  isReady: boolean;
}): true {
  response.writeHead(isReady ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify({ status: isReady ? 'ready' : 'draining' }));
  return true;
}
