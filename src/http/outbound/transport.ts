/** Outbound requests over undici's dispatcher: no redirects, no fetch, every address behind the SSRF guard. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Agent, buildConnector, Pool, type Dispatcher } from 'undici';
import { lengthOf } from '../../wire/json/edit.ts';
import type { BodySource } from '../../gateway/client.ts';
import type { Flow, OutboundRequest, Receiver, Transport } from '../../gateway/transport.ts';
import { readHeaderText, writeHeaderTexts } from '../header-text.ts';
import { UpstreamConnection, type TravellingOptions } from './connection.ts';
import { openDecoding, type Decoding, type DecodingSink } from './decode.ts';
import {
  createProxyChoice,
  NO_EGRESS_PROXY,
  type ChooseProxy,
  type EgressProxy,
  type EgressSettings,
} from './proxy.ts';
import { openTunnel } from './tunnel.ts';
import { notAllowed, type UrlGuard } from './url-guard.ts';

/** Below this the pieces are cheaper to copy into one buffer than to write one by one. */
const JOIN_BELOW_BYTES = 64 * 1024;
/** The high-water mark of a socket is 64 KiB, and its drain is waited for from there on. */
const FILLS_SOCKET_BYTES = 64 * 1024;
const MAX_KNOWN_ORIGINS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Of connections that wait for the next request. */
const KEEP_ALIVE_MS = 30_000;
/**
 * A kept connection that the upstream had closed before the request came answers it with a reset, one round trip after the
 * request left; a notice that was on its way takes less. Nothing can have worked on a request whose connection breaks by
 * then. This much more is for the kernels at both ends and for the turn of the event loop.
 */
const UNREAD_MS = 20;
/** On busy machines the same notice is heard later, as would be one from an upstream that read the request and died. */
const UNCERTAIN_MS = 100;
const MAX_ROUND_TRIP_MS = 250;

export interface OutboundTransport extends Transport {
  close(): Promise<void>;
}

export interface TransportOptions {
  guard: UrlGuard;
  /** Monotonic ms. */
  elapsed: () => number;
  /** Absent = every upstream is reached directly. */
  egress?: EgressSettings;
  /** At most, to one origin. */
  connections?: number;
}

export function createTransport(options: TransportOptions): OutboundTransport {
  const { guard, elapsed } = options;
  const proxyFor = createProxyChoice(options.egress ?? NO_EGRESS_PROXY);
  const toUpstream = openLines(connectUpstream(guard, proxyFor), options);
  // The operator named it, so that it may be anywhere.
  const toProxy = openLines(buildConnector({ timeout: CONNECT_TIMEOUT_MS, keepAlive: true }), options);
  const refusalOf = rememberRefusals(guard);
  return {
    send(request, receiver) {
      const refusal = refusalOf(request.url);
      if (refusal !== null) {
        receiver.failed(notAllowed(refusal));
        return () => undefined;
      }
      // An https upstream is reached through a tunnel, which is a connection like any other.
      const proxy = request.url.startsWith('https:') ? null : proxyFor(request.url);
      const sending = new Sending({
        lines: proxy === null ? toUpstream : toProxy,
        way: proxy === null ? wayOf(request) : wayOverProxy(request, proxy),
        request,
        receiver,
        elapsed,
      });
      if (proxy === null) sending.send();
      else void sendToName(guard, sending, { request, receiver });
      return sending.abort;
    },
    async close() {
      await Promise.all([toUpstream, toProxy].flatMap(({ kept, fresh }) => [kept.close(), fresh.close()]));
    },
  };
}

/** A proxy resolves the name itself: what this machine knows of it is judged before the proxy is asked. */
async function sendToName(guard: UrlGuard, sending: Sending, { request, receiver }: Addressed): Promise<void> {
  try {
    await guard.checkName(new URL(request.url).hostname.replace(/^\[|\]$/g, ''));
  } catch (error) {
    if (!sending.isOver) receiver.failed(toError(error));
    return;
  }
  if (!sending.isOver) sending.send();
}

type Addressed = Pick<SendingParts, 'request' | 'receiver'>;

