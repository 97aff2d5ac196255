/**
 * Server-sent events, split at event boundaries without parsing them. As the format has it (WHATWG HTML, "Parsing an event
 * stream"), a line ends in LF, CRLF or CR, each stream and each line as it likes, and an event ends at an empty line.
 */
import { ByteLog } from '../byte-log.ts';

/** An upstream that never ends an event would otherwise fill the memory. */
const MAX_EVENT_BYTES = 32 * 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** The boundary of nearly every stream. */
const LF_LF = '\n\n';
/** The end of a line and an empty line, where a stream has CRs at all. */
const ANY_BOUNDARY = /\n\n|\n\r\n?|\r\r\n?/g;

/** Bytes of a stream, and the same as latin1 text: one character a byte, because strings are searched fastest. */
export interface SseBytes {
  bytes: Buffer;
  text: string;
}

/** Of an event that came in pieces: who reads the bytes alone, or their beginning, needs no text of megabytes. */
class LateText implements SseBytes {
  readonly bytes: Buffer;
  #text: string | null = null;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get text(): string {
    return (this.#text ??= this.bytes.toString('latin1'));
  }
}

/** Called with the range of a whole event, its empty line included. */
type OnEvent = (source: SseBytes, start: number, end: number) => void;

/**
 * Cuts a byte stream into whole events. Only whole events are ever handed on, so that at any moment an event of our own
 * (a ping, an error) can be put in between, and a cut upstream never leaves half an event with the client.
 */
export class SseSplitter {
  #rest: Buffer | null = null;
  /** Holds the rest once it came in several chunks: to join it with each of them would take quadratic time. */
  #grown: ByteLog | null = null;
  #hasBegun = false;
  /** The last event ended in a CR, so that an LF that follows still belongs to it. */
  #endedInCr = false;

  /**
   * Takes the next chunk; returns the bytes up to the last event boundary seen (null when there is none yet), calling
   * `onEvent` for each whole event in them. A byte order mark at the beginning is left out. Throws RangeError when one event
   * passes 32 MiB.
   */
  push(chunk: Buffer, onEvent: OnEvent): Buffer | null {
    if (!this.#hasBegun) return this.#begin(chunk, onEvent);
    const rest = this.#rest;
    if (rest === null) return this.#split(chunk, 0, onEvent);
    if (!endsEvent(rest, chunk)) {
      this.#hold(chunk);
      return null;
    }
    // What was held back holds no boundary, but its last byte may be the beginning of one.
    return this.#split(this.#joined(rest, chunk), rest.length - 1, onEvent);
  }

  /** What has grown is not copied once more: of 30 MB that alone would take 10 ms and more. */
  #joined(rest: Buffer, chunk: Buffer): Buffer {
    if (this.#grown === null) return Buffer.concat([rest, chunk]);
    this.#grown.push(chunk);
    return this.#grown.bytes();
  }

  #split(bytes: Buffer, searchFrom: number, onEvent: OnEvent): Buffer | null {
    const end = this.#tell(bytes, searchFrom, onEvent);
    this.#rest = null;
    this.#grown = null;
    if (end < bytes.length) this.#hold(bytes.subarray(end));
    if (end === 0) return null;
    return end === bytes.length ? bytes : bytes.subarray(0, end);
  }

  /**
   * Called when the stream has ended in good order: the event that lacks its empty line, with that line; null when there is
   * none.
   */
  end(onEvent: OnEvent): Buffer | null {
    const rest = this.#rest;
    this.#rest = null;
    this.#grown = null;
    if (rest === null || isBlank(rest)) return null;
    const bytes = Buffer.concat([rest, Buffer.from(endsLine(rest) ? '\n' : LF_LF)]);
    onEvent({ bytes, text: bytes.toString('latin1') }, 0, bytes.length);
    return bytes;
  }

  /** Bytes after the last boundary: an event that has not ended. */
  get rest(): Buffer | null {
    return this.#rest;
  }

