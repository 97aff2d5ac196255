/** The log's columns in DuckDB's words: the table, the journal's reader and the rows handed out. */
import type { LogRow } from '../ports/log.ts';
import { FIELD_ENTRIES, type Field } from '../ports/log/fields.ts';

type ColumnType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'JSON';

const TYPES: Readonly<Record<Field['type'], ColumnType>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  json: 'JSON',
};

const ENTRIES = FIELD_ENTRIES.map(([name, { type }]) => [name, TYPES[type]] as const);

/** `id, organisation_id, …`: for a SELECT and an INSERT that do not depend on the table's own order. */
export const COLUMN_NAMES = ENTRIES.map(([name]) => name).join(', ');

/** Makes the table, and adds what an older one lacks. */
export const TABLE_STATEMENTS: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS requests (${ENTRIES.map(([name, type]) => `${name} ${type}`).join(', ')})`,
  ...ENTRIES.map(([name, type]) => `ALTER TABLE requests ADD COLUMN IF NOT EXISTS ${name} ${type}`),
];

/** The `columns` argument of DuckDB's `read_json`. */
export const JSON_COLUMNS = `{${ENTRIES.map(([name, type]) => `${name}: '${type}'`).join(', ')}}`;

/** A row as DuckDB gives it (`BIGINT` as bigint, JSON as its text) as it was appended. */
export function toLogRow(stored: Readonly<Record<string, unknown>>): LogRow {
  const row = Object.fromEntries(ENTRIES.map(([name, type]) => [name, toField(type, stored[name])]));
  // The fields' types hold because `FIELDS` ties every column's type to its field in LogRow.
  return row as unknown as LogRow;
}

function toField(type: ColumnType, value: unknown): unknown {
  if (type === 'JSON' && typeof value === 'string') return JSON.parse(value);
  // Everything that is counted (ms, bytes, tokens, nano-dollars) was a safe integer when it was appended.
  if (typeof value === 'bigint') return Number(value);
  return value ?? null;
}
