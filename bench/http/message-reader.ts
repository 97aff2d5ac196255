/** Cuts a byte stream into HTTP/1.1 messages; both ends of the bench use it, so that neither costs more than it must. */

/** Told about each message as it arrives. */
export interface MessageListener {
  /** Start line and header lines, without the blank line, as sent. */
  head(text: string): void;
  /** A piece of the body, freed of chunk framing. */
  body(bytes: Buffer): void;
  end(): void;
}

const CRLF = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

type State = 'head' | 'counted' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer';

/** Understands `content-length` and `chunked`; a message with neither has no body. Trailers are not expected. */
export class MessageReader {
  readonly #listener: MessageListener;
  #state: State = 'head';
  #held: Buffer | null = null;
  #remaining = 0;

  constructor(listener: MessageListener) {
    this.#listener = listener;
  }

  push(bytes: Buffer): void {
    let rest: Buffer | null = this.#held === null ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = null;
    while (rest !== null && rest.length > 0) {
      const left = this.#step(rest);
      if (left === null) this.#held = rest;
      rest = left;
    }
  }

  /** What is left after one step; null when the step needs more bytes than there are. */
  #step(bytes: Buffer): Buffer | null {
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes);
      case 'counted':
        return this.#readBody(bytes, 'head');
      case 'chunk-size':
        return this.#readChunkSize(bytes);
      case 'chunk':
        return this.#readBody(bytes, 'chunk-end');
      case 'chunk-end':
        return this.#skipLineEnd(bytes, 'chunk-size');
      case 'trailer':
        return this.#skipLineEnd(bytes, 'head');
    }
  }

  #readHead(bytes: Buffer): Buffer | null {
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) return null;
    const text = bytes.toString('latin1', 0, end);
    this.#listener.head(text);
    this.#remaining = Number(headerOf(text, 'content-length') ?? 0);
    if (headerOf(text, 'transfer-encoding') === 'chunked') this.#state = 'chunk-size';
    else if (this.#remaining > 0) this.#state = 'counted';
    else this.#listener.end();
    return bytes.subarray(end + HEAD_END.length);
  }

  #readBody(bytes: Buffer, next: State): Buffer {
    const piece = bytes.subarray(0, this.#remaining);
    this.#remaining -= piece.length;
    this.#listener.body(piece);
    if (this.#remaining === 0) this.#state = next;
    if (this.#state === 'head') this.#listener.end();
    return bytes.subarray(piece.length);
  }

  #readChunkSize(bytes: Buffer): Buffer | null {
    const end = bytes.indexOf(CRLF);
    if (end === -1) return null;
    this.#remaining = Number.parseInt(bytes.toString('latin1', 0, end), 16);
    if (Number.isNaN(this.#remaining)) throw new Error('A chunk has no size.');
    this.#state = this.#remaining === 0 ? 'trailer' : 'chunk';
    return bytes.subarray(end + CRLF.length);
  }

  #skipLineEnd(bytes: Buffer, next: State): Buffer | null {
    if (bytes.length < CRLF.length) return null;
    this.#state = next;
    if (next === 'head') this.#listener.end();
    return bytes.subarray(CRLF.length);
  }
}

/** The value of a header in a head as `MessageReader` reports it; `name` is lower-case. */
function headerOf(head: string, name: string): string | null {
  const start = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (start === -1) return null;
  const valueStart = start + name.length + 3;
  const end = head.indexOf('\r\n', valueStart);
  return head.slice(valueStart, end === -1 ? undefined : end).trim();
}
