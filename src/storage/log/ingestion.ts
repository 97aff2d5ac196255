/** Which rows of the journal the engine has, and bringing it up to date: for a reader only where what it has is too old. */
import type { Clock } from '../../kernel/clock.ts';
import type { LogEngine } from './engine.ts';
import type { Journal } from './journal.ts';

export interface Ingestion {
  /** Resolves when the engine has every row appended so far. */
  ingest(): Promise<void>;
  /**
   * Resolves when the engine lacks no row that was appended more than `maxBehindMs` ago (0 = none at all), with the
   * moment up to which it has them all, ms since the epoch.
   */
  upTo(maxBehindMs: number): Promise<number>;
}

interface IngestionOptions {
  journal: Journal;
  engine: LogEngine;
  clock: Clock;
}

export function openIngestion({ journal, engine, clock }: IngestionOptions): Ingestion {
  /** The engine has every row that was appended before. */
  let asOf = 0;
  let rotatedAt = 0;
  let running: Promise<void> | null = null;
  /** Begins when the running one is over, with all segments that are closed by then. */
  let next: Promise<void> | null = null;

  const start = async (): Promise<void> => {
    next = null;
    const at = rotatedAt;
    const closed = journal.closed();
    await engine.operations.ingest(closed);
    journal.forget(closed.through);
    asOf = Math.max(asOf, at);
  };
  const run = (): Promise<void> => {
    const mine = start().finally(() => {
      if (running === mine) running = null;
    });
    running = mine;
    return mine;
  };
  const ingest = (): Promise<void> => {
    journal.rotate();
    rotatedAt = clock.now();
    if (running === null) return run();
    next ??= running.then(run, run);
    return next;
  };
  const isUpToDate = (): boolean => journal.rows === 0 && journal.closed().written.length === 0;

  return {
    ingest,
    async upTo(maxBehindMs) {
      if (isUpToDate()) return clock.now();
      if (maxBehindMs === 0 || clock.now() - asOf > maxBehindMs) await ingest();
      return asOf;
    },
  };
}
