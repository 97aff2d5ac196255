/** Moves every pack of a data directory into a bucket, and copies them back, where no Tollgate uses the directory. */
import { writeFileSync } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Logger } from '../../../observe/logger.ts';
import { sealPack } from '../files.ts';
import { packPath, packsIn, sealedPath } from '../pack-files.ts';
import { nodeOf } from '../node-refs.ts';
import { ownersPath } from '../pack-owners.ts';
import { keyOf, parseOwnersKey, putPack } from './packs-in-bucket.ts';
import type { S3Objects } from './s3-objects.ts';

export interface MovePacks {
  directory: string;
  objects: S3Objects;
  /** Ms since the epoch. */
  now: () => number;
  logger: Logger;
  onPack: (number: number, bytes: number) => void;
}

/** Resolves with how many. One leaves the disk when the bucket has as many bytes of it; run again, it goes on with the rest. */
export async function movePacks({ directory, objects, now, logger, onPack }: MovePacks): Promise<number> {
  const found = packsIn(directory);
  const newest = Math.max(0, ...found.map(({ number }) => number));
  // Numbers go on from here: a pack that takes the number of one in the bucket would replace it there.
  writeFileSync(packPath(directory, newest + 1), '', { flag: 'a', mode: 0o600 });
  const node = nodeOf(directory);
  let moved = 0;
  for (const { number, kind } of found.toSorted((a, b) => a.number - b.number)) {
    if (kind === 'bin') {
      if ((await stat(packPath(directory, number))).size === 0) {
        await rm(packPath(directory, number));
        continue;
      }
      await sealPack({ directory, number, logger, isStopped: () => false, onSealed: undefined });
    }
    const path = sealedPath(directory, number);
    const key = keyOf(node, number);
    await putPack(objects, { node, directory, number, path, now: now() });
    const [{ size }, there] = [await stat(path), await objects.size(key)];
    if (there !== size) throw new Error(`Pack ${number} has ${size} bytes, and ${there} in the bucket.`);
    await rm(path);
    await rm(ownersPath(directory, number), { force: true });
    moved += 1;
    onPack(number, size);
  }
  return moved;
}

/**
 * Copies the packs that this directory's node has in the bucket; the bucket keeps them. Resolves with how many there are. One that
 * is here already is not read again, so that an interrupted run goes on where it was.
 */
export async function copyPacksBack({
  directory,
  objects,
  onPack,
}: Omit<MovePacks, 'logger' | 'now'>): Promise<number> {
  const found = packsIn(directory);
  const here = new Set(found.filter(({ kind }) => kind === 'zst').map(({ number }) => number));
  const node = nodeOf(directory);
  let packs = 0;
  // Numbers are never used again, and the newest pack is always here.
  for (let number = 0; number <= Math.max(0, ...found.map((pack) => pack.number)); number += 1) {
    const key = keyOf(node, number);
    const size = await objects.size(key);
    if (size === null) continue;
    packs += 1;
    if (here.has(number)) continue;
    const bytes = await objects.range(key, 0, size);
    if (bytes.length !== size)
      throw new Error(`Pack ${number} has ${size} bytes in the bucket, and ${bytes.length} came.`);
    const part = `${sealedPath(directory, number)}.part`;
    await writeFile(part, bytes, { mode: 0o600, flush: true });
    await rename(part, sealedPath(directory, number));
    onPack(number, size);
  }
  await copyOwnersBack({ directory, objects }, node);
  return packs;
}

/** Whose bytes lie where in these packs. */
async function copyOwnersBack(
  { directory, objects }: Pick<MovePacks, 'directory' | 'objects'>,
  node: string,
): Promise<void> {
  let after: string | null = null;
  do {
    const page = await objects.list(`${node}/`, after);
    for (const key of page.keys) {
      const place = parseOwnersKey(key);
      const size = place === null ? null : await objects.size(key);
      if (place === null || size === null) continue;
      await writeFile(ownersPath(directory, place.pack), await objects.range(key, 0, size), { mode: 0o600 });
    }
    after = page.next;
  } while (after !== null);
}
