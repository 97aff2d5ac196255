/**
 * The lines of a file inside of a form (RFC 7578), found while the form passes: in any chunks, holding back no more than the
 * line that has not ended yet.
 */
import { boundaryOf, FormError, partHead } from './multipart.ts';

/** Of one line: a longer one is no request of a batch. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
/** Of the headers of a part, and of a field beside the file. */
const MAX_HEAD_BYTES = 64 * 1024;
const LF = 0x0a;
const BLANK_LINE = Buffer.from('\r\n\r\n');

export interface FormPiece {
  /** May go on once the lines are known to be all right. */
  bytes: Buffer;
  /** Lines of the file that are whole, without their ends; empty ones are left out. */
  lines: Buffer[];
}

type State = 'before' | 'after-delimiter' | 'head' | 'field' | 'file' | 'done';

export class FormLines {
  readonly #delimiter: Buffer;
  #rest: Buffer = Buffer.alloc(0);
  #state: State = 'before';
  /** Where the next delimiter stands in what is looked at; -1 = nowhere, null = nobody has looked. */
  #delimiterAt: number | null = null;

  /** Throws FormError where the content type names no boundary. */
  constructor(contentType: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundaryOf(contentType)}`);
  }

  /** Bytes that are held back. */
  get held(): number {
    return this.#rest.length;
  }

  /** The form has ended as one does. */
  get isWhole(): boolean {
    return this.#state === 'done';
  }

  /** Throws FormError: what was held back before is still held back, and nothing of the chunk is. */
  push(chunk: Uint8Array): FormPiece {
    const bytes = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    const lines: Buffer[] = [];
    this.#delimiterAt = null;
    let at = 0;
    for (let next = this.#step(bytes, at, lines); next !== at; next = this.#step(bytes, at, lines)) at = next;
    if (bytes.length - at > MAX_LINE_BYTES) throw new FormError('a line of its file is longer than 16 MiB');
    this.#rest = bytes.subarray(at);
    return { bytes: bytes.subarray(0, at), lines };
  }

  /** What is held back: of a form that broke off, or could not be read any more. */
  end(): Buffer {
    return this.#rest;
  }

  /** How far it has come; the same place where more bytes are needed. */
  #step(bytes: Buffer, at: number, lines: Buffer[]): number {
    switch (this.#state) {
      case 'before':
        return this.#begin(bytes, at);
      case 'after-delimiter':
        return this.#afterDelimiter(bytes, at);
      case 'head':
        return this.#head(bytes, at);
      case 'field':
        return this.#field(bytes, at);
      case 'file':
        return this.#file(bytes, at, lines);
      case 'done':
        return bytes.length;
    }
  }

  #begin(bytes: Buffer, at: number): number {
    // The first delimiter has no line end before it.
    const first = this.#delimiter.subarray(2);
    const found = bytes.indexOf(first, at);
    if (found === -1) return this.#bounded(bytes, at);
    this.#state = 'after-delimiter';
    return found + first.length;
  }

  #afterDelimiter(bytes: Buffer, at: number): number {
    if (bytes.length < at + 2) return at;
    this.#state = bytes.toString('latin1', at, at + 2) === '--' ? 'done' : 'head';
    return at + 2;
  }

  #head(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(BLANK_LINE, at);
    if (end === -1) return this.#bounded(bytes, at);
    const { filename } = partHead(bytes.toString('utf8', at, end));
    this.#state = filename === null ? 'field' : 'file';
    // The blank line stays in front of a part that is empty: its delimiter begins with a line end.
    return end + 2;
  }

  #field(bytes: Buffer, at: number): number {
    const end = this.#nextDelimiter(bytes, at);
    if (end === -1) return this.#bounded(bytes, at);
    this.#state = 'after-delimiter';
    return end + this.#delimiter.length;
  }

  /** Looked for once, however many lines stand before it. */
  #nextDelimiter(bytes: Buffer, at: number): number {
    const known = this.#delimiterAt;
    if (known !== null && (known === -1 || known >= at)) return known;
    return (this.#delimiterAt = bytes.indexOf(this.#delimiter, at));
  }

  #file(bytes: Buffer, at: number, lines: Buffer[]): number {
    const end = this.#nextDelimiter(bytes, at);
    const next = bytes.indexOf(LF, at);
    if (next !== -1 && (end === -1 ? !this.#mayBegin(bytes, next - 1) : next < end)) {
      this.#add(bytes.subarray(at, next), lines);
      return next + 1;
    }
    if (end === -1) return at;
    this.#add(bytes.subarray(at, end), lines);
    this.#state = 'after-delimiter';
    return end + this.#delimiter.length;
  }

  /** Do the last bytes begin a delimiter, as far as they have come? */
  #mayBegin(bytes: Buffer, at: number): boolean {
    const come = bytes.subarray(Math.max(0, at), at + this.#delimiter.length);
    return at >= 0 && come.equals(this.#delimiter.subarray(0, come.length));
  }

  #add(line: Buffer, lines: Buffer[]): void {
    if (line.toString('latin1').trim() !== '') lines.push(line);
  }

  #bounded(bytes: Buffer, at: number): number {
    if (bytes.length - at > MAX_HEAD_BYTES) throw new FormError('a part of it has no end');
    return at;
  }
}
