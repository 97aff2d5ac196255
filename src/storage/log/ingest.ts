/** The way from the journal into the database: each closed segment in one transaction, exactly once. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Logger } from '../../observe/logger.ts';
import type { Clock } from '../../wire/clock.ts';
import { COLUMN_NAMES, JSON_COLUMNS } from './columns.ts';
import { dropCache } from './database.ts';
import { countLines } from './journal.ts';
import type { ClosedSegment, Journal } from './journal.ts';

export interface IngestContext {
  journal: Journal;
  connection: DuckDBConnection;
  clock: Clock;
  logger: Logger;
}

/** The number of the newest segment that is in the database; 0 = none. */
export async function lastIngested(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll('SELECT ingested_through FROM journal');
  return Number(result.getRowsJS()[0]?.[0] ?? 0);
}

/**
 * Ingests every closed segment and deletes it. Oldest first, and none is passed over: `ingested_through` says that all
 * before it are done. Throws when one cannot be ingested; it and those after it stay.
 */
export async function ingestClosedSegments(context: IngestContext): Promise<void> {
  for (let done = 0; ; done += 1) {
    const segment = context.journal.closedSegments()[0];
    if (segment === undefined) return done === 0 ? undefined : dropCache(context.connection);
    const damaged = await ingestSegment(context, segment);
    context.journal.release(segment, damaged > 0 ? 'set-aside' : 'delete');
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
