/** The log's one list of columns: the table, the journal's reader and the rows handed out derive from it. */
import type { LogRow } from '../ports/log.ts';

/** Which DuckDB types may hold a field of this type; the compiler refuses a column that cannot. */
type ColumnFor<Field> = Field extends string
  ? 'VARCHAR'
  : Field extends number
    ? 'BIGINT' | 'DOUBLE'
    : Field extends boolean
      ? 'BOOLEAN'
      : 'JSON';

type Columns = { readonly [Name in keyof LogRow]-?: ColumnFor<NonNullable<LogRow[Name]>> };

/** In the order of `LogRow`. Columns are only ever added: an older table gets the new ones when it is opened. */
const COLUMNS: Columns = {
  id: 'VARCHAR',
  organisation_id: 'VARCHAR',
  workspace_id: 'VARCHAR',
  workspace_slug: 'VARCHAR',
  api_key_id: 'VARCHAR',
  user_id: 'VARCHAR',
  created_at: 'BIGINT',

  trace_id: 'VARCHAR',
  span_id: 'VARCHAR',
  parent_span_id: 'VARCHAR',
  span_name: 'VARCHAR',
  session_id: 'VARCHAR',
  agent_id: 'VARCHAR',
  parent_agent_id: 'VARCHAR',
  metadata: 'JSON',

  request_method: 'VARCHAR',
  request_url: 'VARCHAR',
  operation: 'VARCHAR',
  user_agent: 'VARCHAR',
  request_headers: 'JSON',
  is_proxy_call: 'BOOLEAN',
  stream_mode: 'BOOLEAN',

  response_status_code: 'BIGINT',
  is_success: 'BOOLEAN',
  error_code: 'VARCHAR',
  error_message: 'VARCHAR',
  outcome: 'VARCHAR',

  provider_id: 'VARCHAR',
  provider_slug: 'VARCHAR',
  ai_model: 'VARCHAR',
  requested_model: 'VARCHAR',
  region: 'VARCHAR',
  config_id: 'VARCHAR',
  config_version_id: 'VARCHAR',
  strategy: 'VARCHAR',
  last_used_option_index: 'VARCHAR',
  retry_attempt_count: 'BIGINT',
  cache_status: 'VARCHAR',
  attempts: 'JSON',

  input_tokens: 'BIGINT',
  output_tokens: 'BIGINT',
  cache_read_tokens: 'BIGINT',
  cache_write_5m_tokens: 'BIGINT',
  cache_write_1h_tokens: 'BIGINT',
  thinking_tokens: 'BIGINT',
  web_search_requests: 'BIGINT',
  web_fetch_requests: 'BIGINT',
  cost_nano_usd: 'BIGINT',
  discarded_nano_usd: 'BIGINT',
  unpriced: 'BOOLEAN',
  price_book: 'VARCHAR',
  saved_nano_usd: 'BIGINT',
  prompt_cache_lost_tokens: 'BIGINT',

  response_time_ms: 'DOUBLE',
  time_to_first_byte_ms: 'DOUBLE',
  stall_ms: 'DOUBLE',
  gateway_ms: 'DOUBLE',
  request_bytes: 'BIGINT',
  response_bytes: 'BIGINT',

  betas_dropped: 'JSON',
  notes: 'JSON',
  request_body: 'VARCHAR',
  response_body: 'VARCHAR',
};

const ENTRIES = Object.entries(COLUMNS);

/** `id, organisation_id, …`: for a SELECT and an INSERT that do not depend on the table's own order. */
export const COLUMN_NAMES = Object.keys(COLUMNS).join(', ');

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
  // The fields' types hold because `Columns` ties every column's type to its field in LogRow.
  return row as unknown as LogRow;
}

function toField(type: Columns[keyof Columns], value: unknown): unknown {
  if (type === 'JSON' && typeof value === 'string') return JSON.parse(value);
  // Everything that is counted (ms, bytes, tokens, nano-dollars) was a safe integer when it was appended.
  if (typeof value === 'bigint') return Number(value);
  return value ?? null;
}
