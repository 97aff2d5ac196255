/**
 * The embedded engine of the log port: rows are durable in a journal at once, and DuckDB reads the journal's segments in
 * the background, each exactly once.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Logger } from '../../observe/logger.ts';
import type { Clock } from '../../wire/clock.ts';
import type { LogStore } from '../ports/log.ts';
import { COLUMN_NAMES, JSON_COLUMNS, TABLE_STATEMENTS } from './columns.ts';
import { countLines, openJournal } from './journal.ts';
import type { ClosedSegment, Journal } from './journal.ts';
import { getRow, listRows } from './read-rows.ts';

const DEFAULT_FLUSH_MS = 1_000;
const DEFAULT_MAX_SEGMENT_BYTES = 4 * 1024 * 1024;
/** After a failed ingest; the rows wait in their segments. */
const RETRY_MS = 5_000;

/** One thread and little memory: the log must not take the machine from the requests that it tells of. */
const DUCKDB_OPTIONS = { threads: '1', memory_limit: '128MB' };

export interface DuckdbLogOptions {
  /** Holds the database and the journal; this process must have it for itself. Made if needed. */
  directory: string;
  clock: Clock;
  logger: Logger;
  /** How long a row may wait before DuckDB has it. */
  flushEveryMs?: number;
  maxSegmentBytes?: number;
  /** Runs `callback` once after `ms` and must not keep the process alive; returns what cancels it. */
  setTimer?: (callback: () => void, ms: number) => () => void;
}

/** Opens the log and ingests what an earlier process left in the journal. Throws when another process has it open. */
export async function openDuckdbLog(options: DuckdbLogOptions): Promise<LogStore> {
  const { directory, logger, flushEveryMs = DEFAULT_FLUSH_MS, setTimer = unreferencedTimer } = options;
  const maxSegmentBytes = options.maxSegmentBytes ?? DEFAULT_MAX_SEGMENT_BYTES;
  const database = await openDatabase(directory);
  const journal = openJournal(directory, await lastIngested(database.writer));
  const ingest = oneAtATime(() => ingestClosed({ ...options, journal, writer: database.writer }));
  let cancelTimer: (() => void) | null = null;
  let closed = false;

  /** Never rejects: what failed is logged and tried again, and its rows wait in the journal. */
  const ingestInBackground = async (): Promise<void> => {
    try {
      await ingest();
    } catch (error) {
      logger.error('The log could not read its journal; no row is lost and it will try again', { error });
      if (!closed) ingestWithin(RETRY_MS);
    }
  };
  const ingestWithin = (ms: number): void => {
    cancelTimer ??= setTimer(() => {
      cancelTimer = null;
      journal.rotate();
      void ingestInBackground();
    }, ms);
  };
  const ingestPending = (): Promise<void> => {
    if (closed) throw new Error('The log is closed');
    journal.rotate();
    return ingest();
  };

  await ingestInBackground();
  return {
    append(row) {
      if (closed) throw new Error('The log is closed');
      journal.append(toLine(row));
      if (journal.size >= maxSegmentBytes) {
        journal.rotate();
        void ingestInBackground();
      } else {
        ingestWithin(flushEveryMs);
      }
    },
    async list(filter, page) {
      await ingestPending();
      return listRows(database.reader, filter, page);
    },
    async get(tenant, id) {
      await ingestPending();
      return getRow(database.reader, tenant, id);
    },
    async close() {
      if (closed) return;
      const lastRows = ingestPending();
      closed = true;
      cancelTimer?.();
      try {
        await lastRows;
      } finally {
        database.close();
      }
    },
  };
}

interface Database {
  writer: DuckDBConnection;
  /** Apart from the writer, so that a slow question does not sit inside an ingest's transaction. */
  reader: DuckDBConnection;
  close(): void;
}

async function openDatabase(directory: string): Promise<Database> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'log.duckdb');
  const instance = await DuckDBInstance.create(path, DUCKDB_OPTIONS).catch((cause: unknown) => {
    throw new Error(`The log ${path} cannot be opened. Is another Tollgate running on this data directory?`, { cause });
  });
  const writer = await instance.connect();
  const reader = await instance.connect();
  for (const statement of TABLE_STATEMENTS) await writer.run(statement);
  await writer.run('CREATE TABLE IF NOT EXISTS journal AS SELECT 0::BIGINT AS ingested_through');
  return {
    writer,
    reader,
    close() {
      reader.closeSync();
      writer.closeSync();
      instance.closeSync();
    },
  };
}

async function lastIngested(writer: DuckDBConnection): Promise<number> {
  const result = await writer.runAndReadAll('SELECT ingested_through FROM journal');
  return Number(result.getRowsJS()[0]?.[0] ?? 0);
}

interface IngestContext {
  journal: Journal;
  writer: DuckDBConnection;
  clock: Clock;
  logger: Logger;
}

/** Oldest first, and none is passed over: `ingested_through` says that all before it are done. */
async function ingestClosed(context: IngestContext): Promise<void> {
  for (;;) {
    const segment = context.journal.closedSegments()[0];
    if (segment === undefined) return;
    const damaged = await ingestSegment(context, segment);
    context.journal.release(segment, damaged > 0 ? 'set-aside' : 'delete');
  }
}

/** Returns how many of the segment's lines were no rows. */
async function ingestSegment({ writer, clock, logger }: IngestContext, segment: ClosedSegment): Promise<number> {
  const started = clock.elapsed();
  const lines = await countLines(segment.path);
  if (lines === null) {
    logger.error('A segment of the journal was taken away before the log had read it', { ...segment });
    return 0;
  }
  const rows = await insertOnce(writer, segment);
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
async function insertOnce(writer: DuckDBConnection, segment: ClosedSegment): Promise<number | 'done before'> {
  await writer.run('BEGIN');
  try {
    const claim = 'UPDATE journal SET ingested_through = $1 WHERE ingested_through < $1';
    const claimed = await writer.run(claim, [segment.number]);
    if (claimed.rowsChanged === 0) {
      await writer.run('ROLLBACK');
      return 'done before';
    }
    const inserted = await writer.run(
      `INSERT INTO requests (${COLUMN_NAMES}) SELECT ${COLUMN_NAMES}
       FROM read_json($1, format = 'newline_delimited', columns = ${JSON_COLUMNS}, ignore_errors = true)
       WHERE id IS NOT NULL`,
      [segment.path],
    );
    await writer.run('COMMIT');
    return inserted.rowsChanged;
  } catch (error) {
    // A failed COMMIT has rolled back already, and then there is nothing left to roll back.
    await writer.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** A text with half of a surrogate pair is no JSON to DuckDB; JSON.stringify writes it as `\udXXX` and nothing else so. */
function toLine(row: object): string {
  const line = JSON.stringify(row);
  if (!line.includes('\\ud')) return line;
  return line.replace(/\\(?:ud[0-9a-f]{3}|.)/g, (escape) => (escape.startsWith('\\ud') ? '\\ufffd' : escape));
}

/** Calls wait for those before them, and each does its own work afterwards. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

function unreferencedTimer(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
