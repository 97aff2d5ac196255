/** What holds the rows of the log and answers questions about them: DuckDB, fed from the journal. In this process or in one of its own. */
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../observe/logger.ts';
import type { LogRow } from '../ports/log.ts';
import type { KeptSummaries, LogQuery, LogQueryRow } from '../ports/log/queries.ts';
import type { LogPage } from '../ports/log/reader.ts';
import type { Condition } from '../log-filter-sql.ts';
import type { Words } from '../ports/log/words.ts';
import { DUCKDB_SUMMARIES } from '../duckdb-summaries-sql.ts';
import { DUCKDB_WORDS } from '../log-words-sql.ts';
import { openLogDatabase } from './database.ts';
import { openHourlySums } from './hourly-sums.ts';
import { duckdbSink } from './duckdb-sink.ts';
import { followJournal } from './follow-journal.ts';
import { readPage, readRow, runQuery } from './read-rows.ts';
import { type DeletedSlice, retainedRows } from './retained-rows.ts';
import type { Closed } from './segments.ts';

/** All of it survives JSON. A question sees the rows that were ingested before; when its signal aborts, it rejects soon. */
export interface LogOperations {
  /** Every segment that takes no more rows. */
  ingest(closed: Closed): Promise<void>;
  page(asked: PageQuestion, signal: AbortSignal): Promise<Omit<LogPage, 'asOf'>>;
  row(asked: Condition, signal: AbortSignal): Promise<{ rows: LogRow[] }>;
  query(asked: LogQuery, signal: AbortSignal): Promise<{ rows: LogQueryRow[] }>;
  bytes(asked: null): Promise<number>;
  oldest(asked: null): Promise<number | null>;
  deleteSlice(asked: DeletedSlice): Promise<boolean>;
}

export interface PageQuestion {
  condition: Condition;
  limit: number;
  /** No row that meets the condition arrived later, ms since the epoch; null = any time. */
  newest: number | null;
}

export interface LogEngine {
  /** Of its SQL. */
  readonly words: Words;
  readonly summaries: KeptSummaries;
  /** The newest segment whose rows it had when it was opened; 0 = none. */
  readonly position: number;
  readonly operations: LogOperations;
  close(): Promise<void>;
}

/** What it reports about itself, at any time. */
export interface LogEngineEvents {
  /** Rows are left out because they cannot be read: their file stays, under another name. */
  onSetAside: () => void;
  /** It has gone, and will be back. An engine in this process never goes. */
  onDeath: () => void;
  onRestart: () => void;
}

export interface LogEngineOptions {
  /** Holds the database and the journal. */
  directory: string;
  clock: Clock;
  logger: Logger;
}

/** Throws when another process has the database open. */
export async function openLogEngine(
  { directory, clock, logger }: LogEngineOptions,
  { onSetAside }: Pick<LogEngineEvents, 'onSetAside'>,
): Promise<LogEngine> {
  const database = await openLogDatabase(directory);
  const sums = await openHourlySums(database, { clock, logger });
  const sink = duckdbSink(database, sums);
  const retained = retainedRows(database, sums);
  return {
    words: DUCKDB_WORDS,
    summaries: DUCKDB_SUMMARIES,
    position: await sink.position(),
    operations: {
      ingest: followJournal({ directory, sink, clock, logger, onSetAside }),
      page: ({ condition, limit }, signal) =>
        database.use((connection) => readPage(connection, condition, limit), signal),
      row: (condition, signal) => database.use((connection) => readRow(connection, condition), signal),
      query: (query, signal) => database.use((connection) => runQuery(connection, query), signal),
      bytes: () => retained.bytes(),
      oldest: () => retained.oldest(),
      deleteSlice: (asked) => retained.deleteSlice(asked),
    },
    async close() {
      await sums.stop();
      await database.close();
    },
  };
}
