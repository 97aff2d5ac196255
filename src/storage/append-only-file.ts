/** One file that only grows, written synchronously: what the log's journal and the blobs' packs stand on. */
import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync, writevSync } from 'node:fs';

export interface AppendOnlyFile {
  /** Bytes in the file, which is where the next append begins. */
  readonly size: number;
  /**
   * Appends the pieces with one call and returns the offset of the first byte. What was appended survives `kill -9` (it is in the page cache; a power cut
   * may lose the last seconds). Throws when the bytes cannot be written whole, and then takes back what was written.
   */
  append(pieces: readonly Uint8Array[]): number;
  close(): void;
}

/** Opens the file, or makes it readable by its owner only. This process must be the only one that writes to it. */
export function openAppendOnlyFile(path: string): AppendOnlyFile {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
  let size = fstatSync(descriptor).size;
  return {
    get size() {
      return size;
    },
    append(pieces) {
      const start = size;
      try {
        size += writeAll(descriptor, pieces);
      } catch (error) {
        size = takeBack(descriptor, start);
        throw error;
      }
      return start;
    },
    close: () => closeSync(descriptor),
  };
}

/** How many bytes those were. */
function writeAll(descriptor: number, pieces: readonly Uint8Array[]): number {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  let written = writevSync(descriptor, pieces);
  // Short only where the disk is about to be full, and then the rest may well fail.
  if (written < length) {
    const bytes = Buffer.concat(pieces);
    while (written < length) written += writeSync(descriptor, bytes, written);
  }
  return length;
}

/** The size afterwards: where even cutting off fails, the torn bytes stay as a gap and are counted. */
function takeBack(descriptor: number, size: number): number {
  try {
    ftruncateSync(descriptor, size);
    return size;
  } catch {
    return fstatSync(descriptor).size;
  }
}
