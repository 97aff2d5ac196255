/** The log's journal: rows as lines in append-only segments, durable before the database has seen them. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAppendOnlyFile } from '../append-only-file.ts';
import type { AppendOnlyFile } from '../append-only-file.ts';
import { writeTogether } from '../write-together.ts';

const SEGMENT_FILE = /^journal-(\d{1,15})\.ndjson$/;
const NEWLINE = 0x0a;
/** For some twenty rows at once. */
const SCRATCH_BYTES = 128 * 1024;
/** Of UTF-8, for one unit of a string. */
const MAX_BYTES_PER_CHARACTER = 3;

/** A segment that takes no more rows. */
export interface ClosedSegment {
  number: number;
  path: string;
  /** What was written to it; null when an earlier process did. */
  lines: number | null;
}

export interface Journal {
  /** Rows in the segment that takes them, those included that are still to be written. */
  readonly rows: number;
  /** Bytes of the same; a character counts for one. */
  readonly size: number;
  /** One line, without its newline. Resolves once it survives `kill -9`; rejects when it cannot be written. */
  append(line: string): Promise<void>;
  /** Writes what waits and ends the segment that takes rows; the next append begins a new one. */
  rotate(): void;
  /** Oldest first; those that an earlier process left behind come before all others. */
  closedSegments(): readonly ClosedSegment[];
  /** Deletes a segment, or sets its file aside under another name for a person to look at. */
  release(segment: ClosedSegment, how: 'delete' | 'set-aside'): void;
}

/**
 * Opens the segments in `directory`, which has to be there. New ones are numbered above all that are in it and above
 * `lastNumber`.
 */
export function openJournal(directory: string, lastNumber: number): Journal {
  const closed = leftBehind(directory);
  let number = Math.max(lastNumber, ...closed.map((segment) => segment.number));
  let current: { file: AppendOnlyFile; lines: number } | null = null;
  let rows = 0;
  let size = 0;
  const encode = createEncoder();
  const group = writeTogether<string>((lines) => {
    if (current === null) {
      current = { file: openAppendOnlyFile(segmentPath(directory, number + 1)), lines: 0 };
      number += 1;
    }
    current.file.append([encode(`${lines.join('\n')}\n`)]);
    current.lines += lines.length;
  });
  return {
    get rows() {
      return rows;
    },
    get size() {
      return size;
    },
    append(line) {
      rows += 1;
      size += line.length + 1;
      return group.add(line);
    },
    rotate() {
      group.flush();
      rows = 0;
      size = 0;
      if (current === null) return;
      current.file.close();
      closed.push({ number, path: segmentPath(directory, number), lines: current.lines });
      current = null;
    },
    closedSegments: () => closed,
    release(segment, how) {
      if (how === 'delete') rmSync(segment.path, { force: true });
      else renameSync(segment.path, `${segment.path}.damaged`);
      closed.splice(closed.indexOf(segment), 1);
    },
  };
}

/** The bytes are good until the next call: a fresh piece of memory costs more than the encoding. */
function createEncoder(): (text: string) => Buffer {
  const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  return (text) => {
    const fits = text.length * MAX_BYTES_PER_CHARACTER <= scratch.length;
    return fits ? scratch.subarray(0, scratch.write(text)) : Buffer.from(text);
  };
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

function leftBehind(directory: string): ClosedSegment[] {
  return readdirSync(directory)
    .flatMap((name) => SEGMENT_FILE.exec(name)?.slice(1).map(Number) ?? [])
    .sort((a, b) => a - b)
    .map((number) => ({ number, path: segmentPath(directory, number), lines: null }));
}

function segmentPath(directory: string, number: number): string {
  return join(directory, `journal-${number}.ndjson`);
}
