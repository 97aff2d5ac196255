/** The files of the log's journal, as those see them who read them: each is a segment, with one row in each line. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SEGMENT_FILE = /^journal-(\d{1,15})\.ndjson$/;
const NEWLINE = 0x0a;

/** A segment that takes no more rows. */
export interface ClosedSegment {
  number: number;
  path: string;
  /** What was written to it; null when an earlier process did. */
  lines: number | null;
}

/** Which segments take no more rows. */
export interface Closed {
  /** All up to this number. */
  through: number;
  /** Numbers of those that the running process wrote and has not seen ingested, each with its lines. */
  written: readonly (readonly [number: number, lines: number])[];
}

/** Oldest first; those that an earlier process left behind come before all others. Of the written ones, also those whose file is gone. */
export function closedSegments(directory: string, { through, written }: Closed): ClosedSegment[] {
  const lines = new Map<number, number | null>(segmentNumbers(directory).map((number) => [number, null]));
  for (const [number, count] of written) lines.set(number, count);
  return [...lines]
    .filter(([number]) => number <= through)
    .sort(([a], [b]) => a - b)
    .map(([number, count]) => ({ number, path: segmentPath(directory, number), lines: count }));
}

export function segmentNumbers(directory: string): number[] {
  return readdirSync(directory).flatMap((name) => SEGMENT_FILE.exec(name)?.slice(1).map(Number) ?? []);
}

export function segmentPath(directory: string, number: number): string {
  return join(directory, `journal-${number}.ndjson`);
}

/** Deletes a segment, or sets its file aside under another name for a person to look at. */
export function releaseSegment({ path }: ClosedSegment, how: 'delete' | 'set-aside'): void {
  if (how === 'delete') rmSync(path, { force: true });
  else renameSync(path, `${path}.damaged`);
}

/** Lines in the segment, a torn last one counted too; null when somebody took its file away. */
export async function countLines({ path, lines }: ClosedSegment): Promise<number | null> {
  if (lines !== null) return existsSync(path) ? lines : null;
  const bytes = await readFile(path);
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  const isTorn = bytes.length > 0 && bytes.at(-1) !== NEWLINE;
  return isTorn ? count + 1 : count;
}
