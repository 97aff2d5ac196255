/** The log's engine as the serving process sees it: its process is started, called, and started again when it dies. */
import { CLICKHOUSE_SUMMARIES } from '../clickhouse-summaries-sql.ts';
import { DUCKDB_SUMMARIES } from '../duckdb-summaries-sql.ts';
import { CLICKHOUSE_WORDS, DUCKDB_WORDS } from '../log-words-sql.ts';
import { openProcessCalls, type ProcessCallsOptions } from '../process-calls.ts';
import { workerBeside } from '../../workers/worker-calls.ts';
import type { LogEngine, LogEngineEvents, LogEngineOptions, LogOperations } from './engine.ts';
import type { LogProcessGreeting, LogProcessSettings } from './engine-process.ts';

/** More than a dashboard asks for at once. */
const MAX_PENDING = 64;

/** Resolves when the database is open. Rejects when another process has it open. */
export async function openLogProcess(
  {
    directory,
    logger,
    setTimer,
    clickhouseUrl = null,
  }: Pick<LogEngineOptions, 'directory' | 'logger'> &
    Pick<ProcessCallsOptions, 'setTimer'> & {
      /** null = DuckDB, in the directory. */
      clickhouseUrl?: string | null;
    },
  { onSetAside, onDeath, onRestart }: LogEngineEvents,
): Promise<LogEngine & { pid(): number | null }> {
  const calls = await openProcessCalls({
    name: 'log process',
    file: workerBeside(import.meta.url, 'engine-process'),
    settings: () => ({ directory, clickhouseUrl }) satisfies LogProcessSettings,
    maxPending: MAX_PENDING,
    logger,
    onEvent: onSetAside,
    onDeath,
    onRestart,
    setTimer,
  });
  // Both ends are of one version: what the process answers is what `LogOperations` says.
  const on =
    <Name extends keyof LogOperations>(name: Name) =>
    (input: Parameters<LogOperations[Name]>[0], signal?: AbortSignal): ReturnType<LogOperations[Name]> =>
      calls.call(name, input, signal) as ReturnType<LogOperations[Name]>;
  return {
    ...languageOf(clickhouseUrl),
    position: (calls.greeting as LogProcessGreeting).position,
    operations: {
      ingest: on('ingest'),
      page: on('page'),
      row: on('row'),
      query: on('query'),
      bytes: on('bytes'),
      oldest: on('oldest'),
      deleteSlice: on('deleteSlice'),
    },
    close: () => calls.close(),
    pid: () => calls.pid,
  };
}

/** Of the SQL of the engine that has the log. */
export function languageOf(clickhouseUrl: string | null): Pick<LogEngine, 'words' | 'summaries'> {
  if (clickhouseUrl === null) return { words: DUCKDB_WORDS, summaries: DUCKDB_SUMMARIES };
  return { words: CLICKHOUSE_WORDS, summaries: CLICKHOUSE_SUMMARIES };
}
