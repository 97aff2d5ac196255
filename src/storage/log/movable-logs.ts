/** The log of a data directory and the one in ClickHouse, as move-log.ts moves rows between them. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../observe/logger.ts';
import { replaceFile } from '../kept-name.ts';
import type { LogRow } from '../ports/log.ts';
import { openClickhouse } from './clickhouse/client.ts';
import { openClickhouseEngine } from './clickhouse/engine.ts';
import { makeTables, toTableRow } from './clickhouse/schema.ts';
import { openLogEngine, type LogEngine } from './engine.ts';
import { moveLog, type LogToRead, type LogTotals, type MoveLog, type Place } from './move-log.ts';
import { openLog, type Log } from './open-log.ts';

export interface MoveBetween {
  /** Of the log, in the data directory. */
  directory: string;
  /** Of ClickHouse. */
  url: string;
  to: 'clickhouse' | 'duckdb';
  /** A reference to a body of this node, as other nodes may read it. */
  nameNode: (ref: string) => string;
  clock: Clock;
  logger: Logger;
  onBatch: (moved: number) => void;
}

const PLACE_FILES = { clickhouse: 'moved-to-clickhouse', duckdb: 'moved-to-duckdb' } as const;

/** Resolves with what both logs hold in the end. Throws where one of them is in use, or cannot be reached, or both differ. */
export async function moveBetween(options: MoveBetween): Promise<LogTotals> {
  const { directory, to, nameNode, onBatch } = options;
  const { log, engine } = await openDirectory(options);
  try {
    const inDirectory = { ...readerOf(engine), put: (rows: readonly LogRow[]) => putIntoDirectory(log, rows) };
    const clickhouse = await openServer(options);
    try {
      const place = placeIn(join(directory, PLACE_FILES[to]));
      const common: Pick<MoveLog, 'place' | 'onBatch'> = { place, onBatch };
      return to === 'clickhouse'
        ? await moveLog({ ...common, from: inDirectory, to: clickhouse, change: (row) => namingNode(row, nameNode) })
        : await moveLog({ ...common, from: clickhouse, to: inDirectory, change: (row) => row });
    } finally {
      await clickhouse.close();
    }
  } finally {
    await log.close();
  }
}

/** Everything that is in its journal still goes into its database first. */
async function openDirectory({ directory, clock, logger }: MoveBetween): Promise<{ log: Log; engine: LogEngine }> {
  let engine: LogEngine | null = null;
  const log = await openLog({ directory, clock, logger }, async (given, events) => {
    engine = await openLogEngine(given, events);
    return engine;
  });
  if (engine === null) throw new Error('The log was not opened.');
  return { log, engine };
}

/** Appended rows are in the journal; they are read once they are in the database as well. */
async function putIntoDirectory(log: Log, rows: readonly LogRow[]): Promise<void> {
  await Promise.all(rows.map((row) => log.append(row)));
  await log.run({ sql: 'SELECT 1 AS one', values: [] });
}

async function openServer({ directory, url, clock, logger }: MoveBetween) {
  const engine = await openClickhouseEngine({ directory, url, clock, logger }, { onSetAside: () => undefined });
  const client = openClickhouse(url);
  await makeTables(client);
  return {
    ...readerOf(engine),
    async put(rows: readonly LogRow[]): Promise<void> {
      const [first, last] = [rows[0], rows.at(-1)];
      if (first === undefined || last === undefined) return;
      const stored = rows.map((row) => toTableRow(JSON.stringify(row))).filter((row) => row !== null);
      await client.insert('requests', stored, `move:${first.id}:${last.id}`);
    },
    async close(): Promise<void> {
      await engine.close();
      await client.close();
    },
  };
}

const NO_SIGNAL = new AbortController().signal;
const TOTALS = `SELECT count(*) AS "rows", coalesce(sum(cost_nano_usd), 0) AS "costNanoUsd",
  coalesce(sum(input_tokens), 0) AS "inputTokens", coalesce(sum(output_tokens), 0) AS "outputTokens" FROM requests`;

function readerOf({ operations }: LogEngine): LogToRead & {
  has(ids: readonly string[], between: readonly [from: number, to: number]): Promise<ReadonlySet<string>>;
} {
  return {
    async before(place, limit) {
      const condition =
        place === null
          ? { sql: '1 = 1', values: [] }
          : {
              sql: '(created_at < ? OR (created_at = ? AND id < ?))',
              values: [place.createdAt, place.createdAt, place.id],
            };
      return (await operations.page({ condition, limit, newest: place?.createdAt ?? null }, NO_SIGNAL)).rows;
    },
    async totals() {
      const [row] = (await operations.query({ sql: TOTALS, values: [] }, NO_SIGNAL)).rows;
      const of = (name: keyof LogTotals): number => Number(row?.[name] ?? 0);
      return {
        rows: of('rows'),
        costNanoUsd: of('costNanoUsd'),
        inputTokens: of('inputTokens'),
        outputTokens: of('outputTokens'),
      };
    },
    async has(ids, [from, to]) {
      const sql = 'SELECT id FROM requests WHERE created_at >= ? AND created_at <= ?';
      const wanted = new Set(ids);
      const { rows } = await operations.query({ sql, values: [from, to] }, NO_SIGNAL);
      return new Set(rows.map(({ id }) => String(id)).filter((id) => wanted.has(id)));
    },
  };
}

/** Other nodes read the row too, and must not look for its bodies in their own packs. */
function namingNode(row: LogRow, nameNode: MoveBetween['nameNode']): LogRow {
  const { request_body: request, response_body: response } = row;
  return {
    ...row,
    request_body: request === null ? null : nameNode(request),
    response_body: response === null ? null : nameNode(response),
  };
}

function placeIn(path: string): MoveLog['place'] {
  return {
    read: () => (existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Place) : null),
    write: (place) => replaceFile(path, JSON.stringify(place)),
    clear: () => rmSync(path, { force: true }),
  };
}
