/** Reads a segment of the journal that DuckDB refuses: line by line, each row within its bounds. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { LogRow } from '../ports/log.ts';
import { boundRow } from '../ports/log/bound-row.ts';
import { isObject } from '../../wire/json/object.ts';

/** A line of an older version may be this long; what is longer is no row. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The file itself cannot be read, as where the disk is broken. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** Writes the rows of `from` to `to`, which is made anew; returns how many lines were rows, and how many were not. */
export async function writeReadableRows(from: string, to: string): Promise<{ rows: number; damaged: number }> {
  const file = await open(to, 'w', 0o600);
  let rows = 0;
  let damaged = 0;
  try {
    for await (const line of linesOf(from)) {
      const row = readRow(line);
      if (row === null) damaged += 1;
      else {
        await file.write(`${JSON.stringify(row)}\n`);
        rows += 1;
      }
    }
    return { rows, damaged };
  } finally {
    await file.close();
  }
}

/** A torn last line is a line. null = one that is too long. Throws UnreadableFile. */
async function* linesOf(path: string): AsyncGenerator<Buffer | null> {
  let pieces: Buffer[] = [];
  let length = 0;
  const take = (): Buffer | null => {
    const line = length > MAX_LINE_BYTES ? null : Buffer.concat(pieces);
    pieces = [];
    length = 0;
    return line;
  };
  const push = (piece: Buffer): void => {
    length += piece.length;
    if (length <= MAX_LINE_BYTES) pieces.push(piece);
  };
  for await (const chunk of chunksOf(path)) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      push(chunk.subarray(start, at));
      yield take();
      start = at + 1;
    }
    push(chunk.subarray(start));
  }
  if (length > 0) yield take();
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Buffer;
  } catch (cause) {
    throw new UnreadableFile('The file cannot be read', { cause });
  }
}

function readRow(line: Buffer | null): LogRow | null {
  try {
    const row: unknown = line === null ? null : JSON.parse(line.toString());
    return isObject(row) && typeof row['id'] === 'string' ? boundRow(row as unknown as LogRow) : null;
  } catch {
    return null;
  }
}
