/** The log's engine in a process of its own: neither an ingest nor a query takes time from the process that serves requests. */
import { answerParent, type Voice } from '../process-answers.ts';
import type { LogEngine } from './engine.ts';

/** What it is opened with. */
export interface LogProcessSettings {
  directory: string;
  /** null = DuckDB, in the directory. */
  clickhouseUrl: string | null;
}

/** What it says when it is open. */
export interface LogProcessGreeting {
  position: number;
}

process.title = 'tollgate-log';
answerParent(async (settings: LogProcessSettings, voice) => {
  const { position, operations, close } = await openWhenFree(settings, voice);
  return { greeting: { position } satisfies LogProcessGreeting, operations: { ...operations }, close };
});

/** Other nodes and whoever asks want something of ClickHouse too; a node can serve a fraction of that. */
const CATCHING_UP = {
  rowsPerSecond: 10_000,
  // house-allow no-sleep: nothing announces that ClickHouse has time again.
  wait: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** How long the process of a killed parent may take to notice, and let go of the file. */
const MAX_TRIES = 30;
const TRY_MS = 100;

async function openWhenFree(settings: LogProcessSettings, { logger, event }: Voice, tries = 1): Promise<LogEngine> {
  const { directory, clickhouseUrl: url } = settings;
  const clock = { now: Date.now, elapsed: () => performance.now() };
  try {
    // Loaded here, so that a package that is missing is reported like any other failure to open.
    const events = { onSetAside: () => event('set-aside') };
    if (url !== null) {
      const { openClickhouseEngine } = await import('./clickhouse/engine.ts');
      return await openClickhouseEngine({ directory, clock, logger, url, pace: CATCHING_UP }, events);
    }
    const { openLogEngine } = await import('./engine.ts');
    return await openLogEngine({ directory, clock, logger }, events);
  } catch (error) {
    if (tries === MAX_TRIES || !isLocked(error)) throw error;
  }
  // house-allow no-sleep: the other process announces nothing when it releases the lock.
  await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  return openWhenFree(settings, { logger, event }, tries + 1);
}

function isLocked(error: unknown): boolean {
  return (
    error instanceof Error && (/Could not set lock|being used by another/i.test(error.message) || isLocked(error.cause))
  );
}
