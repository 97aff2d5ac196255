/** The one listener: the data plane first, then the dashboard, the few open paths, the admin API, and a 404 that helps. */
import type { Duplex } from 'node:stream';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from '../observe/logger.ts';
import type { TurnedAway } from '../observe/turned-away.ts';
import { GatewayError, toGatewayError } from '../kernel/errors.ts';
import { maskText, NOTHING_KNOWN, type KnownSecrets } from '../kernel/secrets/mask.ts';
import type { AdminApp } from './admin/app.ts';
import type { DashboardPages } from './dashboard/pages.ts';
import { discardBody } from './discard-body.ts';
import { createHttp2Connections, type Http2Connections, type Http2Options } from './http2/connections.ts';
import { serveHealth, type HealthDoor } from './health.ts';
import { serveMetrics, type MetricsDoor } from './metrics.ts';
import { pathOf, type DataPlane } from './data-plane/data-plane.ts';
import { nearestRoute } from './data-plane/routes.ts';
import { answerModelConfig } from './model-configs.ts';
import { ERRORS_WITHOUT_PATH, errorsOfStray } from '../gateway/endpoints/endpoints.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import { renderError } from './render-error.ts';
import type { Visitors } from './visitor.ts';
import type { VisitorLimits } from './visitor-limits.ts';

export interface HttpServerOptions extends HealthDoor {
  dataPlane: DataPlane;
  admin: AdminApp;
  logger: Logger;
  newId: (kind: 'request') => string;
  /** The keys that no answer to a request with these headers may repeat. */
  knownKeys: (headers: RequestHeaders) => KnownSecrets;
  turnedAway: TurnedAway;
  visitors: Visitors;
  limits: VisitorLimits;
  /**
   * How long a connection may be idle, ms: longer than clients and load balancers keep theirs, so that the other side closes
   * first. Whoever sends a request just as we close loses it.
   */
  keepAliveMs: number;
  /** The catalog's platform of a provider by its id, as `vertex-ai`; undefined = there is no such provider. */
  platformOf: (providerId: string) => string | undefined;
  metrics: MetricsDoor;
  /** null = plain HTTP. */
  tls?: ServerTls | null;
  /** Further apps, each with the paths that are its own. Asked before the dashboard's pages. */
  apps?: readonly PathApp[];
  /** The dashboard's files; absent where there is none. */
  pages?: DashboardPages;
  /** Starts a one-shot timer; returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
}

/** By what an app says whether a request is its own. */
const factsOf = ({ method = '', headers }: IncomingMessage, path: string) => ({
  method,
  path,
  contentType: headers['content-type'] ?? '',
});

/** TLS on our own port. */
export interface ServerTls {
  pair: { cert: Buffer; key: Buffer };
  /** Calls with each pair that takes the place of the one before. Returns what ends it. */
  watch(apply: (pair: ServerTls['pair']) => void): () => void;
}

export interface PathApp {
  serves: (request: { method: string; path: string; contentType: string }) => boolean;
  app: Pick<AdminApp, 'fetch'>;
}

export interface HttpServer {
  /** Resolves with the port. Rejects with a GatewayError-free Error when the address cannot be had. */
  listen(port: number, host: string): Promise<number>;
  /** Goes on answering, but `GET /v1/ready` says 503, and each answer ends its connection: load balancers go elsewhere. */
  leave(): void;
  /** Takes no more connections; running requests go on. */
  close(): Promise<void>;
  /** Cuts what is still running. */
  cut(): void;
}

const MAX_HEADER_BYTES = 64 * 1024;
/** Of the one path that is a WebSocket. */
const REALTIME = '/v1/realtime';
const HEADERS_TIMEOUT_MS = 30_000;
const ADMIN_BODY_MS = 30_000;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { admin } = options;
  const adminListener = listenerOf(admin);
  const apps = (options.apps ?? []).map(({ serves, app }) => ({ serves, listener: listenerOf(app) }));
  const readiness = { isReady: true };
  const serve = routeBy(options, { adminListener, apps, readiness });
  const refuseExpectation: RequestListener = (request, response) =>
    refuse(options, { request, response }, UNKNOWN_EXPECTATION);
  const server = openServer(options, serve);
  const http2 = http2Beside(options, { serve, refuseExpectation });
  const endWatch = options.tls?.watch((pair) => {
    if ('setSecureContext' in server) server.setSecureContext(pair);
  });
  server.on('connection', (socket: Socket) => admitConnection(options, socket));
  server.on('checkExpectation', refuseExpectation);
  // Node does not count them among its connections any more.
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
    options.dataPlane.upgrade(request, socket, head);
  });
  server.on('clientError', (error, socket) => {
    if (!http2.takeOver(error, socket)) refuseConnection(options, error, socket);
  });
  return {
    listen: (port, host) => listen(server, port, host),
    leave() {
      readiness.isReady = false;
      http2.leave();
    },
    close: () =>
      new Promise((resolve) => {
        endWatch?.();
        server.close(() => resolve());
        server.closeIdleConnections();
        http2.close();
      }),
    cut() {
      http2.cut();
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    },
  };
}