function rememberRefusals(guard: UrlGuard): (url: string) => string | null {
  const refusals = new Map<string, string | null>();
  return (url) => {
    const origin = url.slice(0, originEnd(url));
    let refusal = refusals.get(origin);
    if (refusal === undefined) {
      refusal = guard.refusal(origin);
      if (refusals.size >= MAX_KNOWN_ORIGINS) refusals.clear();
      refusals.set(origin, refusal);
    }
    return refusal;
  };
}

/** Two ways to the same places: over connections that are kept, and over one that is opened for this request alone. */
interface Lines {
  kept: Agent;
  fresh: Agent;
}

function openLines(connect: buildConnector.connector, { elapsed, connections = 1024 }: TransportOptions): Lines {
  const agent = (more: { maxRequestsPerClient?: number }): Agent => {
    const options = {
      ...more,
      connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The gateway's own heartbeat keeps the deadlines.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    return new Agent({
      factory: (origin) =>
        new Pool(origin, {
          ...options,
          factory: (url) => new UpstreamConnection(url, { ...options, connect, elapsed }),
        }),
    });
  };
  return { kept: agent({}), fresh: agent({ maxRequestsPerClient: 1 }) };
}

/** Opens connections to upstreams, directly or by CONNECT through the proxy; each address passes the guard. */
function connectUpstream(guard: UrlGuard, proxyFor: ChooseProxy): buildConnector.connector {
  const options = { timeout: CONNECT_TIMEOUT_MS, keepAlive: true };
  const direct = buildConnector({ ...options, lookup: guard.lookup });
  const inTunnel = buildConnector(options);
  const openTunnelFor = async (hostname: string, port: string, proxy: EgressProxy): Promise<Socket> => {
    await guard.checkName(hostname);
    return openTunnel(proxy, { hostname, port }, CONNECT_TIMEOUT_MS);
  };
  return (target, callback) => {
    const port = target.port === '' ? '443' : target.port;
    const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
    const proxy = target.protocol === 'https:' ? proxyFor(`https://${host}:${port}`) : null;
    if (proxy === null) return direct(target, callback);
    const isOpen = (httpSocket: Socket): void => inTunnel({ ...target, httpSocket }, callback);
    const failed = (error: unknown): void => callback(toError(error), null);
    openTunnelFor(target.hostname, port, proxy).then(isOpen, failed);
  };
}

/** Where a request is sent, and what is written in its first line. */
interface Way {
  origin: string;
  path: string;
  headers: Record<string, string>;
}

function wayOf({ url, headers }: OutboundRequest): Way {
  const end = originEnd(url);
  return { origin: url.slice(0, end), path: url.slice(end) || '/', headers };
}

/** RFC 9112 §3.2.2: a proxy is given the whole URL. */
function wayOverProxy({ url, headers }: OutboundRequest, { origin, authorization }: EgressProxy): Way {
  return {
    origin,
    path: url,
    headers: {
      ...headers,
      host: new URL(url).host,
      ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
    },
  };
}

interface SendingParts {
  lines: Lines;
  way: Way;
  request: OutboundRequest;
  receiver: Receiver;
  elapsed: () => number;
}

