/** Connections to PostgreSQL that engines share: how they are made, and which of its errors mean that it is away. */
import type { Client, ClientConfig, Pool } from 'pg';
import { GatewayError } from '../kernel/errors.ts';

/** The channel of changes. A message does not say what was changed: the table `record_changes` does. */
export const CHANGES_CHANNEL = 'tollgate_changes';

/** How long to wait for a connection, ms: for the server's answer, or for one of the pool's to be free. */
const CONNECT_TIMEOUT_MS = 5000;
/** A query that has no answer by then is given up, ms: the server hangs, or the network is cut. */
const QUERY_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 10;
/** A silent connection is probed after so long. */
const KEEP_ALIVE_MS = 10_000;

export interface ConnectionBounds {
  /** How long a query may take, ms. */
  queryTimeoutMs?: number;
}

async function config(
  url: string,
  { queryTimeoutMs = QUERY_TIMEOUT_MS }: ConnectionBounds = {},
): Promise<ClientConfig> {
  const { types, TypeOverrides } = await loadDriver();
  const overrides = new TypeOverrides();
  // Which the driver leaves as text. Times in ms and counts are far below 2^53.
  overrides.setTypeParser(types.builtins.INT8, Number);
  return {
    connectionString: url,
    application_name: 'tollgate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: overrides,
  };
}

async function loadDriver() {
  return (await import('pg')).default;
}

/** Connects when it is first used. */
export async function openPool(url: string, bounds: ConnectionBounds = {}): Promise<Pool> {
  const driver = await loadDriver();
  const pool = new driver.Pool({ ...(await config(url, bounds)), max: MAX_CONNECTIONS });
  // Without a listener, a connection that breaks while nobody waits for it would end the process. Its user gets the error.
  const ignore = (): void => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => void client.on('error', ignore));
  return pool;
}

interface SteadyClient {
  /** Of text and parameters; its type is Kysely's own, which has cursors besides. */
  query: never;
  release(): void;
}

interface SteadyPool {
  connect(): Promise<SteadyClient>;
  end(): Promise<void>;
}

/**
 * The pool, for Kysely: a connection on which an answer is overdue, or that broke, is not asked again and not given to anybody
 * else. The driver would queue the next query behind the overdue one.
 */
export function discardingBroken(pool: Pool): SteadyPool {
  const connectOne = async (): Promise<SteadyClient> => {
    const client = await pool.connect();
    let broken: Error | null = null;
    const query = async (text: string, parameters: readonly unknown[]) => {
      if (broken !== null) throw broken;
      try {
        return await client.query(text, [...parameters]);
      } catch (error) {
        if (error instanceof Error && isAway(error) && codeOf(error) !== LOCK_NOT_AVAILABLE) broken = error;
        throw error;
      }
    };
    return { query: query as never, release: () => client.release(broken !== null) };
  };
  return { connect: connectOne, end: () => pool.end() };
}

/**
 * SQL that makes an index where it is not there, `on` as in `ledger_holds (owner)`. `create index if not exists` would lock the
 * table also where the index is there: a process that starts would wait for those that write, and they for it.
 */
export const indexWhereMissing = (name: string, on: string): string =>
  `do $index$ begin if to_regclass('${name}') is null then create index ${name} on ${on}; end if; end $index$;`;

/** One connection of its own, connected. */
export async function connect(url: string): Promise<Client> {
  const driver = await loadDriver();
  const client = new driver.Client(await config(url));
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Somebody holds a lock for too long; the connection is well. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Classes and codes of https://www.postgresql.org/docs/current/errcodes-appendix.html */
const AWAY = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '25P03', // idle_in_transaction_session_timeout
  '53300', // too_many_connections
  LOCK_NOT_AVAILABLE,
  '25006', // read_only_sql_transaction: it became a standby
]);
const CONNECTION_CLASS = '08';
const SYSTEM_ERRORS = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
/** node-postgres has no codes for these. */
const DRIVER_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable/i;

/** Does this mean that the database cannot be reached or does not answer, rather than that a statement is wrong? */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (AWAY.has(code) || code.startsWith(CONNECTION_CLASS) || SYSTEM_ERRORS.test(code)) return true;
  return DRIVER_MESSAGES.test(error.message);
}

/** SQLSTATE, or the name of a system error; '' = none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const RETRY_AFTER_S = 5;

/** The error for the caller: nothing was changed, or it is not known. */
export function recordsUnavailable(cause: unknown, outcome: 'unchanged' | 'unknown'): GatewayError {
  const message =
    outcome === 'unchanged'
      ? 'The database of the records cannot be reached. Nothing was changed; requests to models are served as before.'
      : 'The connection to the database of the records broke while this change was saved. Whether it was saved is not known.';
  const hint =
    outcome === 'unchanged'
      ? 'Try again in a few seconds. GET /v1/health says when PostgreSQL is back.'
      : 'Read the record before you send the change again.';
  return new GatewayError('records_unavailable', message, { hint, retryAfter: RETRY_AFTER_S, cause });
}
