/** The rows of the log as something to be kept for a time and no longer. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Retained } from '../ports/retention.ts';
import type { LogDatabase } from './database.ts';

/** Some ten milliseconds of work. */
const SLICE_ROWS = 2000;

export function retainedRows(database: LogDatabase): Retained {
  return {
    bytes: () =>
      database
        .use((connection) =>
          numberOf(
            connection,
            `SELECT used_blocks * block_size FROM pragma_database_size() WHERE database_name = 'log'`,
          ),
        )
        .then((bytes) => bytes ?? 0),
    oldest: () => database.use((connection) => numberOf(connection, 'SELECT min(created_at) FROM requests')),
    deleteSlice: (before) =>
      database.use(async (connection) => {
        const slice = `SELECT rowid FROM requests WHERE created_at < $1 LIMIT ${SLICE_ROWS}`;
        const result = await connection.run(`DELETE FROM requests WHERE rowid IN (${slice})`, [Math.floor(before)]);
        const isLast = result.rowsChanged < SLICE_ROWS;
        // Gives the room of whole row groups back to the file.
        if (isLast && result.rowsChanged > 0) await connection.run('CHECKPOINT log');
        return !isLast;
      }),
  };
}

async function numberOf(connection: DuckDBConnection, sql: string): Promise<number | null> {
  const value: unknown = (await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0];
  return value === null || value === undefined ? null : Number(value);
}
