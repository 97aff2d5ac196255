/**
 * The embedded log: rows are durable in a journal at once, and an engine ingests the journal's segments in the background,
 * each exactly once, and answers from them.
 */
import { mkdirSync } from 'node:fs';
import type { Logger } from '../../observe/logger.ts';
import type { Clock } from '../../kernel/clock.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { readSummaries } from '../ports/log/kept-summaries.ts';
import type { LogQueries } from '../ports/log/queries.ts';
import type { AsOf, LogReader, Reading } from '../ports/log/reader.ts';
import { lineOfRow } from '../ports/log/row-line.ts';
import type { LineWriter, LogWriter } from '../ports/log/writer.ts';
import type { Retained } from '../ports/retention.ts';
import type { LogEngine, LogEngineEvents, LogOperations } from './engine.ts';
import { openIngestion, type Ingestion } from './ingestion.ts';
import { openJournal } from './journal.ts';
import { pageCondition, pageNewest, rowCondition } from './read-rows.ts';
import { ROW_GROUP_SIZE } from './row-group.ts';

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
/** What takes longer to answer is given up. */
const MAX_QUESTION_MS = 60_000;

export interface LogOptions {
  /** Holds the database and the journal; this process must have it for itself. Made if needed. */
  directory: string;
  clock: Clock;
  logger: Logger;
  /** How long a row may wait before the engine has it, unless a reader comes first. */
  flushEveryMs?: number;
  segmentRows?: number;
  maxSegmentBytes?: number;
  /** Called after every reading of the journal or the database with what is wrong with it, or null. Writing is separate. */
  onReading?: (trouble: string | null) => void;
  /** Called when rows are left out because they cannot be read: their file stays, under another name. */
  onSetAside?: () => void;
  /** Runs `callback` once after `ms` and must not keep the process alive; returns what cancels it. */
  setTimer?: (callback: () => void, ms: number) => () => void;
}

type OpenEngine = (
  options: Required<Pick<LogOptions, 'directory' | 'clock' | 'logger' | 'setTimer'>>,
  events: LogEngineEvents,
) => Promise<LogEngine>;

export interface Log extends LogWriter, LineWriter, LogReader, LogQueries {
  retained: Retained;
  /** Everything appended so far is in the queryable store, and files are released. */
  close(): Promise<void>;
}

/** Opens the log and ingests what an earlier process left in the journal. Throws when another process has it open. */
export async function openLog(options: LogOptions, openEngine: OpenEngine): Promise<Log> {
  const { directory, clock, logger, setTimer = unreferencedTimer, flushEveryMs = DEFAULT_FLUSH_MS } = options;
  const { segmentRows = DEFAULT_SEGMENT_ROWS, maxSegmentBytes = DEFAULT_MAX_SEGMENT_BYTES } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const engine = await openEngine(
    { directory, clock, logger, setTimer },
    {
      onSetAside: () => options.onSetAside?.(),
      onDeath: () => options.onReading?.('process_ended'),
      onRestart: () => void ingestInBackground(),
    },
  );
  const journal = openJournal(directory, engine.position);
  const ingestion = openIngestion({ journal, engine, clock });
  const timer = oneTimer(setTimer);
  let closed = false;

  const told = tellReading(options, () => ingestWithin(RETRY_MS));
  /** Never rejects: what failed is logged and tried again, and its rows wait in the journal. */
  const ingestInBackground = async (): Promise<void> => {
    if (closed) return;
    try {
      await told(ingestion.ingest());
    } catch (error) {
      logger.error('The log could not read its journal; no row is lost and it will try again', { error });
    }
  };
  const ingestWithin = (ms: number): void => {
    if (closed) return;
    timer.arm(ms, () => void ingestInBackground());
  };

  const appendLine = async (line: string): Promise<void> => {
    if (closed) throw new Error('The log is closed');
    const written = journal.append(line);
    if (journal.rows >= segmentRows || journal.size >= maxSegmentBytes) void ingestInBackground();
    else ingestWithin(flushEveryMs);
    await written;
  };

  await ingestInBackground();
  return {
    retained: retainedOf(engine),
    append: async (row) => appendLine(lineOfRow(row)),
    appendLine,
    ...readersOf(engine, async (question, reading = {}) => {
      if (closed) throw new Error('The log is closed');
      return told(answerInTime({ engine, ingestion, question, reading }));
    }),
    async close() {
      if (closed) return;
      const lastRows = ingestion.ingest();
      closed = true;
      timer.cancel();
      try {
        await lastRows;
      } finally {
        await engine.close();
      }
    },
  };
}

