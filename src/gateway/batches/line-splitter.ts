/** Cuts bytes in any chunks into lines, as JSON Lines has them. */
import { ByteLog } from '../../wire/byte-log.ts';

/** Of one line: a longer one is left out. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;
const LF = 0x0a;

export class LineSplitter {
  #rest = new ByteLog();
  #isTooLong = false;

  /** The lines that are whole, without their ends; null in the place of one that is too long. Empty lines are left out. */
  push(chunk: Buffer): (Buffer | null)[] {
    const lines: (Buffer | null)[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.#hold(chunk.subarray(start, end));
      start = end + 1;
      lines.push(...this.#take());
    }
    this.#hold(chunk.subarray(start));
    return lines;
  }

  /** The last line, which need not have an end. */
  end(): (Buffer | null)[] {
    return this.#take();
  }

  #hold(piece: Buffer): void {
    if (this.#rest.length + piece.length > MAX_LINE_BYTES) this.#isTooLong = true;
    // A copy: what comes from the socket is a window of a larger buffer.
    else if (piece.length > 0) this.#rest.push(Buffer.from(piece));
  }

  #take(): (Buffer | null)[] {
    const line = this.#rest.bytes();
    const isTooLong = this.#isTooLong;
    this.#rest = new ByteLog();
    this.#isTooLong = false;
    if (isTooLong) return [null];
    return line.toString('latin1').trim() === '' ? [] : [line];
  }
}