/** One request on its way, and its answer. */
class Sending implements Dispatcher.DispatchHandler, Flow, DecodingSink {
  readonly #parts: SendingParts;
  #controller: Dispatcher.DispatchController | null = null;
  #connection: UpstreamConnection | null = null;
  #decoding: Decoding | null = null;
  /** Of a request that became a WebSocket. */
  #socket: Duplex | null = null;
  #isOver = false;
  #isAnswered = false;
  #isSentAgain = false;
  /** Monotonic ms at which the whole request had been handed to the connection; null = not yet. */
  #handedOverElapsed: number | null = null;
  /** Why a compressed answer broke off, while what came before is still being decoded. */
  #brokenBy: Error | null = null;
  #arrived: Buffer[] = [];

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  send(): void {
    const { lines, way, request } = this.#parts;
    const { source } = request;
    const length = source === undefined ? lengthOf(request.body) : source.length;
    if (request.isUpgrade === true) return this.#upgrade();
    const hasBody = source !== undefined || (length !== 0 && request.method !== 'GET') || request.method === 'POST';
    const options: TravellingOptions = {
      origin: way.origin,
      path: way.path,
      method: request.method,
      headers: {
        ...writeHeaderTexts(way.headers),
        'accept-encoding': 'identity',
        ...(hasBody && length !== null ? { 'content-length': String(length) } : {}),
      },
      body:
        source === undefined
          ? bodyOf(request, length ?? 0, () => this.#isHandedOver())
          : (passedOn(source, () => this.#isHandedOver()) as unknown as Body),
      onConnection: (connection) => (this.#connection = connection),
    };
    // A body that comes only once does not go out on a connection that the upstream may have closed meanwhile.
    (this.#isSentAgain || source !== undefined ? lines.fresh : lines.kept).dispatch(options, this);
  }

  #upgrade(): void {
    const { lines, way, request } = this.#parts;
    const headers = writeHeaderTexts(way.headers);
    const options: TravellingOptions = {
      origin: way.origin,
      path: way.path,
      method: request.method,
      headers,
      upgrade: 'websocket',
      onConnection: (connection) => (this.#connection = connection),
    };
    lines.fresh.dispatch(options, this);
  }

  /** From here on both sides pass frames, until one of them ends the connection. */
  // oxlint-disable-next-line max-params -- undici calls it so
  onRequestUpgrade(
    _: unknown,
    __: number,
    headers: Record<string, string | string[] | undefined>,
    socket: Duplex,
  ): void {
    const { receiver, request } = this.#parts;
    this.#isAnswered = true;
    this.#socket = socket;
    this.#isHandedOver();
    receiver.started(200, flatten(headers), this);
    socket.on('data', (chunk: Buffer) => receiver.data(chunk));
    socket.on('error', (error) => this.failed(error));
    socket.on('close', () => this.ended());
    if (this.#isOver) socket.destroy();
    else if (request.source !== undefined) void passOn(request.source, socket);
  }

  readonly abort = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#decoding?.stop();
    this.#socket?.destroy();
    this.#controller?.abort(new Error('The exchange has ended.'));
  };

  get isOver(): boolean {
    return this.#isOver;
  }

  pause(): void {
    if (this.#socket !== null) return void this.#socket.pause();
    if (this.#decoding === null) this.#controller?.pause();
    else this.#decoding.pause();
  }

  resume(): void {
    if (this.#socket !== null) return void this.#socket.resume();
    if (this.#decoding === null) this.#controller?.resume();
    else this.#decoding.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#connection?.awaitAnswer();
    // A small body goes out together with the head.
    const { body, source } = this.#parts.request;
    if (source === undefined && lengthOf(body) < JOIN_BELOW_BYTES) this.#isHandedOver();
    if (this.#isOver) controller.abort(new Error('The exchange has ended.'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#isAnswered = true;
    const flat = flatten(headers);
    try {
      this.#decoding = openDecoding(flat['content-encoding'], this);
    } catch (error) {
      controller.abort(toError(error));
      return;
    }
    if (this.#decoding !== null) {
      delete flat['content-encoding'];
      delete flat['content-length'];
    }
    this.#parts.receiver.started(status, flat, this);
  }

  /** The parser emits every chunk of a chunked answer; the chunks of one read go on as one. */
  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#decoding === null) {
      if (this.#arrived.push(chunk) === 1) queueMicrotask(this.#handOn);
    } else if (!this.#decoding.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#connection !== null) this.#connection.served += 1;
    if (this.#decoding === null) this.ended();
    else this.#decoding.end();
  }

  onResponseError(_: unknown, error: Error): void {
    const read = this.#isOver || this.#isSentAgain ? 'perhaps' : this.#wasRead();
    if (read !== 'perhaps') {
      this.#isSentAgain = true;
      this.#handedOverElapsed = null;
      this.#parts.request.onSentAgain?.({ isUncertain: read === 'hardly' });
      return this.send();
    }
    if (this.#decoding === null) return this.failed(error);
    this.#brokenBy = error;
    this.#decoding.end();
  }

  data(chunk: Buffer): void {
    this.#parts.receiver.data(chunk);
  }

  ended(): void {
    if (this.#isOver) return;
    if (this.#brokenBy !== null) return this.failed(this.#brokenBy);
    this.#isOver = true;
    this.#handOn();
    this.#parts.receiver.ended();
  }

  failed(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handOn();
    this.#controller?.abort(error);
    this.#parts.receiver.failed(this.#brokenBy ?? error);
  }

  drained(): void {
    this.#controller?.resume();
  }

  #isHandedOver(): void {
    if (this.#handedOverElapsed !== null) return;
    this.#handedOverElapsed = this.#parts.elapsed();
    this.#parts.request.onHandedOver?.();
  }

  /**
   * Not, where the request broke before the upstream can have worked on it: over a connection that had served others,
   * without a byte of an answer, and either not all of it had left or the break came within a round trip. One that has just
   * been opened is another matter: there the request itself may be the reason.
   */
  #wasRead(): 'not' | 'hardly' | 'perhaps' {
    const connection = this.#connection;
    if (this.#parts.request.source !== undefined) return 'perhaps';
    if (connection === null || this.#isAnswered || connection.served === 0 || connection.heardBytes > 0)
      return 'perhaps';
    if (this.#handedOverElapsed === null) return 'not';
    const afterTripMs =
      this.#parts.elapsed() - this.#handedOverElapsed - Math.min(connection.roundTripMs, MAX_ROUND_TRIP_MS);
    if (afterTripMs <= UNREAD_MS) return 'not';
    return afterTripMs <= UNCERTAIN_MS ? 'hardly' : 'perhaps';
  }

  readonly #handOn = (): void => {
    const [first] = this.#arrived;
    if (first === undefined) return;
    const bytes = this.#arrived.length === 1 ? first : Buffer.concat(this.#arrived);
    this.#arrived = [];
    this.#parts.receiver.data(bytes);
  };
}

/** The types leave out the iterables that undici's documentation promises. */
type Body = Exclude<Dispatcher.DispatchOptions['body'], undefined>;

function bodyOf({ body: pieces, onSent }: OutboundRequest, length: number, onHandedOver: () => void): Body {
  const [first] = pieces;
  if (first === undefined) return null;
  // A list of its own: the caller may empty the request's as soon as the answer has begun.
  if (length >= JOIN_BELOW_BYTES) {
    const sent = (): void => {
      onHandedOver();
      onSent?.();
    };
    return inPieces([...pieces], sent) as unknown as Body;
  }
  if (pieces.length === 1) return Buffer.from(first.buffer, first.byteOffset, first.length);
  return Buffer.concat(pieces);
}

async function passOn(source: BodySource, socket: Duplex): Promise<void> {
  try {
    for await (const chunk of source.open()) {
      if (socket.destroyed) return;
      if (!socket.write(chunk)) await drained(socket);
    }
    socket.end();
  } catch {
    socket.destroy();
  }
}

/** Or closed: what waits for a socket that is gone would wait for ever. */
function drained(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
    if (socket.destroyed) done();
  });
}

async function* passedOn(source: BodySource, onSent: () => void): AsyncGenerator<Uint8Array> {
  yield* source.open();
  onSent();
}

/**
 * undici waits for the socket to drain after a piece that fills its buffer, which a large one does by itself. So when it
 * comes back for the next, nobody reads that piece any more; small ones are copied, because they may still be waiting.
 */
async function* inPieces(pieces: readonly Uint8Array[], onSent: () => void): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield piece.length < FILLS_SOCKET_BYTES ? Buffer.from(piece) : piece;
  onSent();
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function originEnd(url: string): number {
  const slash = url.indexOf('/', url.indexOf('://') + 3);
  return slash === -1 ? url.length : slash;
}

/** Media types are compared without regard to case (RFC 9110 §8.3.1): from here on they are in lower case. */
function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = readHeaderText(Array.isArray(value) ? value.join(', ') : value);
  }
  const contentType = flat['content-type'];
  if (contentType !== undefined) flat['content-type'] = contentType.replace(/^[^;]*/, (type) => type.toLowerCase());
  return flat;
}
