/** A caller in memory, for tests of the data plane without HTTP. Refuses what a real connection refuses. */
import type { BodySource, Client } from '../src/gateway/client.ts';
import type { GatewayError } from '../src/kernel/errors.ts';

export class FakeClient implements Client {
  status = 0;
  headers: Record<string, string> = {};
  text = '';
  error: GatewayError | null = null;
  isClosed = false;
  hasStarted = false;
  hasEnded = false;
  /** While true, every write says that the caller reads too slowly. */
  isFull = false;
  body: Buffer = Buffer.alloc(0);
  #onClose: () => void = () => undefined;
  #onDrain: () => void = () => undefined;

  onClose(listener: () => void): void {
    this.#onClose = listener;
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  holdTranslated(): void {}

  bodyFreed(): void {}

  bodySource(): BodySource {
    const { body } = this;
    const source = {
      length: body.length,
      passed: 0,
      async *open() {
        source.passed = body.length;
        yield body;
      },
    };
    return source;
  }

  readBody(): Promise<Buffer> {
    return Promise.resolve(this.body);
  }

  start(status: number, headers: Record<string, string>): void {
    if (this.hasStarted) throw new Error('The answer was started twice.');
    this.hasStarted = true;
    this.status = status;
    this.headers = headers;
  }

  write(bytes: Uint8Array | string): boolean {
    if (!this.hasStarted || this.hasEnded) throw new Error('A write outside the answer.');
    this.text += typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString();
    return !this.isFull;
  }

  end(): void {
    if (!this.hasStarted || this.hasEnded) throw new Error('An end outside the answer.');
    this.hasEnded = true;
  }

  answer(status: number, headers: Record<string, string>, body: Uint8Array | string): void {
    this.start(status, headers);
    this.write(body);
    this.end();
  }

  fail(error: GatewayError, headers: Record<string, string>): void {
    this.error = error;
    if (!this.hasStarted) this.start(error.status, headers);
    this.end();
  }

  destroy(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#onClose();
  }

  drain(): void {
    this.isFull = false;
    this.#onDrain();
  }
}
