/** The log's engine on ClickHouse: one table for all nodes, fed from the journal of each. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayError } from '../../../kernel/errors.ts';
import { keptName, replaceFile } from '../../kept-name.ts';
import { CLICKHOUSE_SUMMARIES } from '../../clickhouse-summaries-sql.ts';
import { CLICKHOUSE_WORDS } from '../../log-words-sql.ts';
import type { LogRow } from '../../ports/log.ts';
import type { Condition } from '../../log-filter-sql.ts';
import type { LogEngine, LogEngineEvents, LogEngineOptions, PageQuestion } from '../engine.ts';
import { followJournal } from '../follow-journal.ts';
import { toPage } from '../read-rows.ts';
import type { DeletedSlice } from '../retained-rows.ts';
import { type Pace, pacedSink } from '../paced-sink.ts';
import { type LogSink, SinkUnavailable } from '../sink.ts';
import { type ClickhouseClient, openClickhouse } from './client.ts';
import { readNewestFirst } from './newest-first.ts';
import { clickhouseSink } from './sink.ts';
import { COLUMN_LIST, makeTables, toLogRow } from './schema.ts';

export interface ClickhouseOptions extends LogEngineOptions {
  /** `http://user:password@host:8123/database`. */
  url: string;
  /** Of a backlog; absent = as fast as it goes. */
  pace?: Pace;
}

/** Opens also while ClickHouse cannot be reached: rows wait in the journal, and questions fail until it is back. */
export async function openClickhouseEngine(
  { directory, clock, logger, url, pace }: ClickhouseOptions,
  { onSetAside }: Pick<LogEngineEvents, 'onSetAside'>,
): Promise<LogEngine> {
  const client = withTables(openClickhouse(url));
  const known = knownPosition(directory);
  const own = clickhouseSink(client, keptName(directory, NODE_FILE));
  const sink = known.following(pace === undefined ? own : pacedSink(own, pace, clock));
  return {
    words: CLICKHOUSE_WORDS,
    summaries: CLICKHOUSE_SUMMARIES,
    position: await positionOf(sink, known.read(), (error) => logger.error('ClickHouse cannot be reached', { error })),
    operations: {
      ingest: followJournal({ directory, sink, clock, logger, onSetAside }),
      // One row more than asked for shows whether there is a next page.
      page: async (asked, signal) =>
        toPage(await readPage(client, { ...asked, limit: asked.limit + 1 }, signal), asked.limit),
      row: async (condition, signal) => ({ rows: await select(client, { ...condition, limit: 1, signal }) }),
      query: async ({ sql, values }, signal) => ({
        rows: await unlessLeft(signal, client.rows(sql, values, signal)),
      }),
      // Its disk is not this node's: what it keeps by size is its own business (docs/recipes/clickhouse.md).
      bytes: () => Promise.resolve(0),
      async oldest() {
        const [row] = await client.rows('SELECT min(created_at) AS oldest, count() AS rows FROM requests');
        return Number(row?.['rows'] ?? 0) === 0 ? null : Number(row?.['oldest']);
      },
      async deleteSlice(asked) {
        const { sql, values } = olderThan(asked);
        // Every node asks every hour, and a delete is a mutation of each part, also where there is nothing to delete.
        const [found] = await client.rows(`SELECT 1 AS one FROM requests WHERE ${sql} LIMIT 1`, values);
        if (found === undefined) return false;
        await client.run(`DELETE FROM requests WHERE ${sql}`, values);
        // A DELETE only marks rows, and days that others still have would keep them on the disk, and be without sums.
        if (asked.organisationId !== null) await client.run('ALTER TABLE requests APPLY DELETED MASK');
        return false;
      },
    },
    close: () => client.close(),
  };
}

function olderThan({ before, organisationId }: DeletedSlice): Condition {
  const values = [Math.floor(before)];
  if (organisationId === null) return { sql: 'created_at < ?', values };
  return { sql: 'organisation_id = ? AND created_at < ?', values: [organisationId, ...values] };
}

/** Tables are made when ClickHouse is first reached. */
function withTables(client: ClickhouseClient): ClickhouseClient {
  let made: Promise<void> | null = null;
  const ready = (): Promise<void> => {
    made ??= makeTables(client).catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
  return {
    rows: async (...asked) => {
      await ready();
      return client.rows(...asked);
    },
    run: async (...asked) => {
      await ready();
      return client.run(...asked);
    },
    insert: async (...asked) => {
      await ready();
      return client.insert(...asked);
    },
    close: () => client.close(),
  };
}

async function readPage(client: ClickhouseClient, asked: PageQuestion, signal: AbortSignal): Promise<LogRow[]> {
  const { condition, limit } = asked;
  const [table] = await unlessLeft(signal, client.rows('SELECT max(created_at) AS newest FROM requests', [], signal));
  const newest = Math.min(asked.newest ?? Infinity, Number(table?.['newest'] ?? 0));
  return readNewestFirst({ newest, limit }, ({ after, until }, most) => {
    const since = Number.isFinite(after) ? { sql: ' AND created_at > ?', values: [after] } : { sql: '', values: [] };
    return select(client, {
      sql: `${condition.sql} AND created_at <= ?${since.sql}`,
      values: [...condition.values, until, ...since.values],
      limit: most,
      signal,
    });
  });
}

interface Selected {
  sql: string;
  values: readonly (string | number)[];
  limit: number;
  signal: AbortSignal;
}

async function select(client: ClickhouseClient, { sql, values, limit, signal }: Selected): Promise<LogRow[]> {
  const query = `SELECT ${COLUMN_LIST} FROM requests WHERE ${sql} ORDER BY created_at DESC, id DESC LIMIT ?`;
  return (await unlessLeft(signal, client.rows(query, [...values, limit], signal))).map(toLogRow);
}

async function unlessLeft<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) throw new GatewayError('client_closed', 'Nobody waits for the answer any more.');
    throw error;
  }
}

/** Holds the name by which positions and repeated inserts of this node's journal are known. */
const NODE_FILE = 'clickhouse-node';
const POSITION_FILE = 'clickhouse-position';

/**
 * The position once more, beside the journal: a process that starts while ClickHouse is away must not number its segments
 * as those that ClickHouse has already.
 */
function knownPosition(directory: string) {
  const path = join(directory, POSITION_FILE);
  return {
    read: (): number => (existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0),
    following: (sink: LogSink): LogSink => ({
      ...sink,
      async take(segment) {
        const rows = await sink.take(segment);
        replaceFile(path, String(segment.number));
        return rows;
      },
    }),
  };
}

async function positionOf(sink: LogSink, known: number, onAway: (error: unknown) => void): Promise<number> {
  try {
    return Math.max(known, await sink.position());
  } catch (error) {
    if (!(error instanceof SinkUnavailable)) throw error;
    onAway(error);
    return known;
  }
}
