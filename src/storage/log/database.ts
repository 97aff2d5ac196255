/** The log's DuckDB file: how it is opened, and the tables in it. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { TABLE_STATEMENTS } from './columns.ts';

/**
 * One thread and little memory: the log must not take the machine from the requests that it tells of. Freed memory goes
 * back to the system early, which takes a third off the resident size under load.
 */
const OPTIONS = {
  threads: '1',
  memory_limit: '128MB',
  allocator_flush_threshold: '8MB',
  allocator_bulk_deallocation_flush_threshold: '8MB',
};
/** A checkpoint holds a whole row group in memory: DuckDB's own 122,880 of our wide rows would not fit in the limit. */
export const ROW_GROUP_SIZE = 10_240;

export interface LogDatabase {
  /**
   * Runs `work` alone on the connection, in the order of the calls. When it throws, the file is opened anew for those
   * behind it: after some failures (a full disk during a checkpoint) DuckDB refuses everything else.
   */
  use<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result>;
  /** Waits for what is running. */
  close(): Promise<void>;
}

/** Opens or makes the file and brings its tables up to date. Throws when another process has it open. */
export async function openLogDatabase(directory: string): Promise<LogDatabase> {
  let file = await openFile(directory);
  let lastTurn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = lastTurn.then(work);
    lastTurn = mine.catch(() => undefined);
    return mine;
  };
  return {
    use: (work) =>
      inTurn(async () => {
        try {
          return await work(file.connection);
        } catch (error) {
          file.close();
          file = await openFile(directory);
          throw error;
        }
      }),
    close: () => inTurn(async () => file.close()),
  };
}

async function openFile(directory: string): Promise<{ connection: DuckDBConnection; close(): void }> {
  const path = join(directory, 'log.duckdb');
  const instance = await DuckDBInstance.create(':memory:', OPTIONS);
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS log (ROW_GROUP_SIZE ${ROW_GROUP_SIZE})`);
    await connection.run('USE log');
    // A checkpoint inside the destructor cannot report a failure: it has ended the process instead.
    await connection.run('PRAGMA disable_checkpoint_on_shutdown');
    for (const statement of TABLE_STATEMENTS) await connection.run(statement);
    await connection.run('CREATE TABLE IF NOT EXISTS journal AS SELECT 0::BIGINT AS ingested_through');
  } catch (cause) {
    close();
    throw new Error(`The log ${path} cannot be opened. Is another Tollgate running on this data directory?`, { cause });
  }
  return { connection, close };
}
