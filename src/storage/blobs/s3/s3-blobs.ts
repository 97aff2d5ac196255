/**
 * Bodies in a bucket: each node writes its packs to its own disk first, and a pack that is full or old enough goes to the
 * bucket and leaves the disk. While the bucket cannot be reached, packs stay on the disk, as long as retention lets them.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { BoundedMap } from '../../../kernel/bounded-map.ts';
import type { Logger } from '../../../observe/logger.ts';
import type { BlobStore } from '../../ports/blobs.ts';
import type { Retained } from '../../ports/retention.ts';
import { openFileBlobs, type SealedPack } from '../files.ts';
import { splitRef } from '../../blob-refs.ts';
import { nodeOf } from '../node-refs.ts';
import { ownersPath, unlessErased } from '../pack-owners.ts';
import { type Frame, type RangeSource, readFrames, readTable } from '../seekable-zstd.ts';
import { eraseInBucket } from './erase-in-bucket.ts';
import { keyOf, putPack } from './packs-in-bucket.ts';
import type { S3Objects } from './s3-objects.ts';

export interface S3BlobsOptions {
  /** Holds the packs that are not in the bucket yet. */
  directory: string;
  objects: S3Objects;
  logger: Logger;
  /** Runs `callback` once after `ms` and must not keep the process alive; returns what cancels it. */
  setTimer: (callback: () => void, ms: number) => () => void;
  /** Other nodes' rows are in the same log: a reference that names no node may be anybody's, and is not read. */
  isLogShared?: boolean;
  maxPackBytes?: number;
  /** A pack that is not full goes after so many ms. */
  maxPackAgeMs?: number;
  /** Ms since the epoch. */
  now: () => number;
  /** Told after every try: why the bucket does not take a pack, or null. */
  onUpload?: (trouble: string | null) => void;
}

const DEFAULT_MAX_PACK_AGE_MS = 5 * 60_000;
const RETRY_MS = 10_000;
/** Tables of frames of packs in the bucket: some 1 KB each. */
const MAX_TABLES = 500;

export async function openS3Blobs(options: S3BlobsOptions): Promise<BlobStore & { retained: Retained }> {
  const { directory, objects, setTimer, maxPackAgeMs = DEFAULT_MAX_PACK_AGE_MS, isLogShared = false } = options;
  const uploads = createUploads(options);
  const files = await openFileBlobs({ ...options, onSealed: (pack) => uploads.add(pack) });
  const node = nodeOf(directory);
  uploads.begin(node);
  const tables = new BoundedMap<readonly Frame[]>(MAX_TABLES);
  const erase = eraseInBucket({ objects, node, forget: (key) => tables.delete(key) });
  let cancelRoll: () => void = () => undefined;
  const roll = (): void => {
    cancelRoll = setTimer(() => {
      files.beginPack();
      roll();
    }, maxPackAgeMs);
  };
  roll();

  return {
    append: async (pieces, owner) => `${node}/${await files.append(pieces, owner)}`,
    async read(ref) {
      // One that names no node was written before there was a bucket.
      const { node: of, local, pack, offset, length } = splitRef(ref);
      if (of === null && isLogShared) return null;
      if (of === null || of === node) {
        const here = await files.read(local);
        if (here !== null) return here;
      }
      return readObject({ objects, tables }, keyOf(of ?? node, pack), { offset, length });
    },
    retained: {
      ...files.retained,
      async deleteSlice(before, owner) {
        if (await files.retained.deleteSlice(before, owner)) return true;
        // What all bodies of the bucket are kept for is said by a rule of the bucket.
        return owner !== undefined && erase(before, owner);
      },
    },
    async close() {
      cancelRoll();
      await files.close();
      await uploads.end();
    },
  };
}

interface Reader {
  objects: S3Objects;
  tables: BoundedMap<readonly Frame[]>;
}

/** null = the object is gone, or not there yet: another node's newest pack is on that node's disk. */
async function readObject(
  { objects, tables }: Reader,
  key: string,
  range: { offset: number; length: number },
): Promise<Buffer | null> {
  const source = {
    async read(...[into, offset, length, position]: Parameters<RangeSource['read']>) {
      const bytes = await objects.range(key, position, length);
      return { bytesRead: bytes.copy(into, offset) };
    },
  };
  const fresh = async (): Promise<Buffer | null> => {
    const size = await objects.size(key);
    if (size === null) return null;
    const table = await readTable({ ...source, stat: () => Promise.resolve({ size }) });
    tables.set(key, table);
    return range.length === 0 ? Buffer.alloc(0) : readFrames(source, table, range);
  };
  const table = tables.get(key);
  if (table === undefined || range.length === 0) return unlessErased(await fresh());
  try {
    return unlessErased(await readFrames(source, table, range));
  } catch {
    // Another node may have erased something in it: then its frames lie elsewhere, and the old ones are damaged or gone.
    return unlessErased(await fresh());
  }
}

/** One after the other, in order, each until it is there. */
function createUploads({ directory, objects, logger, setTimer, onUpload, now }: S3BlobsOptions) {
  const waiting: SealedPack[] = [];
  let node: string | null = null;
  let running: Promise<void> | null = null;
  let cancelRetry: (() => void) | null = null;
  const state = { isEnded: false };

  const run = async (name: string): Promise<void> => {
    for (let pack = waiting[0]; pack !== undefined && !state.isEnded; pack = waiting[0]) {
      try {
        await putPack(objects, { node: name, directory, now: now(), ...pack });
        await rm(pack.path);
        await rm(ownersPath(directory, pack.number), { force: true });
      } catch (error) {
        // Retention took it away, or somebody did: there is nothing left to keep.
        if (existsSync(pack.path)) return later(error);
      }
      waiting.shift();
      onUpload?.(null);
    }
  };
  const later = (error: unknown): void => {
    onUpload?.('upload_failed');
    logger.error('A pack of bodies did not reach the object store; it stays on this disk and is sent again', { error });
    cancelRetry = setTimer(start, RETRY_MS);
  };
  const start = (): void => {
    if (node === null || running !== null || state.isEnded) return;
    running = run(node).finally(() => {
      running = null;
    });
  };
  return {
    add(pack: SealedPack): void {
      waiting.push(pack);
      cancelRetry?.();
      start();
    },
    begin(name: string): void {
      node = name;
      start();
    },
    /** What has not gone goes after the next start. */
    async end(): Promise<void> {
      state.isEnded = true;
      cancelRetry?.();
      await running;
    },
  };
}