  /** Waits for as many bytes as show whether the stream begins with a byte order mark. */
  #begin(chunk: Buffer, onEvent: OnEvent): Buffer | null {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    const seen = bytes.subarray(0, BYTE_ORDER_MARK.length);
    const mayBeMark = BYTE_ORDER_MARK.subarray(0, seen.length).equals(seen);
    if (mayBeMark && seen.length < BYTE_ORDER_MARK.length) {
      this.#rest = bytes;
      return null;
    }
    this.#rest = null;
    this.#hasBegun = true;
    const text = mayBeMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
    return text.length === 0 ? null : this.#split(text, 0, onEvent);
  }

  /** Calls `onEvent` for each event that ends at `searchFrom` or later; returns where the last one ends. */
  #tell(bytes: Buffer, searchFrom: number, onEvent: OnEvent): number {
    const tail = bytes.toString('latin1', searchFrom);
    const source = searchFrom === 0 ? { bytes, text: tail } : new LateText(bytes);
    const nextEnd = tail.includes('\r') ? anyBoundaryEnd : lfBoundaryEnd;
    let start = this.#endedInCr && tail.startsWith('\n') ? 1 : 0;
    this.#endedInCr = false;
    for (let at = nextEnd(tail, start); at !== -1; at = nextEnd(tail, at)) {
      onEvent(source, start, searchFrom + at);
      start = searchFrom + at;
    }
    this.#endedInCr = start === bytes.length && tail.endsWith('\r');
    return start;
  }

  #hold(piece: Buffer): void {
    if (this.#rest === null) {
      this.#rest = piece;
    } else {
      if (this.#grown === null) {
        this.#grown = new ByteLog();
        this.#grown.push(this.#rest);
      }
      this.#grown.push(piece);
      this.#rest = this.#grown.bytes();
    }
    if (this.#rest.length > MAX_EVENT_BYTES) {
      throw new RangeError('A single server-sent event of the upstream passed 32 MiB.');
    }
  }
}

/** True when an event ends within the chunk, or where the two meet. */
function endsEvent(rest: Buffer, chunk: Buffer): boolean {
  const seam = rest.toString('latin1', rest.length - 1) + chunk.toString('latin1', 0, 1);
  if (isBoundary(seam) || chunk.includes(LF_LF)) return true;
  return chunk.includes('\r') && anyBoundaryEnd(chunk.toString('latin1'), 0) !== -1;
}

const isBoundary = (two: string): boolean => two === LF_LF || two === '\n\r' || two === '\r\r';

function lfBoundaryEnd(text: string, from: number): number {
  const found = text.indexOf(LF_LF, from);
  return found === -1 ? -1 : found + LF_LF.length;
}

function anyBoundaryEnd(text: string, from: number): number {
  ANY_BOUNDARY.lastIndex = from;
  return ANY_BOUNDARY.test(text) ? ANY_BOUNDARY.lastIndex : -1;
}

const endsLine = (bytes: Buffer): boolean => bytes.at(-1) === 0x0a || bytes.at(-1) === 0x0d;
const isBlank = (bytes: Buffer): boolean => bytes.toString('latin1').trim() === '';

/** The `event:` field of the event in this range, '' when it has none. */
export function eventName({ text }: SseBytes, start: number, end: number): string {
  for (let lineStart = start; lineStart < end;) {
    const lineEnd = lineEndIn(text, lineStart, end);
    if (text.startsWith(NAME, lineStart)) return text.slice(lineStart + NAME.length, lineEnd).trim();
    lineStart = lineEnd + 1;
  }
  return '';
}

const NAME = 'event:';
const LF_CODE = 10;
const CR_CODE = 13;

function lineEndIn(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== LF_CODE && text.charCodeAt(at) !== CR_CODE) at += 1;
  return at;
}

/** The `data:` field; several lines are joined by a newline, as the format says. '' when there is none. */
export function eventData({ bytes }: SseBytes, start: number, end: number): string {
  const lines: string[] = [];
  for (const line of bytes.toString('utf8', start, end).split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) lines.push(line.slice(line[5] === ' ' ? 6 : 5));
  }
  return lines.join('\n');
}
