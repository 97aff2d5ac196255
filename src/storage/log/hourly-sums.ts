/**
 * Fills DuckDB's sums by the hour, in the background and in small steps. An hour is summed up once it is over for a while;
 * rows that come later, and rows that are deleted, mark their hours as changed, in the transaction that brings or deletes
 * them, and these are summed up anew.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../observe/logger.ts';
import {
  CHANGED_HOURS,
  HOUR,
  SUM_STATEMENTS,
  SUM_TABLES,
  summingStatements,
  SUMMED_TO,
  VARIED_HOURS,
} from '../duckdb-summaries-sql.ts';
import { HOUR_MS } from '../summed-columns.ts';
import { dropCache, type LogDatabase } from './database.ts';

/** Most requests have ended, and are in the log, so long after they came. */
const SETTLED_MS = 20 * 60_000;
/** Of one step, unless a single hour has more: some hundred milliseconds, in which no question is answered. */
const STEP_ROWS = 50_000;
const STEP_HOURS = 24;

export interface HourlySumsKeeper {
  /** Within the transaction that changes rows of these hours (their numbers since the epoch). */
  markChanged(connection: DuckDBConnection, hours: ReadonlySet<number>): Promise<void>;
  /** Begins to sum up what is not yet summed up. */
  catchUp(): void;
  /** Resolves when nothing more will be summed up. */
  stop(): Promise<void>;
}

/** Makes the tables, takes back what is not true of the rows any more, and begins to catch up. */
export async function openHourlySums(
  database: LogDatabase,
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<HourlySumsKeeper> {
  await database.use(async (connection) => {
    for (const statement of SUM_STATEMENTS) await connection.run(statement);
    await takeBackWrong(connection);
  });
  const stopped = new AbortController();
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    try {
      let steps = 0;
      while (!stopped.signal.aborted && (await database.use((connection) => sumUpSome(connection, clock.now())))) {
        steps += 1;
      }
      if (steps > 0) await database.use(dropCache);
    } catch (error) {
      logger.warn('Hours of the log could not be summed up; it will be tried again, and charts read the rows', {
        error,
      });
    } finally {
      running = null;
    }
  };
  const catchUp = (): void => {
    if (!stopped.signal.aborted) running ??= run();
  };
  catchUp();
  return {
    markChanged,
    catchUp,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/**
 * A version that knows nothing of the sums may have had the file in between. Where the numbers of rows differ, everything
 * from that hour on is summed up anew.
 */
async function takeBackWrong(connection: DuckDBConnection): Promise<void> {
  const [wrong] = await numbersOf(
    connection,
    `SELECT min(hour) FROM (
      SELECT ${HOUR} AS hour, count(*) AS amount FROM requests
      WHERE created_at < (SELECT summed_to FROM ${SUMMED_TO}) * ${HOUR_MS} GROUP BY hour
    ) AS counted
    FULL JOIN (SELECT hour, sum(amount) AS amount FROM ${SUM_TABLES.sums} GROUP BY hour) AS summed USING (hour)
    WHERE counted.amount IS DISTINCT FROM summed.amount AND hour NOT IN (SELECT hour FROM ${CHANGED_HOURS})`,
  );
  if (wrong === undefined) return;
  await inTransaction(connection, async () => {
    await connection.run(`UPDATE ${SUMMED_TO} SET summed_to = ${wrong}`);
    for (const table of [...Object.values(SUM_TABLES), VARIED_HOURS, CHANGED_HOURS]) {
      await connection.run(`DELETE FROM ${table} WHERE hour >= ${wrong}`);
    }
  });
}

async function markChanged(connection: DuckDBConnection, hours: ReadonlySet<number>): Promise<void> {
  const [summedTo = 0] = await numbersOf(connection, `SELECT summed_to FROM ${SUMMED_TO}`);
  const changed = [...hours].filter((hour) => hour < summedTo);
  if (changed.length === 0) return;
  await connection.run(`DELETE FROM ${CHANGED_HOURS} WHERE hour IN (${changed.join(', ')})`);
  await connection.run(`INSERT INTO ${CHANGED_HOURS} VALUES ${changed.map((hour) => `(${hour})`).join(', ')}`);
}

/** One step; false = everything is summed up. */
async function sumUpSome(connection: DuckDBConnection, now: number): Promise<boolean> {
  const [changed] = await numbersOf(connection, `SELECT min(hour) FROM ${CHANGED_HOURS}`);
  if (changed !== undefined) {
    await inTransaction(connection, async () => {
      await sumUp(connection, { from: changed, to: changed + 1 });
      await connection.run(`DELETE FROM ${CHANGED_HOURS} WHERE hour = ${changed}`);
    });
    return true;
  }
  const settled = Math.floor((now - SETTLED_MS) / HOUR_MS);
  const [summedTo = 0] = await numbersOf(connection, `SELECT summed_to FROM ${SUMMED_TO}`);
  if (summedTo >= settled) return false;
  const next = await nextHours(connection, { from: summedTo, to: settled });
  await inTransaction(connection, async () => {
    if (next !== null) await sumUp(connection, next);
    await connection.run(`UPDATE ${SUMMED_TO} SET summed_to = ${next?.to ?? settled}`);
  });
  return next !== null;
}

/** Hours by their numbers. */
interface Hours {
  from: number;
  to: number;
}

const within = ({ from, to }: Hours): string => `created_at >= ${from * HOUR_MS} AND created_at < ${to * HOUR_MS}`;

/** The first hours with rows, as many as one step takes; null = there are none. */
async function nextHours(connection: DuckDBConnection, hours: Hours): Promise<Hours | null> {
  const [oldest] = await numbersOf(connection, `SELECT min(created_at) FROM requests WHERE ${within(hours)}`);
  if (oldest === undefined) return null;
  const from = Math.floor(oldest / HOUR_MS);
  const furthest = Math.min(hours.to, from + STEP_HOURS);
  const [to = from + 1] = await numbersOf(
    connection,
    `SELECT max(hour) + 1 FROM (
      SELECT hour, sum(amount) OVER (ORDER BY hour) AS so_far
      FROM (SELECT ${HOUR} AS hour, count(*) AS amount FROM requests WHERE ${within({ from, to: furthest })} GROUP BY hour)
    ) WHERE so_far <= ${STEP_ROWS}`,
  );
  return { from, to };
}

async function sumUp(connection: DuckDBConnection, hours: Hours): Promise<void> {
  for (const table of [...Object.values(SUM_TABLES), VARIED_HOURS]) {
    await connection.run(`DELETE FROM ${table} WHERE hour >= ${hours.from} AND hour < ${hours.to}`);
  }
  for (const statement of summingStatements(within(hours))) await connection.run(statement);
}

export async function inTransaction<Result>(
  connection: DuckDBConnection,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT has rolled back already, and then there is nothing left to roll back.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The first column, nulls left out. */
async function numbersOf(connection: DuckDBConnection, sql: string): Promise<number[]> {
  const result = await connection.runAndReadAll(sql);
  return result.getRowsJS().flatMap(([value]) => (value === null || value === undefined ? [] : [Number(value)]));
}
