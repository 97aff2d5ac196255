/** The rows of the log as something to be kept for a time and no longer. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { OrganisationId } from '../../kernel/ids.ts';
import { HOUR } from '../duckdb-summaries-sql.ts';
import type { LogDatabase } from './database.ts';
import { type HourlySumsKeeper, inTransaction } from './hourly-sums.ts';

export interface DeletedSlice {
  /** Ms since the epoch. */
  before: number;
  /** null = of every organisation. */
  organisationId: OrganisationId | null;
}

/** Some ten milliseconds of work. */
const SLICE_ROWS = 2000;

export function retainedRows(database: LogDatabase, sums: HourlySumsKeeper) {
  return {
    bytes: (): Promise<number> =>
      database
        .use((connection) =>
          numberOf(
            connection,
            `SELECT used_blocks * block_size FROM pragma_database_size() WHERE database_name = 'log'`,
          ),
        )
        .then((bytes) => bytes ?? 0),
    oldest: (): Promise<number | null> =>
      database.use((connection) => numberOf(connection, 'SELECT min(created_at) FROM requests')),
    deleteSlice: ({ before, organisationId }: DeletedSlice): Promise<boolean> =>
      database.use(async (connection) => {
        const isOwn = organisationId === null ? '' : 'AND organisation_id = $2';
        const slice = `SELECT rowid, ${HOUR} FROM requests WHERE created_at < $1 ${isOwn} LIMIT ${SLICE_ROWS}`;
        const values = [Math.floor(before), ...(organisationId === null ? [] : [organisationId])];
        const deleted = await inTransaction(connection, async () => {
          const [rows = [], hours = []] = (await connection.runAndReadAll(slice, values)).getColumnsJS();
          if (rows.length === 0) return 0;
          await connection.run(`DELETE FROM requests WHERE rowid IN (${rows.map(String).join(', ')})`);
          await sums.markChanged(connection, new Set(hours.map(Number)));
          return rows.length;
        });
        const isLast = deleted < SLICE_ROWS;
        // Gives the room of whole row groups back to the file.
        if (isLast && deleted > 0) await connection.run('CHECKPOINT log');
        if (isLast) sums.catchUp();
        return !isLast;
      }),
  };
}

async function numberOf(connection: DuckDBConnection, sql: string): Promise<number | null> {
  const value: unknown = (await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0];
  return value === null || value === undefined ? null : Number(value);
}
