/** The log's journal: rows as lines in append-only segments, durable before any database has seen them. */
import { openAppendOnlyFile } from '../append-only-file.ts';
import type { AppendOnlyFile } from '../append-only-file.ts';
import { writeTogether } from '../write-together.ts';
import { type Closed, segmentNumbers, segmentPath } from './segments.ts';

/** For some twenty rows at once. */
const SCRATCH_BYTES = 128 * 1024;
/** Of UTF-8, for one unit of a string. */
const MAX_BYTES_PER_CHARACTER = 3;

export interface Journal {
  /** Rows in the segment that takes them, those included that are still to be written. */
  readonly rows: number;
  /** Bytes of the same; a character counts for one. */
  readonly size: number;
  /** One line, without its newline. Resolves once it survives `kill -9`; rejects when it cannot be written. */
  append(line: string): Promise<void>;
  /** Writes what waits and ends the segment that takes rows; the next append begins a new one. */
  rotate(): void;
  /** Segments that take no more rows. */
  closed(): Closed;
  /** Every sink has the rows up to this segment. */
  forget(through: number): void;
}

/**
 * Opens the segments in `directory`, which has to be there. New ones are numbered above all that are in it and above
 * `lastNumber`.
 */
export function openJournal(directory: string, lastNumber: number): Journal {
  let written: [number, number][] = [];
  let number = Math.max(lastNumber, ...segmentNumbers(directory));
  let current: { file: AppendOnlyFile; lines: number } | null = null;
  let rows = 0;
  let size = 0;
  const encode = createEncoder();
  const group = writeTogether<string>(function* (lines) {
    if (current === null) {
      current = { file: openAppendOnlyFile(segmentPath(directory, number + 1)), lines: 0 };
      number += 1;
    }
    yield* current.file.appendSlices([encode(`${lines.join('\n')}\n`)]);
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
      written.push([number, current.lines]);
      current = null;
    },
    closed: () => ({ through: current === null ? number : number - 1, written }),
    forget(through) {
      written = written.filter(([segment]) => segment > through);
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
