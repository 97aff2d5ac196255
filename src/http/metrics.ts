/**
 * `GET /metrics` for Prometheus: without a key from this machine, with a key of the organisation from elsewhere. It shows
 * of providers, models and money, and never of tenants, keys or people.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../kernel/errors.ts';
import { toPrometheus, type Collected } from '../observe/exposition.ts';
import type { MetricNames } from '../observe/metrics.ts';
import type { SessionRequest } from './dashboard/session-cookie.ts';

export interface MetricsDoor {
  /** All metrics, as of now. Never rejects. */
  collect: (names: MetricNames) => Promise<readonly Collected[]>;
  /** Throws GatewayError where the caller is nobody who may see figures of the whole gateway. */
  authorize: (request: SessionRequest) => void;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** false = the request is for something else. Throws GatewayError. */
export function serveMetrics(door: MetricsDoor, request: IncomingMessage, response: ServerResponse): boolean {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  if (url?.pathname !== '/metrics') return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new GatewayError('method_not_allowed', '/metrics can only be read.');
  }
  if (!isFromHere(request)) {
    door.authorize({ method: request.method, header: (name) => request.headers[name]?.toString() });
  }
  const names = url.searchParams.get('names') === 'portkey' ? 'portkey' : 'tollgate';
  void answer(door, { names, response, isHead: request.method === 'HEAD' });
  return true;
}

interface Asked {
  names: MetricNames;
  response: ServerResponse;
  isHead: boolean;
}

async function answer(door: MetricsDoor, { names, response, isHead }: Asked): Promise<void> {
  const text = isHead ? undefined : toPrometheus(await door.collect(names));
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}

/** A proxy on this machine speaks for somebody who may be anywhere. */
function isFromHere({ socket, headers }: IncomingMessage): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
  return LOOPBACK.test(socket.remoteAddress ?? '') && !isForwarded;
}
