/** The log's columns in ClickHouse's words: the table, the rows that go into it, and the rows that come out. */
import type { LogRow } from '../../ports/log.ts';
import { FIELD_ENTRIES, type Field } from '../../ports/log/fields.ts';
import { CLICKHOUSE_PROJECTIONS } from '../../clickhouse-summaries-sql.ts';
import type { ClickhouseClient } from './client.ts';
import { readObject } from '../../../kernel/json-object.ts';

const TYPES: Readonly<Record<Field['type'], string>> = {
  text: 'String',
  integer: 'Int64',
  number: 'Float64',
  boolean: 'Bool',
  // As its text: what is inside differs from row to row, and is read by key.
  json: 'String',
};

const columnType = ({ type, isNullable }: Field): string => (isNullable ? `Nullable(${TYPES[type]})` : TYPES[type]);

export const COLUMN_LIST = FIELD_ENTRIES.map(([name]) => name).join(', ');

/** Retried inserts of the last so many blocks are known again: days of a busy node. */
const REMEMBERED_INSERTS = 100_000;

/** Makes the tables, and adds the columns that an older version's lack. */
export async function makeTables(client: ClickhouseClient): Promise<void> {
  const columns = FIELD_ENTRIES.map(([name, field]) => `${name} ${columnType(field)}`);
  await client.run(
    `CREATE TABLE IF NOT EXISTS requests (${columns.join(', ')},
       INDEX by_id id TYPE bloom_filter GRANULARITY 1,
       INDEX by_trace trace_id TYPE bloom_filter GRANULARITY 1,
       INDEX by_session session_id TYPE bloom_filter GRANULARITY 1,
       ${Object.entries(CLICKHOUSE_PROJECTIONS)
         .map(([name, sql]) => `PROJECTION ${name} (${sql})`)
         .join(', ')})
     ENGINE = MergeTree
     PARTITION BY toDate(intDiv(created_at, 1000))
     ORDER BY (organisation_id, created_at, id)
     SETTINGS non_replicated_deduplication_window = ${REMEMBERED_INSERTS}, ${KEEP_PROJECTIONS}`,
  );
  await client.run(
    `ALTER TABLE requests ${FIELD_ENTRIES.map(([name, field]) => `ADD COLUMN IF NOT EXISTS ${name} ${columnType(field)}`).join(', ')}`,
  );
  await addProjections(client);
  await client.run(
    `CREATE TABLE IF NOT EXISTS journal_positions (node String, position Int64)
     ENGINE = ReplacingMergeTree(position) ORDER BY node`,
  );
}

/** A part of which rows are deleted makes its projections anew; without this, ClickHouse refuses to delete. */
const KEEP_PROJECTIONS = `lightweight_mutation_projection_mode = 'rebuild'`;

/** For a table of an older version: its parts get them in the background, and answer from their rows until then. */
async function addProjections(client: ClickhouseClient): Promise<void> {
  const [table] = await client.rows(
    `SELECT create_table_query AS made FROM system.tables WHERE database = currentDatabase() AND name = 'requests'`,
  );
  const made = String(table?.['made']);
  if (!made.includes('lightweight_mutation_projection_mode')) {
    await client.run(`ALTER TABLE requests MODIFY SETTING ${KEEP_PROJECTIONS}`);
  }
  for (const [name, sql] of Object.entries(CLICKHOUSE_PROJECTIONS)) {
    if (made.includes(`PROJECTION ${name} `)) continue;
    await client.run(`ALTER TABLE requests ADD PROJECTION IF NOT EXISTS ${name} (${sql})`);
    await client.run(`ALTER TABLE requests MATERIALIZE PROJECTION ${name}`);
  }
}

const JSON_NAMES: ReadonlySet<string> = new Set(
  FIELD_ENTRIES.filter(([, { type }]) => type === 'json').map(([name]) => name),
);

/** A line of the journal as a row of the table; null = it is no row. */
export function toTableRow(line: string): Record<string, unknown> | null {
  const row = readObject(line);
  if (row === null || typeof row['id'] !== 'string') return null;
  const stored: Record<string, unknown> = {};
  for (const [name] of FIELD_ENTRIES) {
    const value = row[name];
    if (value === undefined) continue;
    stored[name] = JSON_NAMES.has(name) && value !== null ? JSON.stringify(value) : value;
  }
  return stored;
}

/** A row of the table as it was appended. */
export function toLogRow(stored: Readonly<Record<string, unknown>>): LogRow {
  const row = Object.fromEntries(
    FIELD_ENTRIES.map(([name]) => {
      const value = stored[name] ?? null;
      return [name, JSON_NAMES.has(name) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value];
    }),
  );
  // The fields' types hold because `FIELDS` ties every column's type to its field in LogRow.
  return row as unknown as LogRow;
}
