/**
 * The embedded engine of the blob port: append-only pack files in one directory. A pack takes blocks as they are, with
 * one write for all of one turn of the event loop; once it is full it is compressed as a whole, in the background.
 */
import { mkdirSync, statSync } from 'node:fs';
import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Slices } from '../../kernel/slices.ts';
import type { Logger } from '../../observe/logger.ts';
import { openAppendOnlyFile } from '../append-only-file.ts';
import type { BlobRef, BlobStore } from '../ports/blobs.ts';
import type { Retained } from '../ports/retention.ts';
import { writeTogether } from '../write-together.ts';
import { packPath, packsIn, sealedPath } from './pack-files.ts';
import { createOwnerNotes, type OwnedRange, unlessErased } from './pack-owners.ts';
import { retainedPacks } from './retained-packs.ts';
import { compressFile, readRange } from './seekable-zstd.ts';

const DEFAULT_MAX_PACK_BYTES = 64 * 1024 * 1024;
/** `<pack>:<offset>:<length>`, decimal numbers and nothing else: a ref can never name another file. */
const REF = /^(\d{1,9}):(\d{1,12}):(\d{1,10})$/;

export interface FileBlobsOptions {
  directory: string;
  logger: Logger;
  maxPackBytes?: number;
  /** Told of each pack that is compressed, and at the opening of those that were before. It must not throw. */
  onSealed?: (pack: SealedPack) => void;
  /** A pack takes blocks for no longer than so many ms, so that retention can have its turn; absent = until it is full. */
  maxPackAge?: { ms: number; now: () => number };
}

export interface SealedPack {
  number: number;
  path: string;
}

export interface FileBlobs extends BlobStore {
  retained: Retained;
  /** Begins a new pack, so that the one before is compressed; does nothing where that is empty. */
  beginPack(): void;
}

interface Waiting {
  pieces: readonly Uint8Array[];
  length: number;
  owner: string | undefined;
  /** Empty until it is written. */
  ref: BlobRef;
}

/**
 * Opens (or makes) the packs in `directory`, which this process must have for itself. A pack is full when the next block
 * would make it longer than `maxPackBytes`; a longer block gets a pack of its own. A pack that retention has deleted
 * reads as null; retention must leave the newest one, from which the numbers go on.
 */
export async function openFileBlobs(options: FileBlobsOptions): Promise<FileBlobs> {
  const { directory, logger, maxPackBytes = DEFAULT_MAX_PACK_BYTES, onSealed, maxPackAge } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = packsIn(directory);
  const now = maxPackAge?.now ?? (() => 0);
  const pack = openNewestPack(directory, numberToGoOnWith(found), now);
  let closed = false;

  const { seal, sealed } = sealing({ directory, logger, onSealed, isStopped: () => closed });
  for (const old of found.filter(({ kind }) => kind === 'zst'))
    onSealed?.({ number: old.number, path: sealedPath(directory, old.number) });
  for (const old of found.filter((one) => one.kind === 'bin' && one.number < pack.number)) seal(old.number);

  const group = writeTogether<Waiting>(function* (blocks) {
    for (const run of runsOf(blocks, { size: pack.size, maxPackBytes })) {
      if (run.beginsPack) seal(pack.begin());
      yield* pack.write(run.blocks);
    }
  });
  const beginPack = (): void => {
    if (closed) return;
    group.flush();
    if (pack.size > 0) seal(pack.begin());
  };
  const beginAfter = async (ms: number): Promise<void> => {
    if (closed || now() - pack.begunAt < ms) return;
    beginPack();
    await sealed();
  };

  return {
    async append(pieces, owner) {
      if (closed) throw new Error('The blob store is closed');
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      const block: Waiting = { pieces, length, owner, ref: '' };
      await group.add(block);
      return block.ref;
    },
    read: async (ref) => unlessErased(await readBlock(directory, parseRef(ref))),
    retained: retainedPacks(
      directory,
      () => pack.number,
      () => beginAfter(maxPackAge?.ms ?? Infinity),
    ),
    beginPack,
    async close() {
      if (closed) return;
      group.flush();
      closed = true;
      pack.close();
      await sealed();
    },
  };
}

