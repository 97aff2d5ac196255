/** The gateway itself in the place of a caller: it waits for a whole answer, and hangs up on nobody. */
import { GatewayError } from '../kernel/errors.ts';
import type { BodySource, Client } from './client.ts';

export class OwnClient implements Client {
  readonly isClosed = false;
  readonly hasStarted = false;
  readonly #question: Buffer;
  #answer: Buffer | GatewayError = new GatewayError('internal', 'The gateway’s own request was not answered.');

  constructor(question: Buffer) {
    this.#question = question;
  }

  /** Throws the error that came in place of an answer. */
  answered(): Buffer {
    if (this.#answer instanceof GatewayError) throw this.#answer;
    return this.#answer;
  }

  readBody(): Promise<Buffer> {
    return Promise.resolve(this.#question);
  }

  bodySource(): BodySource {
    throw new Error('The gateway reads the body of its own request whole.');
  }

  holdTranslated(): void {}

  bodyFreed(): void {}

  answer(_status: number, _headers: Record<string, string>, body: Uint8Array | string): void {
    this.#answer = Buffer.from(body);
  }

  fail(error: GatewayError): void {
    this.#answer = error;
  }

  onClose(): void {}
  onDrain(): void {}
  start(): void {}
  write(): boolean {
    return true;
  }
  end(): void {}
  destroy(): void {}
}
