/** SHA-256 of large bodies, in slices of the event loop. */
import { createHash, type BinaryToTextEncoding } from 'node:crypto';
import type { Slices } from './slices.ts';

/** Between two pauses: some 5 ms at worst. */
const SLICE_BYTES = 2 * 1024 * 1024;

/** `pieces`: of one text, in order. */
export function* hashInSlices(pieces: Iterable<Uint8Array>, encoding: BinaryToTextEncoding): Slices<string> {
  const hash = createHash('sha256');
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += SLICE_BYTES) {
      if (at > 0) yield;
      hash.update(piece.subarray(at, at + SLICE_BYTES));
    }
  }
  return hash.digest(encoding);
}
