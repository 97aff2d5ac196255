/** The log's journal: rows as lines in append-only segments, durable before the database has seen them. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAppendOnlyFile } from '../append-only-file.ts';
import type { AppendOnlyFile } from '../append-only-file.ts';

const SEGMENT_FILE = /^journal-(\d{1,15})\.ndjson$/;
const NEWLINE = 0x0a;

/** A segment that takes no more rows. */
export interface ClosedSegment {
  number: number;
  path: string;
}

export interface Journal {
  /** Bytes in the segment that takes rows. */
  readonly size: number;
  /** One line, without its newline. Throws when it cannot be written. */
  append(line: string): void;
  /** Ends the segment that takes rows; the next append begins a new one. */
  rotate(): void;
  /** Oldest first; those that an earlier process left behind come before all others. */
  closedSegments(): readonly ClosedSegment[];
  /** Deletes a segment, or sets its file aside under another name for a person to look at. */
  release(segment: ClosedSegment, how: 'delete' | 'set-aside'): void;
}

/** Opens the segments in `directory`. New ones are numbered above all that are there and above `lastNumber`. */
export function openJournal(directory: string, lastNumber: number): Journal {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const closed = leftBehind(directory);
  let number = Math.max(lastNumber, ...closed.map((segment) => segment.number));
  let current: AppendOnlyFile | null = null;
  return {
    get size() {
      return current?.size ?? 0;
    },
    append(line) {
      if (current === null) {
        current = openAppendOnlyFile(segmentPath(directory, number + 1));
        number += 1;
      }
      current.append(Buffer.from(`${line}\n`));
    },
    rotate() {
      if (current === null) return;
      current.close();
      current = null;
      closed.push({ number, path: segmentPath(directory, number) });
    },
    closedSegments: () => closed,
    release(segment, how) {
      if (how === 'delete') rmSync(segment.path, { force: true });
      else renameSync(segment.path, `${segment.path}.damaged`);
      closed.splice(closed.indexOf(segment), 1);
    },
  };
}

/** Lines in the file, a torn last one counted too; null when somebody took the file away. */
export async function countLines(path: string): Promise<number | null> {
  const bytes = await readIfThere(path);
  if (bytes === null) return null;
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  const isTorn = bytes.length > 0 && bytes.at(-1) !== NEWLINE;
  return isTorn ? lines + 1 : lines;
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function leftBehind(directory: string): ClosedSegment[] {
  return readdirSync(directory)
    .flatMap((name) => SEGMENT_FILE.exec(name)?.slice(1).map(Number) ?? [])
    .sort((a, b) => a - b)
    .map((number) => ({ number, path: segmentPath(directory, number) }));
}

function segmentPath(directory: string, number: number): string {
  return join(directory, `journal-${number}.ndjson`);
}
