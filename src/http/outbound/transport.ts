/** Outbound requests over undici's dispatcher: no redirects, no fetch, every address behind the SSRF guard. */
import { Agent, errors, type Dispatcher } from 'undici';
import { lengthOf } from '../../wire/json-edit.ts';
import type { Flow, OutboundRequest, Receiver, Transport } from '../../gateway/transport.ts';
import { notAllowed, type UrlGuard } from './url-guard.ts';

/** Below this the pieces are cheaper to copy into one buffer than to write one by one. */
const JOIN_BELOW_BYTES = 64 * 1024;
/** The high-water mark of a socket is 64 KiB, and its drain is waited for from there on. */
const FILLS_SOCKET_BYTES = 64 * 1024;
const MAX_KNOWN_ORIGINS = 10_000;

export interface OutboundTransport extends Transport {
  close(): Promise<void>;
}

export function createTransport(options: { guard: UrlGuard; connections?: number }): OutboundTransport {
  const agent = new Agent({
    connect: { lookup: options.guard.lookup, timeout: 10_000, keepAlive: true },
    connections: options.connections ?? 1024,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    // The gateway's own heartbeat keeps the deadlines.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const refusals = new Map<string, string | null>();
  const refusalOf = (url: string): string | null => {
    const origin = url.slice(0, originEnd(url));
    let refusal = refusals.get(origin);
    if (refusal === undefined) {
      refusal = options.guard.refusal(origin);
      if (refusals.size >= MAX_KNOWN_ORIGINS) refusals.clear();
      refusals.set(origin, refusal);
    }
    return refusal;
  };
  return {
    send(request, receiver) {
      const refusal = refusalOf(request.url);
      if (refusal !== null) {
        receiver.failed(notAllowed(refusal));
        return () => undefined;
      }
      const sending = new Sending(agent, request, receiver);
      sending.send();
      return sending.abort;
    },
    close: () => agent.close(),
  };
}

/** One request on its way, and its answer. */
class Sending implements Dispatcher.DispatchHandler, Flow {
  readonly #agent: Agent;
  readonly #request: OutboundRequest;
  readonly #receiver: Receiver;
  #controller: Dispatcher.DispatchController | null = null;
  #isOver = false;
  #isAnswered = false;
  #isSentAgain = false;
  #arrived: Buffer[] = [];

  constructor(agent: Agent, request: OutboundRequest, receiver: Receiver) {
    this.#agent = agent;
    this.#request = request;
    this.#receiver = receiver;
  }

  send(): void {
    const { url, method, headers, body } = this.#request;
    const end = originEnd(url);
    const length = lengthOf(body);
    this.#agent.dispatch(
      {
        origin: url.slice(0, end),
        path: url.slice(end) || '/',
        method,
        headers: {
          ...headers,
          'accept-encoding': 'identity',
          ...(method === 'GET' ? {} : { 'content-length': String(length) }),
        },
        body: bodyOf(this.#request, length),
      },
      this,
    );
  }

  readonly abort = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.abort(new Error('The exchange has ended.'));
  };

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('The exchange has ended.'));
  }

  onResponseStart(_: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.#isAnswered = true;
    this.#receiver.started(status, flatten(headers), this);
  }

  /** The parser tells every chunk of a chunked answer by itself: what one read has brought goes on as one. */
  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.#arrived.push(chunk) === 1) queueMicrotask(this.#handOn);
  }

  onResponseEnd(): void {
    this.#isOver = true;
    this.#handOn();
    this.#receiver.ended();
  }

  onResponseError(_: unknown, error: Error): void {
    if (!this.#isOver && !this.#isAnswered && !this.#isSentAgain && wasIdle(error)) {
      this.#isSentAgain = true;
      return this.send();
    }
    this.#isOver = true;
    this.#handOn();
    this.#receiver.failed(error);
  }

  readonly #handOn = (): void => {
    const [first] = this.#arrived;
    if (first === undefined) return;
    const bytes = this.#arrived.length === 1 ? first : Buffer.concat(this.#arrived);
    this.#arrived = [];
    this.#receiver.data(bytes);
  };
}

/**
 * A kept connection that the other side closed without a byte of an answer: it was about to close it when the request came,
 * and has not read it. One that has just been opened is another matter: there the request itself may be the reason.
 */
function wasIdle(error: Error): boolean {
  return error instanceof errors.SocketError && (error.socket?.bytesRead ?? 0) > 0;
}

/** The types leave out the iterables that undici's documentation promises. */
type Body = Exclude<Dispatcher.DispatchOptions['body'], undefined>;

function bodyOf({ body: pieces, onSent }: OutboundRequest, length: number): Body {
  const [first] = pieces;
  if (first === undefined) return null;
  // A list of its own: the caller may empty the request's as soon as the answer has begun.
  if (length >= JOIN_BELOW_BYTES) return inPieces([...pieces], onSent) as unknown as Body;
  if (pieces.length === 1) return Buffer.from(first.buffer, first.byteOffset, first.length);
  return Buffer.concat(pieces);
}

/**
 * undici waits for the socket to drain after a piece that fills its buffer, which a large one does by itself. So when it
 * comes back for the next, nobody reads that piece any more; small ones are copied, because they may still be waiting.
 */
async function* inPieces(pieces: readonly Uint8Array[], onSent?: () => void): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield piece.length < FILLS_SOCKET_BYTES ? Buffer.from(piece) : piece;
  onSent?.();
}

function originEnd(url: string): number {
  const slash = url.indexOf('/', url.indexOf('://') + 3);
  return slash === -1 ? url.length : slash;
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
