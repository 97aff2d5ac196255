/** Outbound requests over undici's dispatcher: no redirects, no fetch, every address behind the SSRF guard. */
import { Agent, type Dispatcher } from 'undici';
import type { OutboundRequest, Receiver, Transport } from '../../gateway/send/transport.ts';
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
      return dispatch(agent, request, receiver);
    },
    close: () => agent.close(),
  };
}

function dispatch(agent: Agent, request: OutboundRequest, receiver: Receiver): () => void {
  let controller: Dispatcher.DispatchController | null = null;
  let isOver = false;
  // The parser tells every chunk of a chunked answer by itself: what one read has brought goes on as one.
  let arrived: Buffer[] = [];
  const handOn = (): void => {
    const [first] = arrived;
    if (first === undefined) return;
    const bytes = arrived.length === 1 ? first : Buffer.concat(arrived);
    arrived = [];
    receiver.data(bytes);
  };
  const end = originEnd(request.url);
  agent.dispatch(
    {
      origin: request.url.slice(0, end),
      path: request.url.slice(end) || '/',
      method: request.method,
      headers: { ...request.headers, 'accept-encoding': 'identity', ...lengthOf(request) },
      body: bodyOf(request),
    },
    {
      onRequestStart(started) {
        controller = started;
        if (isOver) started.abort(new Error('The exchange has ended.'));
      },
      onResponseStart(started, status, headers) {
        receiver.started(status, flatten(headers), { pause: () => started.pause(), resume: () => started.resume() });
      },
      onResponseData(_, chunk) {
        if (arrived.push(chunk) === 1) queueMicrotask(handOn);
      },
      onResponseEnd() {
        isOver = true;
        handOn();
        receiver.ended();
      },
      onResponseError(_, error) {
        isOver = true;
        handOn();
        receiver.failed(error);
      },
    },
  );
  return () => {
    if (isOver) return;
    isOver = true;
    controller?.abort(new Error('The exchange has ended.'));
  };
}

function lengthOf({ method, body }: OutboundRequest): Record<string, string> {
  if (method === 'GET') return {};
  let length = 0;
  for (const piece of body) length += piece.length;
  return { 'content-length': String(length) };
}

/** The types leave out the iterables that undici's documentation promises. */
type Body = Exclude<Dispatcher.DispatchOptions['body'], undefined>;

function bodyOf({ body: pieces, onSent }: OutboundRequest): Body {
  const [first] = pieces;
  if (first === undefined) return null;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
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
