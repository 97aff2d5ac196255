/** The log's DuckDB file: how it is opened, and the tables in it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { GatewayError } from '../../kernel/errors.ts';
import { TABLE_STATEMENTS } from './columns.ts';
import { ROW_GROUP_SIZE } from './row-group.ts';

/**
 * One thread and little memory: the log must not take the machine from the requests that it records. Freed memory goes
 * back to the system early, which takes a third off the resident size under load.
 */
const OPTIONS = {
  threads: '1',
  allocator_flush_threshold: '8MB',
  allocator_bulk_deallocation_flush_threshold: '8MB',
};
const USUAL_MEMORY = '128MB';
/** For the one piece of work that does not fit: a page of a thousand rows of a hundred KB each. */
const MUCH_MEMORY = '1GB';
const OUT_OF_MEMORY = /Out of Memory|failed to (?:pin|allocate)/;
/** Of the disk, for what does not fit into the memory either. */
const MAX_SPILLED = '4GB';

export interface LogDatabase {
  /**
   * Runs `work` alone on the connection, in the order of the calls. When it throws, the file is opened anew for those
   * behind it: after some failures (a full disk during a checkpoint) DuckDB refuses everything else. Work that runs out of
   * memory is done once more with more of it, so it must have changed nothing when it throws. When `signal` aborts, it
   * rejects with a GatewayError as soon as DuckDB lets go.
   */
  use<Result>(work: (connection: DuckDBConnection) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** Waits for what is running. */
  close(): Promise<void>;
}

/** Opens or makes the file and brings its tables up to date. Throws when another process has it open. */
export async function openLogDatabase(directory: string): Promise<LogDatabase> {
  let file = await openFile(directory, USUAL_MEMORY);
  const reopen = async (memory: string): Promise<void> => {
    file.close();
    file = await openFile(directory, memory);
  };
  let lastTurn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = lastTurn.then(work);
    lastTurn = mine.catch(() => undefined);
    return mine;
  };
  return {
    use: (work, signal) =>
      inTurn(async () => {
        try {
          return await interruptibly(file.connection, work, signal);
        } catch (error) {
          if (error instanceof GatewayError) throw error;
          const isTooMuch = error instanceof Error && OUT_OF_MEMORY.test(error.message);
          await reopen(isTooMuch ? MUCH_MEMORY : USUAL_MEMORY);
          if (!isTooMuch) throw error;
        }
        try {
          const result = await work(file.connection);
          // What is left for the next opening must fit into the usual memory.
          await file.connection.run('CHECKPOINT log');
          return result;
        } finally {
          await reopen(USUAL_MEMORY);
        }
      }),
    close: () => inTurn(async () => file.close()),
  };
}

async function interruptibly<Result>(
  connection: DuckDBConnection,
  work: (connection: DuckDBConnection) => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const interrupt = (): void => connection.interrupt();
  const leave = (): GatewayError => new GatewayError('client_closed', 'Nobody waits for the answer any more.');
  const isAborted = (): boolean => signal?.aborted === true;
  if (isAborted()) throw leave();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await work(connection);
  } catch (error) {
    throw isAborted() ? leave() : error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** What DuckDB may keep of a batch once it is in the file. */
const KEPT_MEMORY = '16MB';

/** Lets go of what the last batches have left in DuckDB's cache: it would fill the whole limit, and nobody reads it soon. */
export async function dropCache(connection: DuckDBConnection): Promise<void> {
  const setting = await connection.runAndReadAll(`SELECT current_setting('memory_limit')`);
  const limit = setting.getRowsJS()[0]?.[0];
  if (typeof limit !== 'string') return;
  // Refused when more than this is in use at the moment: then it goes with the next batch.
  await connection.run(`SET memory_limit = '${KEPT_MEMORY}'`).catch(() => undefined);
  await connection.run(`SET memory_limit = '${limit}'`);
}

async function openFile(directory: string, memory: string): Promise<{ connection: DuckDBConnection; close(): void }> {
  const path = join(directory, 'log.duckdb');
  // Without a place of its own DuckDB spills into the working directory. What a killed process left there is of no use.
  const spill = join(directory, 'spill');
  rmSync(spill, { recursive: true, force: true });
  const instance = await DuckDBInstance.create(':memory:', {
    ...OPTIONS,
    memory_limit: memory,
    temp_directory: spill,
    max_temp_directory_size: MAX_SPILLED,
  });
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
