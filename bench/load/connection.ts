/** One keep-alive connection of the load generator: a request out, its answer in, with the times that count. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { MessageReader } from '../http/message-reader.ts';

export interface Answered {
  status: number;
  body: Buffer;
  /** From the first byte of the request written to the first byte of the answer's body, ms. */
  firstByteMs: number;
}

const ANSWER_TIMEOUT_MS = 60_000;

/** Opened by its first request, and again when the server closed it between two requests, as servers may. */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #body: Buffer[] = [];
  #status = 0;
  #sentAt = 0;
  #firstByteAt = 0;
  #settle: { resolve: (answered: Answered) => void; reject: (error: Error) => void } | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** One at a time. Rejects when the answer is not complete. */
  send(head: string, body: Buffer): Promise<Answered> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#body = [];
      this.#socket ??= this.#open();
      this.#sentAt = performance.now();
      this.#socket.cork();
      this.#socket.write(head, 'latin1');
      this.#socket.write(body);
      this.#socket.uncork();
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    const reader = new MessageReader({
      head: (text) => (this.#status = Number(text.slice(9, 12))),
      body: (bytes) => this.#receive(bytes),
      end: () => this.#finish(),
    });
    socket.on('data', (bytes) => reader.push(bytes));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => {
      this.#socket = null;
      this.#fail(new Error('The connection was closed before the answer was complete.'));
    });
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('There was no answer in time.')));
    return socket;
  }

  #receive(bytes: Buffer): void {
    if (this.#body.length === 0) this.#firstByteAt = performance.now();
    this.#body.push(bytes);
  }

  #finish(): void {
    const body = Buffer.concat(this.#body);
    this.#settle?.resolve({ status: this.#status, body, firstByteMs: this.#firstByteAt - this.#sentAt });
    this.#settle = null;
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
    this.#settle = null;
  }
}
