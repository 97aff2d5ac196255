/** Packs on the disk as something to be kept for a time: each goes as a whole, and before that what an owner keeps no longer. */
import { rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import type { Owner, Retained } from '../ports/retention.ts';
import { isAllErased, formatOwners, ownersPath, readOwners, withoutOwners } from './pack-owners.ts';
import { packPath, packsIn, sealedPath } from './pack-files.ts';
import { blankRanges } from './seekable-zstd.ts';

/** Files of owners that one slice reads. */
const READ_AT_ONCE = 16;

interface Pack {
  number: number;
  path: string;
  isSealed: boolean;
  writtenAt: number;
  size: number;
}

/** `newest`: the pack that takes blocks, which stays. `roll`: begins another where that one is too old. */
export function retainedPacks(directory: string, newest: () => number, roll: () => Promise<void>): Retained {
  const all = async (): Promise<Pack[]> => {
    const found = packsIn(directory).map(async ({ number, kind }) => {
      const path = kind === 'zst' ? sealedPath(directory, number) : packPath(directory, number);
      const { mtimeMs, size } = await stat(path);
      return { number, path, isSealed: kind === 'zst', writtenAt: mtimeMs, size };
    });
    return Promise.all(found);
  };
  const others = async (): Promise<Pack[]> =>
    (await all()).filter(({ number }) => number !== newest()).sort((a, b) => a.writtenAt - b.writtenAt);
  const owners = knownOwners(directory);
  return {
    bytes: async () => (await all()).reduce((sum, { size }) => sum + size, 0),
    oldest: async () => (await others())[0]?.writtenAt ?? null,
    async deleteSlice(before, owner) {
      await roll();
      const old = (await others()).filter(({ writtenAt }) => writtenAt < before);
      if (owner !== undefined) return eraseSlice({ directory, owners, old }, owner);
      const [oldest, next] = old;
      if (oldest === undefined) return false;
      await removePack(directory, oldest);
      owners.forget(oldest.number);
      return next !== undefined;
    },
  };
}

async function removePack(directory: string, { path, number }: Pick<Pack, 'path' | 'number'>): Promise<void> {
  await rm(path, { force: true });
  await rm(ownersPath(directory, number), { force: true });
}

/** Who has something in which pack: read once, and then remembered. */
function knownOwners(directory: string) {
  const known = new Map<number, ReadonlySet<string>>();
  return {
    isKnown: (number: number) => known.has(number),
    async of(number: number): Promise<ReadonlySet<string>> {
      const ranges =
        known.get(number) ?? new Set((await readOwners(directory, number)).flatMap((one) => one.owner ?? []));
      known.set(number, ranges);
      return ranges;
    },
    forget: (number: number) => void known.delete(number),
  };
}

interface OldPacks {
  directory: string;
  owners: ReturnType<typeof knownOwners>;
  old: readonly Pack[];
}

/** One pack. A pack that is not compressed yet has its turn later. */
async function eraseSlice({ directory, owners, old }: OldPacks, owner: Owner): Promise<boolean> {
  const theirs: ReadonlySet<string> = new Set(owner.workspaces);
  let read = 0;
  for (const pack of old) {
    if (!pack.isSealed) continue;
    if (!owners.isKnown(pack.number)) read += 1;
    const there = await owners.of(pack.number);
    if (!owner.workspaces.some((workspace) => there.has(workspace))) {
      if (read === READ_AT_ONCE) return true;
      continue;
    }
    await eraseOwners(directory, pack, theirs);
    owners.forget(pack.number);
    return true;
  }
  return false;
}

/** A kill at any moment leaves a pack that can be read, and what is left to do is done again. */
async function eraseOwners(directory: string, pack: Pack, owners: ReadonlySet<string>): Promise<void> {
  const rest = withoutOwners(await readOwners(directory, pack.number), owners);
  if (rest === null) return;
  const part = `${pack.path}.part`;
  const [from, to] = [await open(pack.path, 'r'), await open(part, 'w', 0o600)];
  try {
    const { size } = await blankRanges(from, to, rest.erased);
    await to.sync();
    if (isAllErased(rest.left, size)) {
      rmSync(part);
      return await removePack(directory, pack);
    }
    // Its age stays that of its blocks.
    await utimes(part, pack.writtenAt / 1000, pack.writtenAt / 1000);
    await rename(part, pack.path);
    writeFileSync(ownersPath(directory, pack.number), formatOwners(rest.left), { mode: 0o600 });
  } finally {
    await from.close();
    await to.close();
  }
}
