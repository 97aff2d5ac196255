/** A body's manifest: the slices of blocks that make it up, as the bytes that are stored for it. */
import type { Slice } from './share-index.ts';

/** Slices that follow one another in a block become one. */
export function encodeManifest(slices: readonly Slice[]): Buffer {
  const joined: Slice[] = [];
  for (const slice of slices) {
    const last = joined.at(-1);
    if (last?.block === slice.block && last.start + last.length === slice.start) {
      joined[joined.length - 1] = { ...last, length: last.length + slice.length };
    } else {
      joined.push(slice);
    }
  }
  return Buffer.from(JSON.stringify(joined.map(({ block, start, length }) => [block, start, length])));
}

/** Throws when the bytes are no manifest, as when a log row names a block that is something else. */
export function decodeManifest(bytes: Buffer): Slice[] {
  const manifest: unknown = JSON.parse(bytes.toString());
  if (!isList(manifest)) throw new TypeError('Damaged manifest of a body');
  return manifest.map(toSlice);
}

function toSlice(entry: unknown): Slice {
  const [block, start, length]: readonly unknown[] = isList(entry) ? entry : [];
  if (typeof block !== 'string' || typeof start !== 'number' || typeof length !== 'number') {
    throw new TypeError('Damaged manifest of a body');
  }
  return { block, start, length };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
