/**
 * Where the long strings of a large body end. The sliced scan notes them; whoever looks into a value later, in one turn,
 * passes over them without reading them again: 30 MB of escaped quotes would take a tenth of a second each time.
 */

import type { Range } from './ranges.ts';

/** A shorter one is passed over as fast as it is looked up. At most 8,192 of a body of 32 MB are longer. */
const LONG_BYTES = 4096;

/** By the memory of the body: where a string opens, and the byte behind its closing quote. */
const known = new WeakMap<Buffer, Map<number, number>>();

export function noteLongString(bytes: Buffer, open: number, end: number): void {
  if (end - open < LONG_BYTES) return;
  let ends = known.get(bytes);
  if (ends === undefined) known.set(bytes, (ends = new Map<number, number>()));
  ends.set(open, end);
}

/** undefined = not known to be long. */
export function endOfLongString(bytes: Buffer, open: number): number | undefined {
  return known.get(bytes)?.get(open);
}

/** Those of a body, in order, each with its quotes. */
export function* longStringsOf(bytes: Buffer): Generator<Range, void> {
  for (const [start, end] of known.get(bytes) ?? []) yield { start, end };
}

/** The range without its long strings, in order: no key is among them. */
export function* besideLongStrings(bytes: Buffer, { start, end }: Range): Generator<Range, void> {
  let from = start;
  for (const [open, close] of known.get(bytes) ?? []) {
    if (open < from || close > end) continue;
    yield { start: from, end: open };
    from = close;
  }
  yield { start: from, end };
}
