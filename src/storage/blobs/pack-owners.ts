/**
 * Whose bytes lie where in a pack: a file beside it with a line for each range, `<offset> <length> <owner>`. What no line names
 * is nobody's: a pack of a version before this file, or bytes that a kill cut off from their line.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppendOnlyFile, openAppendOnlyFile } from '../append-only-file.ts';

export interface OwnedRange {
  offset: number;
  length: number;
  /** A workspace; null = it was erased. */
  owner: string | null;
}

const LINE = /^(\d{1,12}) (\d{1,12}) (\S{1,200})$/;
const ERASED = '-';

export const ownersPath = (directory: string, number: number): string => join(directory, `pack-${number}.owners`);

/** Lines that are none, as a torn last one, are left out. */
export function parseOwners(text: string): OwnedRange[] {
  return text.split('\n').flatMap((line) => {
    const [, offset, length, owner] = LINE.exec(line) ?? [];
    if (owner === undefined) return [];
    return [{ offset: Number(offset), length: Number(length), owner: owner === ERASED ? null : owner }];
  });
}

/** Ranges of one owner that follow one another become one. */
export function formatOwners(ranges: readonly OwnedRange[]): string {
  const joined: OwnedRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last?.owner === range.owner && last.offset + last.length === range.offset) {
      joined[joined.length - 1] = { ...last, length: last.length + range.length };
    } else {
      joined.push(range);
    }
  }
  return joined.map(({ offset, length, owner }) => `${offset} ${length} ${owner ?? ERASED}\n`).join('');
}

/** Empty where nothing is known of the pack. */
export async function readOwners(directory: string, number: number): Promise<OwnedRange[]> {
  try {
    return parseOwners(await readFile(ownersPath(directory, number), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Notes them for the pack that takes blocks. */
export function createOwnerNotes(directory: string) {
  let open: { number: number; file: AppendOnlyFile } | null = null;
  const close = (): void => {
    open?.file.close();
    open = null;
  };
  return {
    note(number: number, ranges: readonly OwnedRange[]): void {
      if (ranges.length === 0) return;
      if (open?.number !== number) {
        close();
        open = { number, file: openAppendOnlyFile(ownersPath(directory, number)) };
      }
      open?.file.append([Buffer.from(formatOwners(ranges))]);
    },
    close,
  };
}

/** What is left when everything of these owners is erased, and what that is; null = nothing is theirs. */
export function withoutOwners(ranges: readonly OwnedRange[], owners: ReadonlySet<string>) {
  const isTheirs = ({ owner }: OwnedRange): boolean => owner !== null && owners.has(owner);
  const erased = ranges.filter(isTheirs);
  if (erased.length === 0) return null;
  return { erased, left: ranges.map((range) => (isTheirs(range) ? { ...range, owner: null } : range)) };
}

/** Whether a pack of so many bytes has nothing in it any more. */
export function isAllErased(ranges: readonly OwnedRange[], packBytes: number): boolean {
  const erased = ranges.filter(({ owner }) => owner === null).reduce((sum, { length }) => sum + length, 0);
  return ranges.every(({ owner }) => owner === null) && erased === packBytes;
}

/** A block that was erased is zeros, and no body is: it is gone. */
export function unlessErased(block: Buffer | null): Buffer | null {
  if (block === null || block.length === 0 || block[0] !== 0) return block;
  return block.every((byte) => byte === 0) ? null : block;
}
