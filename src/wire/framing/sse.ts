/** Server-sent events, split at event boundaries without parsing them. */

const LF = 0x0a;
const CR = 0x0d;
const LF_LF = Buffer.from('\n\n');
const CRLF_CRLF = Buffer.from('\r\n\r\n');

/** An upstream that never ends an event would otherwise fill the memory. */
const MAX_EVENT_BYTES = 32 * 1024 * 1024;

/**
 * Cuts a byte stream into whole events. Only whole events are ever handed on, so that at any moment an event of our own
 * (a ping, an error) can be put in between, and a cut upstream never leaves half an event with the client.
 */
export class SseSplitter {
  #rest: Buffer | null = null;
  #boundary: Buffer | null = null;

  /**
   * Takes the next chunk; returns the bytes up to the last event boundary seen (null when there is none yet), calling
   * `onEvent` with the range of each whole event in them, its blank line included. Throws RangeError when one event
   * passes 32 MiB.
   */
  push(chunk: Buffer, onEvent: (bytes: Buffer, start: number, end: number) => void): Buffer | null {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    const boundary = (this.#boundary ??= detectBoundary(bytes));
    let start = 0;
    if (boundary !== null) {
      // What was held back holds no boundary, but its last bytes may be the beginning of one.
      let from = this.#rest === null ? 0 : Math.max(0, this.#rest.length - boundary.length + 1);
      for (;;) {
        const found = bytes.indexOf(boundary, from);
        if (found === -1) break;
        const end = found + boundary.length;
        onEvent(bytes, start, end);
        start = end;
        from = end;
      }
    }
    this.#rest = start === bytes.length ? null : bytes.subarray(start);
    if (this.#rest !== null && this.#rest.length > MAX_EVENT_BYTES) {
      throw new RangeError('A single server-sent event of the upstream passed 32 MiB.');
    }
    if (start === 0) return null;
    return start === bytes.length ? bytes : bytes.subarray(0, start);
  }

  /** Bytes after the last boundary: an event that has not ended. */
  get rest(): Buffer | null {
    return this.#rest;
  }
}

/** The stream's own line ending decides; null until its first line has ended. */
function detectBoundary(bytes: Buffer): Buffer | null {
  const newline = bytes.indexOf(LF);
  if (newline === -1) return null;
  return bytes[newline - 1] === CR ? CRLF_CRLF : LF_LF;
}

/** The `event:` field of the event in this range, '' when it has none. */
export function eventName(bytes: Buffer, start: number, end: number): string {
  return field(bytes, 'event:', { start, end }) ?? '';
}

/** The `data:` field; several lines are joined by a newline, as the format says. '' when there is none. */
export function eventData(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('data:')) lines.push(line.slice(line[5] === ' ' ? 6 : 5));
  }
  return lines.join('\n');
}

function field(bytes: Buffer, name: string, range: { start: number; end: number }): string | null {
  let lineStart = range.start;
  while (lineStart < range.end) {
    let lineEnd = bytes.indexOf(LF, lineStart);
    if (lineEnd === -1 || lineEnd > range.end) lineEnd = range.end;
    if (startsWith(bytes, lineStart, name)) {
      return bytes.toString('latin1', lineStart + name.length, lineEnd).trim();
    }
    lineStart = lineEnd + 1;
  }
  return null;
}

function startsWith(bytes: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