interface Routes {
  adminListener: Listener;
  apps: readonly { serves: PathApp['serves']; listener: Listener }[];
  readiness: { readonly isReady: boolean };
}

/** Who answers a request, whichever HTTP it came by. */
function routeBy(options: HttpServerOptions, { adminListener, apps, readiness }: Routes): RequestListener {
  const { admin } = options;
  return (request, response) => {
    if (!readiness.isReady) response.shouldKeepAlive = false;
    if (request.headers.host === undefined && request.httpVersion === '1.1') {
      return refuse(options, { request, response }, NO_HOST);
    }
    if (options.dataPlane.serve(request, response)) return;
    const path = pathOf(request.url ?? '/');
    const facts = factsOf(request, path);
    const own = apps.find(({ serves }) => serves(facts));
    if (own !== undefined) return serveApp(options, { request, response }, own.listener);
    if (options.pages?.serve(request, response) === true) return;
    if (serveWithoutKey(options, { request, response, isReady: readiness.isReady })) return;
    if (!isAdminPath(admin, path)) {
      if (options.dataPlane.serveUnknown(request, response)) return;
      // Before it is cut: half of a key would not be known.
      const shown = maskText(path, knownKeysOf(options, request));
      return refuse(options, { request, response }, notFound(request, shown));
    }
    serveApp(options, { request, response }, adminListener);
  };
}

function http2Beside(
  options: HttpServerOptions,
  listeners: Pick<Http2Options, 'serve' | 'refuseExpectation'>,
): Http2Connections {
  return createHttp2Connections({
    ...listeners,
    maxHeaderBytes: MAX_HEADER_BYTES,
    headersMs: HEADERS_TIMEOUT_MS,
    idleMs: options.keepAliveMs,
    after: options.after,
    admit: (address) => takePlace(options, address),
  });
}

function openServer({ keepAliveMs, tls }: HttpServerOptions, serve: RequestListener) {
  const bounds = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: 0,
    keepAliveTimeout: keepAliveMs,
    // Node would refuse such a request without a word.
    requireHostHeader: false,
    // Any other request that would upgrade its connection is answered as it is.
    shouldUpgradeCallback: ({ headers, url }: IncomingMessage) =>
      headers.upgrade?.toLowerCase() === 'websocket' && pathOf(url ?? '/').endsWith(REALTIME),
  };
  if (!tls) return createServer(bounds, serve);
  const secure = { ...tls.pair, minVersion: 'TLSv1.2' as const, ALPNProtocols: ['h2', 'http/1.1'] };
  return createTlsServer({ ...bounds, ...secure }, serve);
}

type Listener = ReturnType<typeof listenerOf>;

function listenerOf(app: PathApp['app']) {
  return getRequestListener((request, { incoming }) => app.fetch(request, { incoming }), {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
  });
}

function serveApp(options: HttpServerOptions, { request, response }: Asked, listener: Listener): void {
  response.once('finish', () => discardBody(request, options.after));
  boundBody(options, request);
  void listener(request, response);
}

/** More than an address may have are closed without a word: an answer to each would cost what the bound is to save. */
function admitConnection(options: HttpServerOptions, socket: Socket): void {
  const end = takePlace(options, socket.remoteAddress ?? 'unknown');
  if (end === false) socket.destroy();
  else socket.once('close', end);
}

