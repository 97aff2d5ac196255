/**
 * Where the long strings of a large body end. The sliced scan notes them; whoever looks into a value later, in one turn,
 * passes over them without reading them again: 30 MB of escaped quotes would take a tenth of a second each time.
 */

import type { Range } from './ranges.ts';

/** A shorter one is passed over as fast as it is looked up. At most 8,192 of a body of 32 MB are longer. */
const LONG_BYTES = 4096;

/** From here on a text is worth being set aside for a translation. At most 65,536 of a body of 32 MB are longer. */
const TEXT_BYTES = 512;

interface Noted {
  /** Of the long ones: where each opens, and the byte behind its closing quote. */
  ends: Map<number, number>;
  /** The same of the texts, in turns: as numbers alone they take a hundredth of the body. */
  texts: number[];
}

/** By the memory of the body. */
const known = new WeakMap<Buffer, Noted>();

export function noteLongString(bytes: Buffer, open: number, end: number): void {
  if (end - open < TEXT_BYTES) return;
  let noted = known.get(bytes);
  if (noted === undefined) known.set(bytes, (noted = { ends: new Map<number, number>(), texts: [] }));
  noted.texts.push(open, end);
  if (end - open >= LONG_BYTES) noted.ends.set(open, end);
}

/** undefined = not known to be long. */
export function endOfLongString(bytes: Buffer, open: number): number | undefined {
  return known.get(bytes)?.ends.get(open);
}

/** The texts of a body, in order, each with its quotes. */
export function* textsOf(bytes: Buffer): Generator<Range, void> {
  const texts = known.get(bytes)?.texts ?? [];
  for (let at = 0; at < texts.length; at += 2) yield { start: texts[at] ?? 0, end: texts[at + 1] ?? 0 };
}

/** The range without its long strings, in order: no key is among them. */
export function* besideLongStrings(bytes: Buffer, { start, end }: Range): Generator<Range, void> {
  let from = start;
  for (const [open, close] of known.get(bytes)?.ends ?? []) {
    if (open < from || close > end) continue;
    yield { start: from, end: open };
    from = close;
  }
  yield { start: from, end };
}
