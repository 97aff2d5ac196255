/**
 * The body archive: a client that resends its whole conversation every turn costs only what is new in it. A body is a
 * manifest, which names slices of blocks; a block holds the new chunks of one body, masked and compressed together.
 */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress } from 'node:zlib';
import type { ZstdOptions } from 'node:zlib';
import type { Clock } from '../../wire/clock.ts';
import type { WorkspaceId } from '../../wire/ids.ts';
import type { BlobRef, BlobStore } from '../ports/blobs.ts';
import type { BodyArchive } from '../ports/bodies.ts';
import { cutIntoChunks } from './chunks.ts';
import { decodeManifest, encodeManifest } from './manifest.ts';
import { maskSecrets } from './mask-secrets.ts';
import { chunkKey, createShareIndex } from './share-index.ts';
import type { Slice } from './share-index.ts';

/** Some 200 bytes each, and a conversation takes one for every message. */
const DEFAULT_MAX_INDEX_ENTRIES = 50_000;
/** Retention deletes by age, and a body must not lose a chunk that is much older than itself. */
const DEFAULT_MAX_SHARE_AGE_MS = 24 * 3_600 * 1_000;
/** Above this, compressing takes long enough (0.2 ms and more) to be done off the main thread. */
const SYNC_BYTES = 64 * 1024;
const FASTEST: ZstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const compressAside = promisify<Buffer, ZstdOptions, Buffer>(zstdCompress);
const decompress = promisify<Buffer, Buffer>(zstdDecompress);

export interface BodyArchiveOptions {
  blobs: BlobStore;
  clock: Clock;
  maxIndexEntries?: number;
  maxShareAgeMs?: number;
}

/** Marks a ref that names the body's one block, not a manifest. */
const WHOLE = 'whole ';

/** As many as there are threads to compress them: each holds its body three times over while it is worked on. */
const MAX_LARGE_AT_ONCE = 4;

interface Piece {
  key: string;
  bytes: Buffer;
  /** Where it is stored; null = nowhere yet. */
  slice: Slice | null;
}

/**
 * The index of what can be shared is in memory: after a start each conversation is stored whole once more. `boundaries`
 * must not cut a secret in two (the ends of JSON values never do), for chunks are masked one by one.
 */
export function createBodyArchive(options: BodyArchiveOptions): BodyArchive {
  const { blobs, clock } = options;
  const { maxIndexEntries = DEFAULT_MAX_INDEX_ENTRIES, maxShareAgeMs = DEFAULT_MAX_SHARE_AGE_MS } = options;
  const index = createShareIndex(maxIndexEntries, maxShareAgeMs);
  const stats = { receivedBytes: 0, uniqueBytes: 0, writtenBytes: 0 };

  const append = (bytes: Buffer): BlobRef => {
    const ref = blobs.append(bytes);
    stats.writtenBytes += bytes.length;
    return ref;
  };
  const findPieces = (workspace: WorkspaceId, body: Buffer, boundaries: readonly number[]): Piece[] =>
    cutIntoChunks(body.length, boundaries).map(({ start, end }) => {
      const bytes = body.subarray(start, end);
      const key = chunkKey(workspace, bytes);
      return { key, bytes, slice: index.find(key, clock.now()) };
    });
  const inTurn = takeTurns(MAX_LARGE_AT_ONCE);
  const storeTogether = async (pieces: readonly Piece[]): Promise<void> => {
    const size = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
    await (size <= SYNC_BYTES ? storeNow(pieces) : inTurn(() => storeNow(pieces)));
  };
  const storeNow = async (pieces: readonly Piece[]): Promise<void> => {
    if (pieces.length === 0) return;
    const masked = pieces.map((piece) => maskSecrets(piece.bytes));
    const block = append(await compress(Buffer.concat(masked)));
    let start = 0;
    for (const [position, piece] of pieces.entries()) {
      const length = masked[position]?.length ?? 0;
      piece.slice = { block, start, length };
      index.add(piece.key, piece.slice, clock.now());
      stats.uniqueBytes += piece.bytes.length;
      start += length;
    }
  };

  return {
    async store(workspace, body, boundaries) {
      stats.receivedBytes += body.length;
      const pieces = findPieces(workspace, body, boundaries);
      const isNew = pieces.every((piece) => piece.slice === null);
      await storeTogether(pieces.filter((piece) => piece.slice === null));
      const [first] = pieces;
      // Nothing was shared: the block is the body, and needs no manifest. Most answers, and the first of each session.
      if (isNew && first?.slice) return WHOLE + first.slice.block;
      return append(encodeManifest(pieces.flatMap((piece) => piece.slice ?? [])));
    },
    async read(ref) {
      if (ref.startsWith(WHOLE)) {
        const block = await blobs.read(ref.slice(WHOLE.length));
        return block === null ? null : decompress(block);
      }
      const manifest = await blobs.read(ref);
      return manifest === null ? null : readSlices(blobs, decodeManifest(manifest));
    },
    stats: () => ({ ...stats }),
  };
}

/** At most so many at once; the others wait in the order in which they came. */
function takeTurns(atOnce: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < atOnce) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await work();
    } finally {
      // The place goes straight to the next one, or is free.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

async function compress(bytes: Buffer): Promise<Buffer> {
  return bytes.length <= SYNC_BYTES ? zstdCompressSync(bytes, FASTEST) : compressAside(bytes, FASTEST);
}

/** null when a block is gone. Every block is read and opened once. */
async function readSlices(blobs: BlobStore, slices: readonly Slice[]): Promise<Buffer | null> {
  const opened = new Map<BlobRef, Buffer>();
  const parts: Buffer[] = [];
  for (const { block, start, length } of slices) {
    let bytes = opened.get(block);
    if (bytes === undefined) {
      const compressed = await blobs.read(block);
      if (compressed === null) return null;
      bytes = await decompress(compressed);
      opened.set(block, bytes);
    }
    parts.push(bytes.subarray(start, start + length));
  }
  return Buffer.concat(parts);
}
