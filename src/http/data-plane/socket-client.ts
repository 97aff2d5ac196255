/** The caller's side of a WebSocket: the handshake and errors are written by hand, frames pass as they are. */
import { createHash } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BodySource, Client } from '../../gateway/client.ts';
import type { GatewayError } from '../../kernel/errors.ts';
import { GatewayError as Failure } from '../../kernel/errors.ts';
import { NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import type { ErrorRenderer } from '../../wire/dialects/dialect.ts';
import { closeFrame, textFrame } from '../../wire/framing/websocket.ts';
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
/** Policy violation (RFC 6455 §7.4.1). */
const STOPPED = 1008;
const NOT_PASSED = /^(?:content-|transfer-encoding|upgrade|connection|sec-websocket-(?:accept|extensions)|set-cookie)/;

export class SocketClient implements Client {
  readonly #options: SocketClientOptions;
  hasStarted = false;
  #hasEnded = false;

  constructor(options: SocketClientOptions) {
    this.#options = options;
    // A reset connection also closes; without a listener the error event would end the process.
    options.socket.on('error', () => undefined);
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
        for await (const chunk of socket as AsyncIterable<Buffer>) {
          source.passed += chunk.length;
          yield chunk;
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

  write(bytes: Uint8Array | string): boolean {
    const { socket } = this.#options;
    return socket.destroyed || socket.write(bytes);
  }

  end(): void {
    this.#hasEnded = true;
    this.#options.socket.end();
  }

  answer(status: number, headers: Record<string, string>, body: Uint8Array | string): void {
    const bytes = Buffer.from(body);
    this.#head(status, { ...headers, connection: 'close', 'content-length': String(bytes.length) });
    this.write(bytes);
    this.end();
  }

  fail(refusal: GatewayError, headers: Record<string, string>): void {
    const { errors, id, request } = this.#options;
    const error = isUnauthenticated(refusal) ? turnAway(refusal, request, this.#options) : refusal;
    const rendered = renderError(error, { errors, id, known: NOTHING_KNOWN });
    if (!this.hasStarted) return this.answer(rendered.status, { ...headers, ...rendered.headers }, rendered.body);
    this.write(textFrame(JSON.stringify({ type: 'error', ...(JSON.parse(rendered.body) as object) })));
    this.write(closeFrame(STOPPED, error.code));
    this.end();
  }

  destroy(): void {
    this.#options.socket.destroy();
  }

  #head(status: number, headers: Record<string, string>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, ' ')}\r\n`);
    this.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`);
  }
}
