/** The connection to ClickHouse: settings under which its SQL means what the questions mean, and what its failures are. */
import { type ClickHouseClient, ClickHouseError, createClient } from '@clickhouse/client';
import { SinkUnavailable } from '../sink.ts';

export interface ClickhouseClient {
  /** Rows by column name; 64-bit whole numbers as numbers. Placeholders are `?`. */
  rows(sql: string, values?: readonly (string | number)[], signal?: AbortSignal): Promise<Record<string, unknown>[]>;
  /** A statement without an answer. */
  run(sql: string, values?: readonly (string | number)[]): Promise<void>;
  /** `token`: a second insert with the same one adds nothing. */
  insert(table: string, rows: readonly Record<string, unknown>[], token: string): Promise<void>;
  close(): Promise<void>;
}

const SETTINGS = {
  // As in the standard: a column before an alias of the same name, and null where there is nothing.
  prefer_column_name_to_alias: 1,
  group_by_use_nulls: 1,
  transform_null_in: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
} as const;

const REQUEST_TIMEOUT_MS = 60_000;
const MAX_CONNECTIONS = 8;

/** `url` as `http://user:password@host:8123/database`. */
export function openClickhouse(url: string): ClickhouseClient {
  const { clean, database } = splitDatabase(url);
  const options = {
    url: clean,
    request_timeout: REQUEST_TIMEOUT_MS,
    max_open_connections: MAX_CONNECTIONS,
    compression: { request: true, response: true },
    keep_alive: { enabled: true },
    clickhouse_settings: SETTINGS,
    log: { level: 127 }, // Failures come as errors: see below.
  } as const;
  const client = createClient({ ...options, database });
  let isMade: Promise<void> | null = null;
  /** A database that is missing is made once; where that is not allowed, the first query says so. */
  const ready = (): Promise<void> => {
    isMade ??= makeDatabase(createClient(options), database).catch((error: unknown) => {
      isMade = null;
      throw error;
    });
    return isMade;
  };
  const within = async <Result>(work: (client: ClickHouseClient) => Promise<Result>): Promise<Result> => {
    try {
      await ready();
      return await work(client);
    } catch (error) {
      throw judged(error);
    }
  };
  return {
    rows: (sql, values = [], signal) =>
      within(async (open) => {
        const { query, query_params } = withParameters(sql, values);
        const aborted = signal === undefined ? {} : { abort_signal: signal };
        const result = await open.query({ query, query_params, format: 'JSONEachRow', ...aborted });
        return result.json<Record<string, unknown>>();
      }),
    run: (sql, values = []) => within(async (open) => void (await open.command(withParameters(sql, values)))),
    insert: (table, rows, token) =>
      within(async (open) => {
        await open.insert({
          table,
          values: rows,
          format: 'JSONEachRow',
          clickhouse_settings: { insert_deduplication_token: token, max_partitions_per_insert_block: '0' },
        });
      }),
    close: () => client.close(),
  };
}

const DEFAULT_DATABASE = 'tollgate';

function splitDatabase(url: string): { clean: string; database: string } {
  const parsed = new URL(url);
  const database = decodeURIComponent(parsed.pathname.replace(/^\/+|\/+$/g, '')) || DEFAULT_DATABASE;
  parsed.pathname = '/';
  return { clean: parsed.href, database };
}

async function makeDatabase(client: ClickHouseClient, database: string): Promise<void> {
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS \`${database.replaceAll('`', '')}\`` });
  } catch (error) {
    if (!isRefusedRight(error)) throw error;
  } finally {
    await client.close();
  }
}

/** The user may not make databases: then it must be there. */
function isRefusedRight(error: unknown): boolean {
  return error instanceof ClickHouseError && error.type === 'ACCESS_DENIED';
}

/** What is wrong with the rows themselves; everything else is the server's, the network's or the operator's. */
const ABOUT_ROWS = /^(?:CANNOT_PARSE_|INCORRECT_DATA$|TYPE_MISMATCH$|CANNOT_INSERT_NULL)/;

function judged(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'AbortError' || error instanceof SinkUnavailable) return error;
  if (error instanceof ClickHouseError && ABOUT_ROWS.test(error.type ?? '')) return error;
  const kind = error instanceof ClickHouseError ? (error.type ?? error.code) : codeOf(error);
  return new SinkUnavailable(`ClickHouse: ${kind}`, { cause: error });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message.slice(0, 100);
}

/** `?` outside of quotes become typed parameters, which ClickHouse binds itself. */
export function withParameters(sql: string, values: readonly (string | number)[]) {
  const query_params: Record<string, string | number> = {};
  let next = 0;
  const query = sql.replaceAll(/'(?:[^'\\]|\\.|'')*'|\?/g, (found) => {
    if (found !== '?') return found;
    const value = values[next];
    if (value === undefined) throw new Error('A placeholder has no value');
    const name = `p${next}`;
    next += 1;
    query_params[name] = value;
    return `{${name}:${typeOf(value)}}`;
  });
  return { query, query_params };
}

function typeOf(value: string | number): string {
  if (typeof value === 'string') return 'String';
  if (!Number.isInteger(value)) return 'Float64';
  return value < 0 ? 'Int64' : 'UInt64';
}
