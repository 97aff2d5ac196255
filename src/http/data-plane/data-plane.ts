/** The data plane's door: a raw node:http request in, an exchange for the gateway out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Client } from '../../gateway/client.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { GatewayDeps } from '../../gateway/dependencies.ts';
import type { Arrived, Route, Trace } from '../../gateway/exchange.ts';
import { KEY_HEADERS } from '../../gateway/admit/gateway-key.ts';
import { handle } from '../../gateway/pipeline.ts';
import type { SnapshotHolder } from '../../gateway/snapshot/swap.ts';
import type { TurnedAway } from '../../observe/turned-away.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { BodyBudget } from '../body-budget.ts';
import type { VisitorLimits } from '../visitor-limits.ts';
import { readHeaderText } from '../header-text.ts';
import { SocketClient } from './socket-client.ts';
import { NodeClient, type BodyBounds } from './node-client.ts';
import { findRoute, findUnknown } from './routes.ts';
import type { Visitors } from '../visitor.ts';

export interface DataPlaneOptions {
  deps: GatewayDeps;
  snapshots: SnapshotHolder;
  bodyBounds: BodyBounds;
  after: (ms: number, run: () => void) => () => void;
  newId: (kind: 'request' | 'trace' | 'span') => string;
  turnedAway: TurnedAway;
  visitors: Visitors;
  limits: VisitorLimits;
  budget: BodyBudget;
}

export interface DataPlane {
  /** True when the path was the data plane's, and the answer is under way. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** Takes a connection that is to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The same for a path that nobody serves: one under `/v1` is passed on to the caller's provider. */
  serveUnknown(request: IncomingMessage, response: ServerResponse): boolean;
  /** The gateway's own request on behalf of a running one. Resolves when its log row is written. */
  handleOwn(arrived: Arrived): Promise<void>;
  /** From now on new requests get 503; resolves when the running ones have ended. */
  drain(): Promise<void>;
  /** Requests and streams that run at the moment. */
  running(): number;
}

export function createDataPlane(given: DataPlaneOptions): DataPlane {
  const options = { ...given, bodyBounds: boundsWithin(given) };
  let running = 0;
  let isDraining = false;
  const drained = Promise.withResolvers<void>();
  const tellDrained = (): void => {
    if (isDraining && running === 0) drained.resolve();
  };
  const run = async (exchange: Arrived): Promise<void> => {
    running += 1;
    try {
      await handle(exchange, options.deps);
    } finally {
      running -= 1;
      tellDrained();
    }
  };
  const serveBy = (find: typeof findRoute, request: IncomingMessage, response: ServerResponse): boolean => {
    const url = request.url ?? '/';
    const path = pathOf(url);
    const route = find(request.method ?? '', path);
    if (route === null) return false;
    const open = clientOver(options, { request, response, route, url });
    const exchange = arrive(options, { request, route, url, open });
    if (isDraining) {
      exchange.client.fail(new GatewayError('shutting_down', 'This gateway is shutting down.', { retryAfter: 1 }), {});
      return true;
    }
    void run(exchange);
    return true;
  };
  return {
    handleOwn: run,
    serve: (request, response) => serveBy(findRoute, request, response),
    upgrade(request, socket, head) {
      const url = request.url ?? '/';
      const route = findRoute(request.method ?? '', pathOf(url));
      if (route === null || isDraining) return void socket.destroy();
      const open = socketClientOver(options, { request, socket, head, route });
      void run(arrive(options, { request, route, url, open }));
    },
    serveUnknown: (request, response) => hasKey(request) && serveBy(findUnknown, request, response),
    drain() {
      isDraining = true;
      tellDrained();
      return drained.promise;
    },
    running: () => running,
  };
}

type OpenClient = Incoming['open'];

function clientOver(
  { deps, bodyBounds: bounds, after, turnedAway, limits, visitors, budget }: DataPlaneOptions,
  { request, response, route, url }: { request: IncomingMessage; response: ServerResponse; route: Route; url: string },
): OpenClient {
  return (id, headers) =>
    new NodeClient({
      request,
      response,
      errors: route.endpoint.errorsFor(headers),
      framing: route.endpoint.framing?.(url) ?? null,
      id,
      bounds,
      heartbeat: deps.heartbeat,
      elapsed: deps.clock.elapsed,
      after,
      turnedAway,
      visitors,
      limits,
      budget,
    });
}

function socketClientOver(
  { turnedAway, limits, visitors }: DataPlaneOptions,
  { request, socket, head, route }: { request: IncomingMessage; socket: Duplex; head: Buffer; route: Route },
): OpenClient {
  return (id, headers) =>
    new SocketClient({
      request,
      socket,
      head,
      errors: route.endpoint.errorsFor(headers),
      id,
      turnedAway,
      limits,
      visitors,
    });
}

/** Without a key, a wrong path gets its own error. */
const hasKey = ({ headers }: IncomingMessage): boolean => KEY_HEADERS.some((name) => headers[name] !== undefined);

/** What is larger than the memory for all bodies is too large: to wait for room would help nobody. */
function boundsWithin({ bodyBounds, budget }: DataPlaneOptions): BodyBounds {
  return { ...bodyBounds, maxBytes: Math.min(bodyBounds.maxBytes, budget.maxBytes) };
}

export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

interface Incoming {
  request: IncomingMessage;
  route: Route;
  url: string;
  /** The caller's side of it. */
  open: (id: string, headers: RequestHeaders) => Client;
}

function arrive(options: DataPlaneOptions, { request, route, url, open }: Incoming): Arrived {
  const { deps, snapshots, newId } = options;
  const headers = readHeaders(request);
  const id = newId('request');
  const method = request.method ?? '';
  return {
    id,
    arrivedAt: deps.clock.now(),
    arrivedElapsed: deps.clock.elapsed(),
    method,
    url,
    pathname: pathOf(url),
    route,
    headers,
    client: open(id, headers),
    trace: readTrace(headers, newId, `${method} ${pathOf(url)}`),
    snapshot: snapshots.current,
    notes: [],
  };
}

/** Node has joined repeated headers already, and lists only `set-cookie` as an array. */
function readHeaders(request: IncomingMessage): RequestHeaders {
  const headers = request.headers as RequestHeaders;
  let decoded: Record<string, string | undefined> | null = null;
  for (const [name, value] of Object.entries(headers)) {
    const text = typeof value === 'string' ? readHeaderText(value) : value;
    if (text !== value) (decoded ??= { ...headers })[name] = text;
  }
  return decoded ?? headers;
}

/** The contract's headers win over W3C `traceparent` (contract#traces). */
function readTrace(headers: RequestHeaders, newId: DataPlaneOptions['newId'], name: string): Trace {
  const [, traceId, parentId] = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-/.exec(headers['traceparent'] ?? '') ?? [];
  return {
    traceId: bounded(headers['x-portkey-trace-id']) ?? traceId ?? newId('trace'),
    spanId: bounded(headers['x-portkey-span-id']) ?? newId('span'),
    parentSpanId: bounded(headers['x-portkey-parent-span-id']) ?? parentId ?? null,
    spanName: bounded(headers['x-portkey-span-name']) ?? name,
  };
}

const MAX_ID_CHARACTERS = 256;

function bounded(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text.slice(0, MAX_ID_CHARACTERS);
}
