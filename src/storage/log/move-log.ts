/** Moves the rows of one log into another one, newest first: in batches, each once, and goes on where it was interrupted. */
import type { LogRow } from '../ports/log.ts';

export interface LogTotals {
  rows: number;
  costNanoUsd: number;
  inputTokens: number;
  outputTokens: number;
}

/** A log that nobody else writes to. */
export interface LogToRead {
  /** Newest first, those before this place. */
  before(place: Place | null, limit: number): Promise<LogRow[]>;
  totals(): Promise<LogTotals>;
}

export interface LogToWrite {
  /** Those of the ids that it has, of rows between two moments, ms, both included. */
  has(ids: readonly string[], between: readonly [from: number, to: number]): Promise<ReadonlySet<string>>;
  /** Resolves when they survive the end of this process. */
  put(rows: readonly LogRow[]): Promise<void>;
  totals(): Promise<LogTotals>;
}

/** The last row that was moved. */
export interface Place {
  createdAt: number;
  id: string;
}

export interface MoveLog {
  from: LogToRead;
  to: LogToWrite;
  /** Where an interrupted move was: kept from run to run. */
  place: { read(): Place | null; write(place: Place): void; clear(): void };
  /** What becomes of a row on its way. */
  change: (row: LogRow) => LogRow;
  onBatch: (moved: number) => void;
}

const BATCH_ROWS = 2000;

/** Resolves with what both have in the end; throws where that differs, or the target was not empty. */
export async function moveLog({ from, to, place, change, onBatch }: MoveLog): Promise<LogTotals> {
  let last = place.read();
  if (last === null && (await to.totals()).rows > 0) {
    throw new Error('The log to move into has rows already: only an empty one can be filled.');
  }
  // What an interrupted run wrote last may be there, although it could not say so.
  let mayBeThere = last !== null;
  let moved = 0;
  for (;;) {
    const rows = await from.before(last, BATCH_ROWS);
    const [newest, oldest] = [rows[0], rows.at(-1)];
    if (newest === undefined || oldest === undefined) break;
    const known = mayBeThere
      ? await to.has(
          rows.map(({ id }) => id),
          [oldest.created_at, newest.created_at],
        )
      : new Set<string>();
    mayBeThere = false;
    await to.put(rows.filter(({ id }) => !known.has(id)).map(change));
    last = { createdAt: oldest.created_at, id: oldest.id };
    place.write(last);
    moved += rows.length;
    onBatch(moved);
  }
  const [there, here] = [await to.totals(), await from.totals()];
  const wrong = (Object.keys(here) as (keyof LogTotals)[]).filter((name) => here[name] !== there[name]);
  if (wrong.length > 0) {
    const differences = wrong.map((name) => `${name}: ${here[name]} and ${there[name]}`);
    throw new Error(`The two logs differ after the move (${differences.join('; ')}). Nothing was deleted.`);
  }
  place.clear();
  return here;
}
