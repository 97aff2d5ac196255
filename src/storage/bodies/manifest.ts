/** A body's manifest: the parts of blocks that make it up, as the bytes that are stored for it. */
import type { BlobRef } from '../ports/blobs.ts';

/** Bytes inside a block; null = the block that the manifest itself is in. */
export interface Part {
  block: BlobRef | null;
  start: number;
  length: number;
}

/** Parts that follow one another in a block become one. */
export function joinParts<Kind extends Part>(parts: readonly Kind[]): Kind[] {
  const joined: Kind[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.block === part.block && last.start + last.length === part.start) {
      joined[joined.length - 1] = { ...last, length: last.length + part.length };
    } else {
      joined.push(part);
    }
  }
  return joined;
}

export function encodeManifest(parts: readonly Part[]): Buffer {
  return Buffer.from(JSON.stringify(joinParts(parts).map(({ block, start, length }) => [block, start, length])));
}

/** Throws when the bytes are no manifest, as when a log row names a block that is something else. */
export function decodeManifest(bytes: Buffer): Part[] {
  const manifest: unknown = JSON.parse(bytes.toString());
  if (!isList(manifest)) throw new TypeError('Damaged manifest of a body');
  return manifest.map(toPart);
}

function toPart(entry: unknown): Part {
  const [block, start, length]: readonly unknown[] = isList(entry) ? entry : [];
  if ((block !== null && typeof block !== 'string') || typeof start !== 'number' || typeof length !== 'number') {
    throw new TypeError('Damaged manifest of a body');
  }
  return { block, start, length };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
