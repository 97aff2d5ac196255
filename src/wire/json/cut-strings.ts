/**
 * JSON text with the beginnings of its long strings alone: for whoever reads what an answer or an event says of itself, and
 * nothing of what a model has written. Parsed as it is, an event with an image of 20 MB would hold the event loop for a tenth of a
 * second, and an answer takes several times its size.
 */
import { atOnce, type Slices } from '../../kernel/slices.ts';
import { skipString } from './scan.ts';
import { endOfUnit } from './set-aside.ts';

/** Smaller texts are parsed as they are. */
export const WORTH_CUTTING_BYTES = 256 * 1024;
/** Of a string: no name, number or reason is as long. */
const LONG_BYTES = 4096;
const KEPT_BYTES = 128;
/** Of work between two pauses, bytes: some milliseconds where all strings are short. */
const SLICE_BYTES = 1024 * 1024;
const QUOTE = 0x22;

export interface CutText {
  bytes: Buffer;
  /** Bytes that were left out. */
  cut: number;
}

/** What stands around the JSON, as the `data:` of an event, stays. A text that ends within a string stays as it is. */
export function cutStrings(bytes: Buffer): CutText {
  return atOnce(cutStringsInSlices(bytes));
}

/** The same for bodies that may hold millions of strings. */
export function* cutStringsInSlices(bytes: Buffer): Slices<CutText> {
  if (bytes.length < WORTH_CUTTING_BYTES) return { bytes, cut: 0 };
  const pieces: Buffer[] = [];
  let from = 0;
  let pauseAt = SLICE_BYTES;
  for (let open = bytes.indexOf(QUOTE); open !== -1;) {
    const end = skipString(bytes, open);
    if (end === -1) return { bytes, cut: 0 };
    if (end - open > LONG_BYTES) {
      pieces.push(bytes.subarray(from, endOfUnit(bytes, open + KEPT_BYTES, open + 1)));
      from = end - 1;
    }
    if (end >= pauseAt) {
      pauseAt = end + SLICE_BYTES;
      yield;
    }
    open = bytes.indexOf(QUOTE, end);
  }
  if (from === 0) return { bytes, cut: 0 };
  const left = Buffer.concat([...pieces, bytes.subarray(from)]);
  return { bytes: left, cut: bytes.length - left.length };
}
