/** The caller's side of a WebSocket: the handshake and errors are written by hand, frames pass as they are. */
import { createHash } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import type { BodySource, Client, Origin } from '../../gateway/client.ts';
import type { GatewayError } from '../../kernel/errors.ts';
import { GatewayError as Failure } from '../../kernel/errors.ts';
import { NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { closeFrame, stateAfter, textFrame, type FrameState } from '../../wire/framing/websocket.ts';
import { renderError } from '../render-error.ts';
import { isUnauthenticated, turnAway, type Doorkeepers } from '../turn-away.ts';

export interface SocketClientOptions extends Doorkeepers {
  request: IncomingMessage;
  socket: Duplex;
  /** What came after the request's head. */
  head: Buffer;
  errors: ErrorRenderer;
  id: string;
}

/** RFC 6455 §1.3. */
const HANDSHAKE = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Of RFC 6455 §7.4.1: an endpoint goes away, a rule forbids it, an unexpected failure. */
const GOING_AWAY = 1001;
const STOPPED = 1008;
const FAILED = 1011;
/** So long a client may take to answer the end of a session, ms. */
const FAREWELL_MS = 5000;
const NOT_PASSED = /^(?:content-|transfer-encoding|upgrade|connection|sec-websocket-(?:accept|extensions)|set-cookie)/;

export class SocketClient implements Client {
  readonly #options: SocketClientOptions;
  hasStarted = false;
  #hasEnded = false;
  #state: FrameState = 'between';

  constructor(options: SocketClientOptions) {
    this.#options = options;
    // A reset connection also closes; without a listener the error event would end the process.
    options.socket.on('error', () => undefined);
  }

  origin(): Origin {
    return this.#options.visitors.of(this.#options.request);
  }

  get isClosed(): boolean {
    return this.#options.socket.destroyed;
  }

  onClose(listener: () => void): void {
    this.#options.socket.on('close', () => {
      if (!this.#hasEnded) listener();
    });
  }

  onDrain(listener: () => void): void {
    this.#options.socket.on('drain', listener);
  }

  readBody(): Promise<Buffer> {
    return Promise.reject(new Failure('invalid_request', 'A WebSocket has no body.'));
  }

  bodySource(): BodySource {
    const { socket, head } = this.#options;
    const source = {
      length: null,
      passed: 0,
      async *open(): AsyncGenerator<Uint8Array> {
        if (head.length > 0) yield head;
        // Ended together with the upstream, it would cut off the last frames to the client.
        const chunks = (socket as Readable).iterator({ destroyOnReturn: false });
        try {
          for await (const chunk of chunks as AsyncIterable<Buffer>) {
            source.passed += chunk.length;
            yield chunk;
          }
        } finally {
          // What nobody reads would keep the connection from closing.
          socket.resume();
        }
      },
    };
    return source;
  }

  holdTranslated(): void {}

  bodyFreed(): void {}

  start(_status: number, headers: Record<string, string>): void {
    this.hasStarted = true;
    const key = this.#options.request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1')
      .update(key + HANDSHAKE)
      .digest('base64');
    const passed = Object.entries(headers).filter(([name]) => !NOT_PASSED.test(name));
    const own = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-accept': accept };
    this.#head(101, { ...Object.fromEntries(passed), ...own });
  }

  /** Whole frames. */
  write(bytes: Uint8Array | string): boolean {
    this.#state = stateAfter(Buffer.from(bytes), this.#state);
    return this.#send(bytes);
  }

  #send(bytes: Uint8Array | string): boolean {
    const { socket } = this.#options;
    return socket.destroyed || socket.write(bytes);
  }

  /** What the client still says is read and forgotten, until it closes its side as well. */
  end(): void {
    const { socket } = this.#options;
    this.#hasEnded = true;
    socket.end();
    socket.resume();
    if (socket instanceof Socket) socket.setTimeout(FAREWELL_MS, () => socket.destroy());
  }

  answer(status: number, headers: Record<string, string>, body: Uint8Array | string): void {
    const bytes = Buffer.from(body);
    this.#head(status, { ...headers, connection: 'close', 'content-length': String(bytes.length) });
    this.#send(bytes);
    this.end();
  }

  fail(refusal: GatewayError, headers: Record<string, string>): void {
    const { errors, id, request } = this.#options;
    const error = isUnauthenticated(refusal) ? turnAway(refusal, request, this.#options) : refusal;
    const rendered = renderError(error, { errors, id, known: NOTHING_KNOWN });
    if (!this.hasStarted) return this.answer(rendered.status, { ...headers, ...rendered.headers }, rendered.body);
    // Between the frames of a message none of another may stand, and behind the last frame nothing at all.
    if (this.#state === 'between') {
      this.#send(textFrame(JSON.stringify({ type: 'error', ...(JSON.parse(rendered.body) as object) })));
    }
    if (this.#state !== 'closed') this.#send(closeFrame(statusOf(error), error.code));
    this.end();
  }

  destroy(): void {
    this.#options.socket.destroy();
  }

  #head(status: number, headers: Record<string, string>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, ' ')}\r\n`);
    this.#send(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`);
  }
}

function statusOf({ code, fault }: GatewayError): number {
  if (code === 'shutting_down') return GOING_AWAY;
  return fault === 'client' ? STOPPED : FAILED;
}
