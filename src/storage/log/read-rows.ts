/** Reading the log: one row by its id, and pages of rows by keyset. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { GatewayError } from '../../kernel/errors.ts';
import type { LogFilter, LogRow } from '../ports/log.ts';
import type { LogQuery, LogQueryRow } from '../ports/log/queries.ts';
import type { LogPage } from '../ports/log/reader.ts';
import { COLUMN_NAMES, toLogRow } from './columns.ts';
import { allOf, filterCondition, tenantCondition } from '../log-filter-sql.ts';
import type { Condition } from '../log-filter-sql.ts';
import type { Words } from '../ports/log/words.ts';

/** The rows of one page. Throws GatewayError `invalid_request` on a cursor that is none of ours. */
export function pageCondition(filter: LogFilter, cursor: string | undefined, words: Words): Condition {
  return allOf([filterCondition(filter, words), cursor === undefined ? null : olderThan(cursor)]);
}

/** When the newest row that the page may have arrived at the latest; null = at any time. */
export function pageNewest(filter: Pick<LogFilter, 'to'>, cursor: string | undefined): number | null {
  const bounds = [
    ...(filter.to === undefined ? [] : [filter.to]),
    ...(cursor === undefined ? [] : [parseCursor(cursor)[0]]),
  ];
  return bounds.length === 0 ? null : Math.min(...bounds);
}

/** Newest first. */
export async function readPage(
  connection: DuckDBConnection,
  condition: Condition,
  limit: number,
): Promise<Omit<LogPage, 'asOf'>> {
  // One row more than asked for shows whether there is a next page.
  return toPage(await select(connection, condition, limit + 1), limit);
}

/** `rows`: one more than `limit` where there is a next page. */
export function toPage(rows: LogRow[], limit: number): Omit<LogPage, 'asOf'> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { rows: shown, nextCursor: last === undefined ? null : toCursor(last) };
}

/** The one row with this id, if it is the tenant's. */
export function rowCondition(tenant: Pick<LogFilter, 'organisationId' | 'workspaceId'>, id: string): Condition {
  return allOf([tenantCondition(tenant), { sql: 'id = ?', values: [id] }]);
}

export async function readRow(connection: DuckDBConnection, condition: Condition): Promise<{ rows: LogRow[] }> {
  return { rows: await select(connection, condition, 1) };
}

export async function runQuery(
  connection: DuckDBConnection,
  { sql, values }: LogQuery,
): Promise<{ rows: LogQueryRow[] }> {
  const result = await connection.runAndReadAll(sql, [...values]);
  const rows = result
    .getRowObjectsJS()
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
      ),
    );
  return { rows };
}

async function select(connection: DuckDBConnection, condition: Condition, limit: number): Promise<LogRow[]> {
  const result = await connection.runAndReadAll(
    `SELECT ${COLUMN_NAMES} FROM requests WHERE ${condition.sql} ORDER BY created_at DESC, id DESC LIMIT ?`,
    [...condition.values, limit],
  );
  return result.getRowObjectsJS().map(toLogRow);
}

function toCursor(row: LogRow): string {
  return Buffer.from(JSON.stringify([row.created_at, row.id])).toString('base64url');
}

function olderThan(cursor: string): Condition {
  const [createdAt, id] = parseCursor(cursor);
  return { sql: '(created_at < ? OR (created_at = ? AND id < ?))', values: [createdAt, createdAt, id] };
}

function parseCursor(cursor: string): [number, string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && Number.isSafeInteger(parsed[0]) && typeof parsed[1] === 'string') {
      return [Number(parsed[0]), parsed[1]];
    }
  } catch {
    // Not JSON: answered like any other cursor that is none of ours.
  }
  throw new GatewayError('invalid_request', 'The cursor is not one that this gateway gave out.', {
    hint: 'Begin again without a cursor.',
  });
}
