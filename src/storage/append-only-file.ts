/** One file that only grows, written synchronously: what the log's journal and the blobs' packs stand on. */
import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync, writevSync } from 'node:fs';
import { atOnce, type Slices } from '../kernel/slices.ts';

const SLICE_BYTES = 4 * 1024 * 1024;

export interface AppendOnlyFile {
  /** Bytes in the file, which is where the next append begins. */
  readonly size: number;
  /**
   * Appends the pieces at once and returns the offset of the first byte. What was appended survives `kill -9` (it is in the
   * page cache; a power cut may lose the last seconds). Throws when the bytes cannot be written whole, and then takes back what was written.
   */
  append(pieces: readonly Uint8Array[]): number;
  /**
   * The same in slices of 4 MiB, for a kernel may take 2 ms for each megabyte. Nothing else may be appended until the last
   * one is done.
   */
  appendSlices(pieces: readonly Uint8Array[]): Slices<number>;
  close(): void;
}

/** Opens the file, or makes it readable by its owner only. This process must be the only one that writes to it. */
export function openAppendOnlyFile(path: string): AppendOnlyFile {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
  let size = fstatSync(descriptor).size;
  const appendSlices = function* (pieces: readonly Uint8Array[]): Slices<number> {
    const start = size;
    try {
      for (const [index, batch] of batchesOf(pieces).entries()) {
        if (index > 0) yield;
        size += writeAll(descriptor, batch);
      }
    } catch (error) {
      size = takeBack(descriptor, start);
      throw error;
    }
    return start;
  };
  return {
    get size() {
      return size;
    },
    append: (pieces) => atOnce(appendSlices(pieces)),
    appendSlices,
    close: () => closeSync(descriptor),
  };
}

/** Of at most `SLICE_BYTES` each; a longer piece is cut. */
function batchesOf(pieces: readonly Uint8Array[]): Uint8Array[][] {
  const batches: Uint8Array[][] = [[]];
  let room = SLICE_BYTES;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      if (room === 0) {
        batches.push([]);
        room = SLICE_BYTES;
      }
      const part = at === 0 && piece.length <= room ? piece : piece.subarray(at, at + room);
      batches.at(-1)?.push(part);
      at += part.length;
      room -= part.length;
    }
  }
  return batches;
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
