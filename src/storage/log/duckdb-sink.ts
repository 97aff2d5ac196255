/** DuckDB as a sink of the journal: it reads each segment by itself, in one transaction. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { COLUMN_NAMES, JSON_COLUMNS } from './columns.ts';
import { dropCache, type LogDatabase } from './database.ts';
import type { HourlySumsKeeper } from './hourly-sums.ts';
import { segmentHours } from './segment-hours.ts';
import type { LogSink } from './sink.ts';

export function duckdbSink(database: LogDatabase, sums: HourlySumsKeeper): LogSink {
  return {
    position: () => database.use((connection) => readPosition(connection)),
    take: (segment) => database.use((connection) => insertOnce(connection, sums, segment)),
    async rest() {
      await database.use(dropCache);
      sums.catchUp();
    },
  };
}

async function readPosition(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll('SELECT ingested_through FROM journal');
  return Number(result.getRowsJS()[0]?.[0] ?? 0);
}

/**
 * Claims the segment and reads its rows in one transaction, so that it counts once even when the process dies before
 * the file is deleted. `ignore_errors` makes a torn line a row of nulls.
 */
async function insertOnce(
  connection: DuckDBConnection,
  sums: HourlySumsKeeper,
  { number, path }: { number: number; path: string },
): Promise<number | null> {
  await connection.run('BEGIN');
  try {
    const claim = 'UPDATE journal SET ingested_through = $1 WHERE ingested_through < $1';
    const claimed = await connection.run(claim, [number]);
    if (claimed.rowsChanged === 0) {
      await connection.run('ROLLBACK');
      return null;
    }
    const inserted = await connection.run(
      `INSERT INTO requests (${COLUMN_NAMES}) SELECT ${COLUMN_NAMES}
       FROM read_json($1, format = 'newline_delimited', columns = ${JSON_COLUMNS}, ignore_errors = true)
       WHERE id IS NOT NULL`,
      [path],
    );
    await sums.markChanged(connection, segmentHours(path));
    await connection.run('COMMIT');
    return inserted.rowsChanged;
  } catch (error) {
    // A failed COMMIT has rolled back already, and then there is nothing left to roll back.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
