/** What there is in the bucket of a pack: the pack, and whose bytes lie where in it. */
import { readFile } from 'node:fs/promises';
import { formatOwners, readOwners } from '../pack-owners.ts';
import type { S3Objects } from './s3-objects.ts';

export const keyOf = (node: string, pack: number): string => `${node}/pack-${pack}.zst`;

/** The moment is when the pack came: its bodies are not younger. */
const ownersKeyOf = (node: string, pack: number, at: number): string => `${node}/pack-${pack}.${at}.owners`;

const OWNERS_KEY = /^([^/]+)\/pack-(\d{1,9})\.(\d{1,16})\.owners$/;

/** null = it is another object. */
export function parseOwnersKey(key: string): { node: string; pack: number; at: number } | null {
  const [, node, pack, at] = OWNERS_KEY.exec(key) ?? [];
  return node === undefined ? null : { node, pack: Number(pack), at: Number(at) };
}

/** Puts the file of owners before the pack: without it, nobody could erase what an organisation keeps no longer. Throws S3Error. */
export async function putPack(
  objects: S3Objects,
  pack: { node: string; directory: string; number: number; path: string; now: number },
): Promise<void> {
  const owners = await readOwners(pack.directory, pack.number);
  if (owners.length > 0) {
    await objects.put(ownersKeyOf(pack.node, pack.number, pack.now), Buffer.from(formatOwners(owners)));
  }
  await objects.put(keyOf(pack.node, pack.number), await readFile(pack.path));
}
