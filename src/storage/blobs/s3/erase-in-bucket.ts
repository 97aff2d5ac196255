/**
 * Erases in the bucket what organisations keep for less time than the bucket does. Each node looks at its own packs, and a day
 * later at those of others, which may be gone for good. Two that erase the same write the same.
 */
import type { Owner } from '../../ports/retention.ts';
import { formatOwners, isAllErased, parseOwners, withoutOwners } from '../pack-owners.ts';
import { blankRanges, type RangeSource } from '../seekable-zstd.ts';
import { keyOf, parseOwnersKey } from './packs-in-bucket.ts';
import type { S3Objects } from './s3-objects.ts';

const DAY_MS = 86_400_000;
/** Packs that came so shortly before the end of the last round are looked at again: clocks of nodes differ. */
const OVERLAP_MS = 3_600_000;

interface Bucket {
  objects: S3Objects;
  /** This node's name. */
  node: string;
  /** The object with this key is another now. */
  forget: (key: string) => void;
}

interface Round {
  keys: string[];
  before: number;
}

/** Returns what erases in one pack what came before a moment; true = there may be more. Throws S3Error. */
export function eraseInBucket(bucket: Bucket): (before: number, owner: Owner) => Promise<boolean> {
  const rounds = new Map<string, Round>();
  /** What came earlier was looked at, by organisation. */
  const through = new Map<string, number>();
  return async (before, owner) => {
    const id = owner.organisationId;
    const since = through.get(id) ?? -Infinity;
    const round = rounds.get(id) ?? { before, keys: await dueKeys(bucket, since - OVERLAP_MS, before) };
    rounds.set(id, round);
    const [key] = round.keys;
    if (key === undefined) {
      through.set(id, round.before);
      rounds.delete(id);
      return false;
    }
    await eraseIn(bucket, key, new Set(owner.workspaces));
    round.keys.shift();
    return true;
  };
}

async function dueKeys({ objects, node }: Bucket, since: number, before: number): Promise<string[]> {
  const due: string[] = [];
  let after: string | null = null;
  do {
    const page = await objects.list('', after);
    for (const key of page.keys) {
      const owners = parseOwnersKey(key);
      if (owners === null) continue;
      const later = owners.node === node ? 0 : DAY_MS;
      if (owners.at >= since - later && owners.at < before - later) due.push(key);
    }
    after = page.next;
  } while (after !== null);
  return due;
}

async function eraseIn({ objects, forget }: Bucket, key: string, owners: ReadonlySet<string>): Promise<void> {
  const place = parseOwnersKey(key);
  const text = await read(objects, key);
  const rest = text === null ? null : withoutOwners(parseOwners(text.toString()), owners);
  if (place === null || rest === null) return;
  const packKey = keyOf(place.node, place.pack);
  const pack = await read(objects, packKey);
  // A rule of the bucket has taken it.
  if (pack === null) return objects.remove(key);
  const frames: Buffer[] = [];
  const { size } = await blankRanges(asSource(pack), { writeFile: async (bytes) => frames.push(bytes) }, rest.erased);
  forget(packKey);
  if (isAllErased(rest.left, size)) {
    await objects.remove(packKey);
    return objects.remove(key);
  }
  await objects.put(packKey, Buffer.concat(frames));
  await objects.put(key, Buffer.from(formatOwners(rest.left)));
}

async function read(objects: S3Objects, key: string): Promise<Buffer | null> {
  const size = await objects.size(key);
  return size === null ? null : objects.range(key, 0, size);
}

const asSource = (bytes: Buffer) => ({
  stat: () => Promise.resolve({ size: bytes.length }),
  read: (...[into, offset, length, position]: Parameters<RangeSource['read']>) =>
    Promise.resolve({ bytesRead: bytes.copy(into, offset, position, position + length) }),
});
