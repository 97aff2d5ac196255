/** The way from the journal into the database: each closed segment in one transaction, exactly once. */
import { rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Logger } from '../../observe/logger.ts';
import type { Clock } from '../../kernel/clock.ts';
import { COLUMN_NAMES, JSON_COLUMNS } from './columns.ts';
import { dropCache } from './database.ts';
import { countLines } from './journal.ts';
import type { ClosedSegment, Journal } from './journal.ts';
import { UnreadableFile, writeReadableRows } from './salvage.ts';

export interface IngestContext {
  journal: Journal;
  connection: DuckDBConnection;
  clock: Clock;
  logger: Logger;
  /** Kept from one call to the next. */
  suspects: Suspects;
  /** Told when rows are left out of the log because they cannot be read. */
  onSetAside?: () => void;
}

/** The number of the newest segment that is in the database; 0 = none. */
export async function lastIngested(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll('SELECT ingested_through FROM journal');
  return Number(result.getRowsJS()[0]?.[0] ?? 0);
}

/** What is known of segments that failed, by their number. */
export type Suspects = Map<number, { attempts: number }>;

/** A segment that could not be ingested, for whatever reason; it stands among the suspects from now on. */
export class SegmentError extends Error {
  override readonly name = 'SegmentError';
  /** It has not been read line by line yet. */
  readonly isFirst: boolean;
  constructor(segment: ClosedSegment, { attempts, cause }: { attempts: number; cause: unknown }) {
    super(`Segment ${segment.number} of the journal cannot be read`, { cause });
    this.isFirst = attempts === 1;
  }
}

/** A file that cannot be read may be readable again in a moment; one of a process that is gone has had its moments. */
const MAX_ATTEMPTS = 5;

/**
 * Ingests every closed segment and deletes it, oldest first: `ingested_through` says that all before it are done. A segment
 * that DuckDB cannot read is read line by line, and what cannot be read at all is set aside, so that the rows after it go
 * on. Throws SegmentError at the first failure, as DuckDB may refuse everything after it: the caller opens it anew, and asks
 * again.
 */
export async function ingestClosedSegments(context: IngestContext): Promise<void> {
  for (let done = 0; ; done += 1) {
    const segment = context.journal.closedSegments()[0];
    if (segment === undefined) return done === 0 ? undefined : dropCache(context.connection);
    const damaged = await ingestAnyhow(context, segment);
    context.journal.release(segment, damaged > 0 ? 'set-aside' : 'delete');
    context.suspects.delete(segment.number);
  }
}

async function ingestAnyhow(context: IngestContext, segment: ClosedSegment): Promise<number> {
  const suspect = context.suspects.get(segment.number);
  try {
    return await (suspect === undefined ? ingestSegment(context, segment) : ingestLineByLine(context, segment));
  } catch (error) {
    // The machine's fault, and not the segment's: it waits.
    if (isOutOfRoom(error)) throw error;
    const attempts = (suspect?.attempts ?? 0) + 1;
    context.suspects.set(segment.number, { attempts });
    const isGivenUp = attempts >= MAX_ATTEMPTS || (segment.lines === null && attempts > 1);
    if (!isGivenUp || !(error instanceof UnreadableFile)) throw new SegmentError(segment, { attempts, cause: error });
    context.logger.error('A segment of the journal cannot be read; it is set aside, and the rows after it go on', {
      ...segment,
      error: error.cause,
    });
    context.onSetAside?.();
    return segment.lines ?? 1;
  }
}

function isOutOfRoom(error: unknown): boolean {
  return error instanceof Error && /Out of Memory|failed to (?:pin|allocate)|No space left|ENOSPC/.test(error.message);
}

/** What DuckDB has refused as a whole, by the lines that are rows, each within its bounds. */
async function ingestLineByLine(
  { connection, logger, onSetAside }: IngestContext,
  segment: ClosedSegment,
): Promise<number> {
  const readable = `${segment.path}.readable`;
  try {
    const { rows, damaged } = await writeReadableRows(segment.path, readable);
    const inserted = await insertOnce(connection, { ...segment, path: readable });
    logger.warn('A segment of the journal was read line by line', { ...segment, rows, damaged, inserted });
    if (damaged > 0) onSetAside?.();
    return damaged;
  } finally {
    rmSync(readable, { force: true });
  }
}

/** Returns how many of the segment's lines were no rows. */
async function ingestSegment({ connection, clock, logger }: IngestContext, segment: ClosedSegment): Promise<number> {
  const started = clock.elapsed();
  const lines = await countLines(segment);
  if (lines === null) {
    logger.error('A segment of the journal was taken away before the log had read it', { ...segment });
    return 0;
  }
  const rows = await insertOnce(connection, segment);
  if (rows === 'done before') return 0;
  logger.debug('The log read a segment of its journal', { ...segment, rows, ms: clock.elapsed() - started });
  const damaged = lines - rows;
  if (damaged > 0) {
    logger.warn('The journal had lines that are no rows; their file is set aside', { ...segment, lines, damaged });
  }
  return damaged;
}

/**
 * Claims the segment and reads its rows in one transaction, so that it counts once even when the process dies before
 * the file is deleted. `ignore_errors` makes a torn line a row of nulls.
 */
async function insertOnce(connection: DuckDBConnection, segment: ClosedSegment): Promise<number | 'done before'> {
  await connection.run('BEGIN');
  try {
    const claim = 'UPDATE journal SET ingested_through = $1 WHERE ingested_through < $1';
    const claimed = await connection.run(claim, [segment.number]);
    if (claimed.rowsChanged === 0) {
      await connection.run('ROLLBACK');
      return 'done before';
    }
    const inserted = await connection.run(
      `INSERT INTO requests (${COLUMN_NAMES}) SELECT ${COLUMN_NAMES}
       FROM read_json($1, format = 'newline_delimited', columns = ${JSON_COLUMNS}, ignore_errors = true)
       WHERE id IS NOT NULL`,
      [segment.path],
    );
    await connection.run('COMMIT');
    return inserted.rowsChanged;
  } catch (error) {
    // A failed COMMIT has rolled back already, and then there is nothing left to roll back.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
