/** Deletes what is too old, and the oldest of what takes too much of the disk: in small slices, with pauses between them. */
import { statfs } from 'node:fs/promises';
import type { Logger } from '../observe/logger.ts';
import type { Owner, OwnerRetention, Retained } from './ports/retention.ts';

export interface RetentionOptions {
  rows: Retained;
  /** A body may refer to slices of bodies that are up to a day older than itself. */
  bodies: Retained;
  /** Both are under it: whose disk they take. */
  directory: string;
  /** null = for ever. */
  maxAgeMs: number | null;
  /** Asked for in each round. */
  owners: () => Promise<readonly OwnerRetention[]>;
  /** `share`: of what they take together with what is free on their disk. */
  maxSize: { bytes: number } | { share: number };
  now: () => number;
  /** Resolves after so many ms; false = it is over, and nothing more is to be done. */
  pause: (ms: number) => Promise<boolean>;
  logger: Logger;
}

/** Between two slices: deleting takes a twentieth of the time. */
const PAUSE_MS = 200;
/** How much older a body may be than the row that needs it. */
const SHARED_MS = 24 * 3_600 * 1000;
/** Where there is too much, this part of the time that it covers goes at once. */
const STEP = 1 / 20;
const MAX_STEPS = 40;

/** One round. Never rejects: what failed is reported, and tried again with the next round. */
export async function deleteOld(options: RetentionOptions): Promise<void> {
  const { logger, maxAgeMs, now } = options;
  try {
    if (maxAgeMs !== null && !(await deleteBefore(options, cutoffs(now() - maxAgeMs)))) return;
    for (const owner of await options.owners()) {
      if (!(await deleteBefore(options, cutoffs(now() - owner.maxAgeMs), owner))) return;
    }
    await shrink(options);
  } catch (error) {
    logger.error('Old rows and bodies could not be deleted; it will be tried again', { error });
  }
}

interface Cutoffs {
  rows: number;
  bodies: number;
}

const cutoffs = (rows: number): Cutoffs => ({ rows, bodies: rows - SHARED_MS });

/** False = it was stopped. */
async function deleteBefore(
  { rows, bodies, pause }: RetentionOptions,
  before: Cutoffs,
  owner?: Owner,
): Promise<boolean> {
  while (await rows.deleteSlice(before.rows, owner)) if (!(await pause(PAUSE_MS))) return false;
  while (await bodies.deleteSlice(before.bodies, owner)) if (!(await pause(PAUSE_MS))) return false;
  return true;
}

/** Deletes the oldest until the rest fits. A row whose body is gone stays, and says that it is gone. */
async function shrink(options: RetentionOptions): Promise<void> {
  const { rows, bodies, now, logger } = options;
  let takenBefore = Infinity;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const taken = (await rows.bytes()) + (await bodies.bytes());
    // The disk may get its room back later than the rows go: to go on would delete more than is needed.
    if (taken >= takenBefore) return;
    takenBefore = taken;
    const room = await roomFor(options, taken);
    if (taken <= room) return;
    const moments = [await rows.oldest(), await bodies.oldest()].filter((moment) => moment !== null);
    if (moments.length === 0) return;
    const oldest = Math.min(...moments);
    // At least an hour, so that what is young and large goes as well.
    const before = Math.min(now(), oldest + Math.max(3_600_000, (now() - oldest) * STEP));
    logger.warn('Rows and bodies take more of the disk than they may: the oldest are deleted', { taken, room, before });
    if (!(await deleteBefore(options, { rows: before, bodies: before }))) return;
  }
}

async function roomFor({ maxSize, directory }: RetentionOptions, taken: number): Promise<number> {
  if ('bytes' in maxSize) return maxSize.bytes;
  const { bavail, bsize } = await statfs(directory);
  return (taken + bavail * bsize) * maxSize.share;
}
