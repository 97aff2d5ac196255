/**
 * HTTP/2 on the port of HTTP/1.1. A connection that speaks it begins with a preface that is no request of HTTP/1.1, so node:http
 * gives it up with an error of its own, and it is handed over to node:http2 then. So HTTP/1.1 pays nothing for it, with
 * TLS (where ALPN says h2) and without (where clients begin with it unasked).
 */
import { constants, createServer, type Http2Session, type ServerHttp2Session } from 'node:http2';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { discardBody } from '../discard-body.ts';
import { StreamRequest, StreamResponse } from './stream-messages.ts';

/** RFC 9113 §3.4. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** What node:http says of it. */
const IS_HTTP2 = 'HPE_PAUSED_H2_UPGRADE';

/** Requests that one connection may have open at once. */
const MAX_STREAMS = 100;
/** Of the bodies that a connection sends and nobody has read yet, bytes: of one stream, and of all together. */
const STREAM_WINDOW = 256 * 1024;
const CONNECTION_WINDOW = 1024 * 1024;
const MAX_HEADERS = 256;
/**
 * Streams that a client may open and cancel at once, and so many more each second: beyond that it attacks (CVE-2023-44487), and
 * its connection ends.
 */
const RESET_BURST = 200;
const RESETS_PER_SECOND = 20;
/** RFC 9113 §6.8: of a connection that is about to be closed, while requests that are on their way are still served. */
const ANY_STREAM = 2 ** 31 - 1;

export interface Http2Options {
  /** Of all headers of a request together, bytes. */
  maxHeaderBytes: number;
  /** So long a new connection may take to its first request, ms. */
  headersMs: number;
  /** So long one may be idle, ms. */
  idleMs: number;
  serve: RequestListener;
  refuseExpectation: RequestListener;
  /** Starts a one-shot timer; returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
  /** Called with the address of each request. Returns what tells that it has ended, or false where it is one too many. */
  admit: (address: string) => (() => void) | false;
}

export interface Http2Connections {
  /** true = the connection speaks HTTP/2 and is served from now on, or has been before: the error is none. */
  takeOver(error: Error, socket: Duplex): boolean;
  /** Tells clients to open other connections; what they still ask on these is answered. */
  leave(): void;
  /** Takes no more requests; running ones go on, and a connection ends with its last one. */
  close(): void;
  /** Cuts what is still running. */
  cut(): void;
}

export function createHttp2Connections(options: Http2Options): Http2Connections {
  const sessions = new Sessions(options);
  const server = openServer(options);
  server.on('request', serveBy(options.serve, { options, sessions }));
  server.on('checkExpectation', serveBy(options.refuseExpectation, { options, sessions }));
  server.on('session', (session) => sessions.add(session));
  // A connection that breaks off ends its requests; there is nobody to be told.
  server.on('sessionError', () => undefined);
  const taken = new WeakSet<Duplex>();
  return {
    takeOver(error, socket) {
      if (taken.has(socket)) return true;
      const rest = afterPreface(error);
      if (rest === null || !(socket instanceof Socket)) return false;
      taken.add(socket);
      handOver(socket, Buffer.concat([PREFACE, rest]));
      server.emit('connection', socket);
      return true;
    },
    leave: () => sessions.leave(),
    close: () => sessions.close(),
    cut: () => sessions.cut(),
  };
}

const openServer = ({ maxHeaderBytes }: Http2Options) =>
  createServer({
    Http2ServerRequest: StreamRequest,
    Http2ServerResponse: StreamResponse,
    maxHeaderListPairs: MAX_HEADERS,
    streamResetBurst: RESET_BURST,
    streamResetRate: RESETS_PER_SECOND,
    settings: {
      enablePush: false,
      initialWindowSize: STREAM_WINDOW,
      maxConcurrentStreams: MAX_STREAMS,
      maxHeaderListSize: maxHeaderBytes,
    },
  });

/** Each stream as a request of node:http. */
function serveBy(serve: RequestListener, { options, sessions }: { options: Http2Options; sessions: Sessions }) {
  return (request: StreamRequest, response: StreamResponse): void => {
    const { stream } = request;
    const end = options.admit(request.socket.remoteAddress ?? 'unknown');
    if (end === false) return stream.close(constants.NGHTTP2_REFUSED_STREAM);
    stream.once('close', end);
    if (stream.session !== undefined) sessions.served(stream.session);
    const asked = request as unknown as IncomingMessage;
    // Whoever never ends its body would hold the stream, and the connection with it.
    response.once('finish', () => discardBody(asked, options.after));
    serve(asked, response as unknown as ServerResponse);
  };
}

class Sessions {
  readonly #options: Http2Options;
  readonly #open = new Set<ServerHttp2Session>();
  readonly #told = new WeakSet<Http2Session>();
  #state: 'open' | 'leaving' | 'closing' = 'open';

  constructor(options: Http2Options) {
    this.#options = options;
  }

  add(session: ServerHttp2Session): void {
    this.#open.add(session);
    session.once('close', () => this.#open.delete(session));
    session.setLocalWindowSize(CONNECTION_WINDOW);
    boundIdle(session, this.#options);
    if (this.#state === 'closing') session.close();
  }

  /** A client that is told before its first request would not send it. */
  served(session: Http2Session): void {
    if (this.#state !== 'open') this.#tell(session);
  }

  leave(): void {
    this.#state = 'leaving';
    for (const session of this.#open) this.#tell(session);
  }

  close(): void {
    this.#state = 'closing';
    for (const session of this.#open) session.close();
  }

  cut(): void {
    for (const session of this.#open) session.destroy();
  }

  #tell(session: Http2Session): void {
    if (this.#told.has(session) || session.destroyed || session.closed) return;
    this.#told.add(session);
    session.goaway(constants.NGHTTP2_NO_ERROR, ANY_STREAM);
  }
}

/** The bytes after the preface; null where the error is another one. The preface may have come in several packets. */
function afterPreface(error: Error): Buffer | null {
  if (!('code' in error) || error.code !== IS_HTTP2) return null;
  const packet = 'rawPacket' in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket : Buffer.alloc(0);
  for (let length = Math.min(PREFACE.length, packet.length); length > 0; length -= 1) {
    if (packet.subarray(0, length).equals(PREFACE.subarray(-length))) return packet.subarray(length);
  }
  return null;
}

/** What node:http does itself with a connection that is upgraded, without letting go of its parser, which it frees in the end. */
function handOver(socket: Socket, bytes: Buffer): void {
  for (const listener of socket.listeners('data')) socket.off('data', listener as (chunk: Buffer) => void);
  Object.assign(socket, { readableFlowing: null });
  // node:http keeps a connection whose client sends no more; HTTP/2 has no use for that.
  socket.allowHalfOpen = false;
  socket.unshift(bytes);
}

/** A running request is bound by what serves it. */
function boundIdle(session: ServerHttp2Session, { headersMs, idleMs }: Http2Options): void {
  let open = 0;
  session.on('stream', (stream) => {
    if (open === 0) session.setTimeout(idleMs);
    open += 1;
    stream.once('close', () => (open -= 1));
  });
  session.on('timeout', () => {
    if (open === 0) session.close();
  });
  session.setTimeout(headersMs);
}
