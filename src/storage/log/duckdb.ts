/**
 * The embedded engine of the log port: rows are durable in a journal at once, and DuckDB reads the journal's segments in
 * the background, each exactly once.
 */
import { mkdirSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Logger } from '../../observe/logger.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { LogRow } from '../ports/log.ts';
import type { LogQueries } from '../ports/log/queries.ts';
import type { LogReader } from '../ports/log/reader.ts';
import type { LogWriter } from '../ports/log/writer.ts';
import type { Retained } from '../ports/retention.ts';
import { retainedRows } from './retained-rows.ts';
import { boundRow } from '../ports/log/bound-row.ts';
import { openLogDatabase, ROW_GROUP_SIZE } from './database.ts';
import { ingestClosedSegments, lastIngested, SegmentError, type Suspects } from './ingest.ts';
import { openJournal } from './journal.ts';
import { pageCondition, readPage, readRow, runQuery } from './read-rows.ts';

/**
 * DuckDB writes a whole row group once, and smaller batches twice (to its own log, and again at a checkpoint): three
 * times the work for each row. So a busy journal is read by whole row groups, and the timer is for a quiet one.
 */
const DEFAULT_SEGMENT_ROWS = ROW_GROUP_SIZE;
const DEFAULT_FLUSH_MS = 60_000;
/** For rows that are long: a batch must fit into DuckDB's memory. */
const DEFAULT_MAX_SEGMENT_BYTES = 32 * 1024 * 1024;
/** After a failed ingest; the rows wait in their segments. */
const RETRY_MS = 5_000;

export interface DuckdbLogOptions {
  /** Holds the database and the journal; this process must have it for itself. Made if needed. */
  directory: string;
  clock: Clock;
  logger: Logger;
  /** How long a row may wait before DuckDB has it, unless a reader comes first. */
  flushEveryMs?: number;
  segmentRows?: number;
  maxSegmentBytes?: number;
  /** Told after every reading of the journal or the database: what is wrong with it, or null. Writing is another matter. */
  onReading?: (trouble: string | null) => void;
  /** Told when rows are left out because they cannot be read: their file stays, under another name. */
  onSetAside?: () => void;
  /** Runs `callback` once after `ms` and must not keep the process alive; returns what cancels it. */
  setTimer?: (callback: () => void, ms: number) => () => void;
}

export interface DuckdbLog extends LogWriter, LogReader, LogQueries {
  retained: Retained;
  /** Everything appended so far is in the queryable store, and files are released. */
  close(): Promise<void>;
}

/** Opens the log and ingests what an earlier process left in the journal. Throws when another process has it open. */
export async function openDuckdbLog(options: DuckdbLogOptions): Promise<DuckdbLog> {
  const { directory, logger, flushEveryMs = DEFAULT_FLUSH_MS, setTimer = unreferencedTimer } = options;
  const { segmentRows = DEFAULT_SEGMENT_ROWS, maxSegmentBytes = DEFAULT_MAX_SEGMENT_BYTES } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = await openLogDatabase(directory);
  const journal = openJournal(directory, await database.use(lastIngested));
  const suspects: Suspects = new Map();
  const timer = oneTimer(setTimer);
  let closed = false;

  /** Ingests every row appended so far and then does `work`. */
  const withAllRows = <Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> => {
    if (closed) throw new Error('The log is closed');
    journal.rotate();
    const reading = onceMore(() =>
      database.use(async (connection) => {
        await ingestClosedSegments({ ...options, journal, connection, suspects });
        return work(connection);
      }),
    );
    return told(reading, options, () => ingestWithin(RETRY_MS));
  };
  /** Never rejects: what failed is logged and tried again, and its rows wait in the journal. */
  const ingestInBackground = async (): Promise<void> => {
    if (closed) return;
    try {
      // Asks for something, as a journal without rows would not show that the database cannot be read.
      await withAllRows(lastIngested);
    } catch (error) {
      logger.error('The log could not read its journal; no row is lost and it will try again', { error });
    }
  };
  const ingestWithin = (ms: number): void => {
    if (closed) return;
    timer.arm(ms, () => void ingestInBackground());
  };

  await ingestInBackground();
  return {
    retained: retainedRows(database),
    async append(row) {
      if (closed) throw new Error('The log is closed');
      const written = journal.append(toLine(boundRow(row)));
      if (journal.rows >= segmentRows || journal.size >= maxSegmentBytes) void ingestInBackground();
      else ingestWithin(flushEveryMs);
      await written;
    },
    ...readersOf(withAllRows, options.clock),
    async close() {
      if (closed) return;
      const lastRows = withAllRows(async () => undefined);
      closed = true;
      timer.cancel();
      try {
        await lastRows;
      } finally {
        await database.close();
      }
    },
  };
}

type Reads = <Result>(work: (connection: DuckDBConnection) => Promise<Result>) => Promise<Result>;

function readersOf(read: Reads, { now }: Clock): LogReader & LogQueries {
  return {
    async list(filter, { limit, cursor }) {
      const condition = pageCondition(filter, cursor);
      const asOf = now();
      return { asOf, ...(await read((connection) => readPage(connection, condition, limit))) };
    },
    async run(query) {
      const asOf = now();
      return { asOf, rows: await read((connection) => runQuery(connection, query)) };
    },
    get: async (tenant, id) => read((connection) => readRow(connection, tenant, id)),
  };
}

/** A segment that has failed is read in another way by the next who asks, once the database is open again. */
async function onceMore<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SegmentError && error.isFirst)) throw error;
    return read();
  }
}

/** Whoever finds that the log cannot be read, a user or the background: it is told, and tried again. */
async function told<Result>(
  reading: Promise<Result>,
  { onReading }: Pick<DuckdbLogOptions, 'onReading'>,
  tryAgain: () => void,
): Promise<Result> {
  try {
    const result = await reading;
    onReading?.(null);
    return result;
  } catch (error) {
    onReading?.(kindOf(error));
    tryAgain();
    throw error;
  }
}

/** As `IO Error`: DuckDB's messages begin with it, and go on with paths. A code as `ENOSPC` where it was not DuckDB. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error) return String(error.code);
  return /^([A-Z][A-Za-z ]{1,40}Error):/.exec(error.message)?.[1] ?? kindOf(error.cause);
}

/** A text with half of a surrogate pair is no JSON to DuckDB; JSON.stringify writes it as `\udXXX` and nothing else so. */
function toLine(row: LogRow): string {
  const line = JSON.stringify(row);
  if (!line.includes('\\ud')) return line;
  return line.replace(/\\(?:ud[0-9a-f]{3}|.)/g, (escape) => (escape.startsWith('\\ud') ? '\\ufffd' : escape));
}

/** At most one is armed: who comes later waits with the first. */
function oneTimer(setTimer: NonNullable<DuckdbLogOptions['setTimer']>) {
  let cancel: (() => void) | null = null;
  return {
    arm(ms: number, run: () => void): void {
      cancel ??= setTimer(() => {
        cancel = null;
        run();
      }, ms);
    },
    cancel: () => cancel?.(),
  };
}

function unreferencedTimer(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