/** The pack that takes blocks, with the notes of whose they are. `now`: ms since the epoch. */
function openNewestPack(directory: string, first: number, now: () => number) {
  let number = first;
  let file = openAppendOnlyFile(packPath(directory, number));
  let begunAt = statSync(packPath(directory, number)).birthtimeMs;
  const owners = createOwnerNotes(directory);
  return {
    get number() {
      return number;
    },
    get size() {
      return file.size;
    },
    get begunAt() {
      return begunAt;
    },
    *write(run: readonly Waiting[]): Slices<void> {
      let offset = yield* file.appendSlices(run.flatMap(({ pieces }) => pieces));
      const owned: OwnedRange[] = [];
      for (const block of run) {
        block.ref = `${number}:${offset}:${block.length}`;
        if (block.owner !== undefined) owned.push({ offset, length: block.length, owner: block.owner });
        offset += block.length;
      }
      owners.note(number, owned);
    },
    /** Begins the next one. Returns the number of the one before. */
    begin(): number {
      const next = openAppendOnlyFile(packPath(directory, number + 1));
      file.close();
      file = next;
      number += 1;
      begunAt = now();
      return number - 1;
    },
    close(): void {
      file.close();
      owners.close();
    },
  };
}

/** Blocks that go into one pack with one write. */
function runsOf(
  blocks: readonly Waiting[],
  { size, maxPackBytes }: { size: number; maxPackBytes: number },
): { beginsPack: boolean; blocks: Waiting[] }[] {
  const runs: { beginsPack: boolean; blocks: Waiting[] }[] = [{ beginsPack: false, blocks: [] }];
  let filled = size;
  for (const block of blocks) {
    if (filled > 0 && filled + block.length > maxPackBytes) {
      runs.push({ beginsPack: true, blocks: [] });
      filled = 0;
    }
    runs.at(-1)?.blocks.push(block);
    filled += block.length;
  }
  return runs;
}

function numberToGoOnWith(found: ReturnType<typeof packsIn>): number {
  const newest = Math.max(1, ...found.map(({ number }) => number));
  // Its successor was taken away, and what is compressed takes no more blocks.
  return found.some(({ number, kind }) => number === newest && kind === 'zst') ? newest + 1 : newest;
}

/** One pack after the other, in the background. */
function sealing(how: Omit<FullPack, 'number'>) {
  let last = Promise.resolve();
  return {
    seal(number: number): void {
      last = last.then(() => sealPack({ ...how, number }));
    },
    sealed: (): Promise<void> => last,
  };
}

interface FullPack {
  directory: string;
  number: number;
  logger: Logger;
  isStopped: () => boolean;
  onSealed: ((pack: SealedPack) => void) | undefined;
}

/**
 * Puts the compressed form in the place of the pack. A kill at any moment leaves one of the two whole, and the next
 * start does what is left to do. Never rejects: a pack that cannot be compressed stays as it is.
 */
export async function sealPack({ directory, number, logger, isStopped, onSealed }: FullPack): Promise<void> {
  const path = packPath(directory, number);
  const part = `${sealedPath(directory, number)}.part`;
  try {
    const isWhole = await withFile(path, 'r', (from) =>
      withFile(part, 'w', async (to) => {
        if (!(await compressFile(from, to, isStopped))) return false;
        await to.sync();
        return true;
      }),
    );
    if (!isWhole) return;
    // Its age is that of its blocks.
    const { atime, mtime } = await stat(path);
    await utimes(part, atime, mtime);
    await rename(part, sealedPath(directory, number));
    await rm(path);
    onSealed?.({ number, path: sealedPath(directory, number) });
  } catch (error) {
    logger.error('A pack of bodies could not be compressed; it stays as it is until the next start', { path, error });
  }
}

async function readBlock(directory: string, block: Block): Promise<Buffer | null> {
  const asWritten = await withFileIfThere(packPath(directory, block.pack), (file) => readAsWritten(file, block));
  if (asWritten !== 'not there') return asWritten;
  const sealed = await withFileIfThere(sealedPath(directory, block.pack), (file) =>
    readRange(file, block.offset, block.length),
  );
  return sealed === 'not there' ? null : sealed;
}

async function readAsWritten(file: FileHandle, { offset, length }: Block): Promise<Buffer | null> {
  if (offset + length > (await file.stat()).size) return null;
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, offset);
  return bytesRead === length ? bytes : null;
}

async function withFileIfThere<Result>(
  path: string,
  work: (file: FileHandle) => Promise<Result>,
): Promise<Result | 'not there'> {
  try {
    return await withFile(path, 'r', work);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'not there';
    throw error;
  }
}

async function withFile<Result>(
  path: string,
  flags: 'r' | 'w',
  work: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const file = await open(path, flags, 0o600);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

interface Block {
  pack: number;
  offset: number;
  length: number;
}

function parseRef(ref: BlobRef): Block {
  const match = REF.exec(ref);
  if (match === null) throw new TypeError('Malformed blob ref');
  const [pack, offset, length] = match.slice(1).map(Number);
  if (pack === undefined || offset === undefined || length === undefined) throw new TypeError('Malformed blob ref');
  return { pack, offset, length };
}
