/** Reading the log: one row by its id, and pages of rows by keyset. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { GatewayError } from '../../wire/errors.ts';
import type { LogFilter, LogPage, LogRow } from '../ports/log.ts';
import { COLUMN_NAMES, toLogRow } from './columns.ts';
import { allOf, filterCondition, tenantCondition } from './filter.ts';
import type { Condition } from './filter.ts';

/** Newest first. Throws GatewayError `invalid_request` on a cursor that is none of ours. */
export async function listRows(
  reader: DuckDBConnection,
  filter: LogFilter,
  page: { limit: number; cursor?: string },
): Promise<LogPage> {
  const older = page.cursor === undefined ? null : olderThan(page.cursor);
  const condition = allOf([filterCondition(filter), older]);
  // One row more than asked for tells whether there is a next page.
  const rows = await select(reader, condition, page.limit + 1);
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return { rows: shown, nextCursor: last === undefined ? null : toCursor(last) };
}

export async function getRow(
  reader: DuckDBConnection,
  tenant: Pick<LogFilter, 'organisationId' | 'workspaceId'>,
  id: string,
): Promise<LogRow | null> {
  const condition = allOf([tenantCondition(tenant), { sql: 'id = ?', values: [id] }]);
  const [row] = await select(reader, condition, 1);
  return row ?? null;
}

async function select(reader: DuckDBConnection, condition: Condition, limit: number): Promise<LogRow[]> {
  const result = await reader.runAndReadAll(
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
