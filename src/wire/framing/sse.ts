/** Server-sent events, split at event boundaries without parsing them. */
import { ByteLog } from '../byte-log.ts';

const LF_LF = '\n\n';
const CRLF_CRLF = '\r\n\r\n';
const LF = '\n';
/** Of a boundary, all but its last character. */
const MAX_TAIL = CRLF_CRLF.length - 1;

/** An upstream that never ends an event would otherwise fill the memory. */
const MAX_EVENT_BYTES = 32 * 1024 * 1024;

/** Bytes of a stream, and the same as latin1 text: one character a byte, because strings are searched fastest. */
export interface SseBytes {
  bytes: Buffer;
  text: string;
}

/** Called with the range of a whole event, its blank line included. */
type OnEvent = (source: SseBytes, start: number, end: number) => void;

/**
 * Cuts a byte stream into whole events. Only whole events are ever handed on, so that at any moment an event of our own
 * (a ping, an error) can be put in between, and a cut upstream never leaves half an event with the client.
 */
export class SseSplitter {
  #rest: Buffer | null = null;
  /** Holds the rest once it came in several chunks: to join it with each of them would take quadratic time. */
  #grown: ByteLog | null = null;
  #boundary: string | null = null;

  /**
   * Takes the next chunk; returns the bytes up to the last event boundary seen (null when there is none yet), calling
   * `onEvent` for each whole event in them. Throws RangeError when one event passes 32 MiB.
   */
  push(chunk: Buffer, onEvent: OnEvent): Buffer | null {
    const rest = this.#rest;
    if (rest !== null && !this.#endsEvent(rest, chunk)) {
      this.#hold(chunk);
      return null;
    }
    const bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
    const text = bytes.toString('latin1');
    const boundary = (this.#boundary ??= detectBoundary(text));
    let start = 0;
    if (boundary !== null) {
      const source = { bytes, text };
      // What was held back holds no boundary, but its last bytes may be the beginning of one.
      let from = rest === null ? 0 : Math.max(0, rest.length - boundary.length + 1);
      for (;;) {
        const found = text.indexOf(boundary, from);
        if (found === -1) break;
        const end = found + boundary.length;
        onEvent(source, start, end);
        start = end;
        from = end;
      }
    }
    this.#rest = null;
    this.#grown = null;
    if (start < bytes.length) this.#hold(bytes.subarray(start));
    if (start === 0) return null;
    return start === bytes.length ? bytes : bytes.subarray(0, start);
  }

  /** Bytes after the last boundary: an event that has not ended. */
  get rest(): Buffer | null {
    return this.#rest;
  }

  /** Also true when only this chunk tells how the stream's lines end. */
  #endsEvent(rest: Buffer, chunk: Buffer): boolean {
    const boundary = this.#boundary;
    if (boundary === null) return chunk.includes(LF);
    const seam = rest.toString('latin1', Math.max(0, rest.length - MAX_TAIL)) + chunk.toString('latin1', 0, MAX_TAIL);
    return seam.includes(boundary) || chunk.includes(boundary);
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

/** The stream's own line ending decides; null until its first line has ended. */
function detectBoundary(text: string): string | null {
  const newline = text.indexOf('\n');
  if (newline === -1) return null;
  return text[newline - 1] === '\r' ? CRLF_CRLF : LF_LF;
}

/** The `event:` field of the event in this range, '' when it has none. */
export function eventName({ text }: SseBytes, start: number, end: number): string {
  for (let lineStart = start; lineStart < end;) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline === -1 || newline > end ? end : newline;
    if (text.startsWith(NAME, lineStart)) return text.slice(lineStart + NAME.length, lineEnd).trim();
    lineStart = lineEnd + 1;
  }
  return '';
}

const NAME = 'event:';

/** The `data:` field; several lines are joined by a newline, as the format says. '' when there is none. */
export function eventData({ bytes }: SseBytes, start: number, end: number): string {
  const lines: string[] = [];
  for (const line of bytes.toString('utf8', start, end).split(/\r?\n/)) {
    if (line.startsWith('data:')) lines.push(line.slice(line[5] === ' ' ? 6 : 5));
  }
  return lines.join('\n');
}