/** Of a connection, or of a request of HTTP/2, of which one connection has many at once. */
function takePlace({ limits, turnedAway, visitors }: HttpServerOptions, address: string): (() => void) | false {
  // A proxy has the connections of everybody behind it.
  if (visitors.isProxy(address)) return () => undefined;
  const end = limits.connect(address);
  if (end === false) turnedAway.count('too_many_connections', { address, forwardedFor: [] });
  return end;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** What nobody needs a key for, or not from everywhere. true where it answered. */
function serveWithoutKey(options: HttpServerOptions, asked: Asked & { isReady: boolean }): boolean {
  return serveHealth(options, asked) || serveModelConfig(options, asked) || tellMetrics(options, asked);
}

/** Prices are public: clients that show costs read them without a key. */
function serveModelConfig({ platformOf }: HttpServerOptions, { request, response }: Asked): boolean {
  if (request.method !== 'GET') return false;
  const answer = answerModelConfig(pathOf(request.url ?? '/'), platformOf);
  if (answer === null) return false;
  response.writeHead(answer.status, { 'content-type': 'application/json', 'cache-control': 'max-age=3600' });
  response.end(answer.body);
  return true;
}

/** true where it answered. */
function tellMetrics(options: HttpServerOptions, { request, response }: Asked): boolean {
  try {
    return serveMetrics(options.metrics, request, response);
  } catch (thrown) {
    refuse(options, { request, response }, toGatewayError(thrown));
    return true;
  }
}

/** An admin body that trickles in must not hold its connection for ever. */
function boundBody({ after }: HttpServerOptions, request: IncomingMessage): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const cancel = after(ADMIN_BODY_MS, () => request.destroy());
  request.once('close', cancel);
  request.once('end', cancel);
}

/** Read from the routes themselves, so that there is no second list to keep. */
function isAdminPath(admin: AdminApp, path: string): boolean {
  const first = (text: string): string => text.split('/')[2] ?? '';
  return path.startsWith('/v1/') && admin.routes.some((route) => first(route.path) === first(path));
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
}

function notFound({ method = '' }: IncomingMessage, path: string): GatewayError {
  return new GatewayError('not_found', `Tollgate serves nothing at ${method} ${path.slice(0, 200)}.`, {
    hint: nearestRoute(method, path),
  });
}

const knownKeysOf = ({ knownKeys }: HttpServerOptions, { headers }: IncomingMessage): KnownSecrets =>
  knownKeys(headers as RequestHeaders);

/** RFC 9112 §3.2. */
const NO_HOST = new GatewayError('invalid_request', 'The request has no Host header, which HTTP/1.1 requires.');
/** RFC 9110 §10.1.1. */
const UNKNOWN_EXPECTATION = new GatewayError('invalid_header', 'Expect: Tollgate knows 100-continue only.', {
  status: 417,
  hint: 'Leave the header out.',
});

/** A request that neither plane gets to see. */
function refuse(options: HttpServerOptions, { request, response }: Asked, error: GatewayError): void {
  const { newId, logger, after, turnedAway, visitors } = options;
  const path = pathOf(request.url ?? '/');
  const id = newId('request');
  const known = knownKeysOf(options, request);
  const errors = errorsOfStray(path, request.headers as RequestHeaders);
  const { status, headers, body } = renderError(error, { errors, id, known });
  turnedAway.count(error.code, visitors.of(request));
  logger.debug('A request was refused.', {
    id,
    method: request.method,
    path: maskText(path, known).slice(0, 200),
    code: error.code,
  });
  response.once('finish', () => discardBody(request, after));
  response.writeHead(status, headers);
  response.end(body);
}

/** What node:http refuses before there is a request: the answer is written by hand, and the connection ends. */
function refuseConnection({ newId, logger, turnedAway }: HttpServerOptions, error: Error, socket: Duplex): void {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const known = CONNECTION_REFUSALS[code];
  const refusal = known ?? new GatewayError('invalid_request', 'This is not valid HTTP.');
  const id = newId('request');
  const { status, headers, body } = renderError(refusal, { errors: ERRORS_WITHOUT_PATH, id, known: NOTHING_KNOWN });
  const address = (socket instanceof Socket ? socket.remoteAddress : undefined) ?? 'unknown';
  const line = { id, code, address };
  if (known !== undefined) logger.warn('A connection was refused.', line);
  else {
    logger.debug('A connection was refused.', line);
    // Node's own code says more to an operator than ours, such as HPE_INVALID_METHOD of a client that speaks TLS.
    turnedAway.count(code === '' ? refusal.code : code, { address, forwardedFor: [] });
  }
  const lines = [`HTTP/1.1 ${status} Refused`, 'connection: close', `content-length: ${Buffer.byteLength(body)}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * What may happen to an honest client, who will ask by its id. So each has a line of its own, and costs whoever provokes it
 * 64 KiB or a minute.
 */
const CONNECTION_REFUSALS: Readonly<Record<string, GatewayError>> = {
  HPE_HEADER_OVERFLOW: new GatewayError(
    'headers_too_large',
    `The request headers are larger than ${MAX_HEADER_BYTES / 1024} KiB.`,
    {
      hint: 'An inline config belongs into a saved one: x-portkey-config takes its slug.',
    },
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new GatewayError('body_timeout', 'The request headers came too slowly.'),
};