function retainedOf({ operations }: LogEngine): Retained {
  return {
    bytes: () => operations.bytes(null),
    oldest: () => operations.oldest(null),
    deleteSlice: (before, owner) => operations.deleteSlice({ before, organisationId: owner?.organisationId ?? null }),
  };
}

type Question<Answer> = (operations: LogOperations, signal: AbortSignal) => Promise<Answer>;

interface Asked<Answer> {
  engine: LogEngine;
  ingestion: Ingestion;
  question: Question<Answer>;
  reading: Reading;
}

/** Ingests first where the rows that are there are too old. Throws GatewayError when it takes too long, or nobody waits. */
async function answerInTime<Answer>({ engine, ingestion, question, reading }: Asked<Answer>): Promise<AsOf & Answer> {
  const tooLate = AbortSignal.timeout(MAX_QUESTION_MS);
  const signal = reading.signal === undefined ? tooLate : AbortSignal.any([reading.signal, tooLate]);
  try {
    const asOf = await unlessAborted(ingestion.upTo(reading.maxBehindMs ?? 0), signal);
    return { ...(await question(engine.operations, signal)), asOf };
  } catch (error) {
    if (!tooLate.aborted) throw error;
    throw new GatewayError('log_unavailable', `The log did not answer within ${MAX_QUESTION_MS / 1000} s.`, {
      hint: 'Ask for a shorter time window or fewer rows.',
      cause: error,
    });
  }
}

function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new GatewayError('client_closed', 'Nobody waits for the answer any more.'));
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

type Ask = <Answer>(question: Question<Answer>, reading?: Reading) => Promise<AsOf & Answer>;

function readersOf({ words, summaries }: Pick<LogEngine, 'words' | 'summaries'>, ask: Ask): LogReader & LogQueries {
  const run: LogQueries['run'] = async (query, reading) =>
    ask((operations, signal) => operations.query(query, signal), reading);
  return {
    words,
    run,
    summaries: readSummaries(summaries, run),
    async list(filter, { limit, cursor }, reading) {
      const condition = pageCondition(filter, cursor, words);
      const newest = pageNewest(filter, cursor);
      return ask((operations, signal) => operations.page({ condition, limit, newest }, signal), reading);
    },
    async get(tenant, id, reading) {
      const condition = rowCondition(tenant, id);
      const { rows } = await ask((operations, signal) => operations.row(condition, signal), reading);
      return rows[0] ?? null;
    },
  };
}

/** For every reader, a user or the background: a log that cannot be read is reported, and tried again. */
function tellReading({ onReading }: Pick<LogOptions, 'onReading'>, tryAgain: () => void) {
  return async <Result>(reading: Promise<Result>): Promise<Result> => {
    try {
      const result = await reading;
      onReading?.(null);
      return result;
    } catch (error) {
      // A caller who left or wanted too much says nothing about the log, and a dead engine is reported on its own.
      if (!(error instanceof GatewayError)) onReading?.(kindOf(error));
      if (!(error instanceof GatewayError) || error.code === 'log_unavailable') tryAgain();
      throw error;
    }
  };
}

/** As `IO Error`: DuckDB's messages begin with it, and go on with paths. A code as `ENOSPC` where it was not DuckDB. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error) return String(error.code);
  return /^([A-Z][A-Za-z ]{1,40}Error):/.exec(error.message)?.[1] ?? kindOf(error.cause);
}

/** At most one is armed: who comes later waits with the first. */
function oneTimer(setTimer: NonNullable<LogOptions['setTimer']>) {
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
