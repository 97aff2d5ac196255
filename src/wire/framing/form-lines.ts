/**
 * The lines of a file inside of a form (RFC 7578), found while the form passes: in any chunks, holding back no more than the
 * line that has not ended yet.
 */
import { ByteLog } from '../byte-log.ts';
import { boundaryOf, FormError, partHead } from './multipart.ts';

/** Of one line: a longer one is no request of a batch. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
/** Of the headers of a part, and of a field beside the file. */
const MAX_HEAD_BYTES = 64 * 1024;
const LF = 0x0a;
const CR = 0x0d;
/** As JSON has them. */
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const OPEN_OBJECT = 0x7b;
const BLANK_LINE = Buffer.from('\r\n\r\n');

/** Of a line, that is no space; -1 = it has none. */
const firstByte = (line: Buffer): number => line.findIndex((byte) => !SPACES.has(byte));

/** Throws FormError where the line cannot be an object. */
function requireJson(line: Buffer): void {
  const first = firstByte(line);
  if (first !== -1 && line[first] !== OPEN_OBJECT) throw new FormError('its file has no lines of JSON');
}

export interface FormPiece {
  /** May go on once the lines are known to be all right. */
  bytes: Buffer;
  /** Lines of the file that are whole, without their ends; empty ones are left out. */
  lines: Buffer[];
}

interface Found {
  passed: Buffer[];
  lines: Buffer[];
}

type State = 'before' | 'after-delimiter' | 'head' | 'field' | 'file' | 'done';

export class FormLines {
  readonly #delimiter: Buffer;
  /** Not looked at yet: the beginning of a delimiter, or of the headers of a part. */
  #rest: Buffer = Buffer.alloc(0);
  /** Of a line that has not ended. */
  #line = new ByteLog();
  /** The line has nothing but spaces so far. */
  #isBlank = true;
  #state: State = 'before';
  #hasLines = false;
  /** Where the next delimiter stands in what is looked at; -1 = nowhere, null = nobody has looked. */
  #delimiterAt: number | null = null;

  /** Throws FormError where the content type names no boundary. */
  constructor(contentType: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundaryOf(contentType)}`);
  }

  /** Bytes that are held back. */
  get held(): number {
    return this.#rest.length + this.#line.length;
  }

  /** The form has ended as one does. */
  get isWhole(): boolean {
    return this.#state === 'done';
  }

  /** Throws FormError: what was held back before is still held back, and nothing of the chunk is. */
  push(chunk: Uint8Array): FormPiece {
    const line = this.#line;
    const { length } = line;
    try {
      return this.#read(this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]));
    } catch (error) {
      this.#line = new ByteLog();
      this.#line.push(line.bytes().subarray(0, length));
      throw error;
    }
  }

  #read(bytes: Buffer): FormPiece {
    const found: Found = { passed: [], lines: [] };
    this.#delimiterAt = null;
    let at = 0;
    for (let next = this.#step(bytes, at, found); next !== at; next = this.#step(bytes, at, found)) at = next;
    this.#rest = bytes.subarray(at);
    return { bytes: Buffer.concat(found.passed), lines: found.lines };
  }

  /** What is held back: of a form that broke off, or could not be read any more. */
  end(): Buffer {
    return Buffer.concat([this.#line.bytes(), this.#rest]);
  }

  /** How far it has come; the same place where more bytes are needed. */
  #step(bytes: Buffer, at: number, found: Found): number {
    if (this.#state === 'file') return this.#file(bytes, at, found);
    const next = this.#besideFiles(bytes, at);
    if (next > at) found.passed.push(bytes.subarray(at, next));
    return next;
  }

  #besideFiles(bytes: Buffer, at: number): number {
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
        return at;
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

  #file(bytes: Buffer, at: number, found: Found): number {
    const end = this.#nextDelimiter(bytes, at);
    const next = bytes.indexOf(LF, at);
    if (next !== -1 && (end === -1 ? !this.#mayBegin(bytes, next - 1) : next < end)) {
      this.#endLine(bytes.subarray(at, next), found);
      found.passed.push(bytes.subarray(next, next + 1));
      return next + 1;
    }
    if (end === -1) return this.#holdLine(bytes, at);
    this.#endLine(bytes.subarray(at, end), found);
    found.passed.push(this.#delimiter);
    this.#state = 'after-delimiter';
    return end + this.#delimiter.length;
  }

  /** Do the last bytes begin a delimiter, as far as they have come? */
  #mayBegin(bytes: Buffer, at: number): boolean {
    if (at < 0 || bytes[at] !== CR) return false;
    const come = bytes.subarray(at, at + this.#delimiter.length);
    return come.equals(this.#delimiter.subarray(0, come.length));
  }

  #endLine(last: Buffer, { passed, lines }: Found): void {
    const line = this.#whole(last);
    this.#isBlank = true;
    passed.push(line);
    if (firstByte(line) === -1) return;
    if (!this.#hasLines) requireJson(line);
    lines.push(line);
    this.#hasLines = true;
  }

  /** The line, of which this is the end. */
  #whole(last: Buffer): Buffer {
    if (this.#line.length === 0) return last;
    this.#line.push(last);
    const line = this.#line.bytes();
    this.#line = new ByteLog();
    return line;
  }

  /** All but what may begin a delimiter: looked at once, however long the line becomes. */
  #holdLine(bytes: Buffer, at: number): number {
    const until = bytes.length - this.#delimiter.length;
    if (until <= at) return at;
    const piece = bytes.subarray(at, until);
    this.#line.push(piece);
    if (this.#isBlank) {
      // A picture or a text has no lines of JSON, and nobody waits for their ends.
      if (!this.#hasLines) requireJson(piece);
      this.#isBlank = firstByte(piece) === -1;
    }
    if (this.#line.length > MAX_LINE_BYTES) throw new FormError('a line of its file is longer than 16 MiB');
    return until;
  }

  #bounded(bytes: Buffer, at: number): number {
    if (bytes.length - at > MAX_HEAD_BYTES) throw new FormError('a part of it has no end');
    return at;
  }
}
