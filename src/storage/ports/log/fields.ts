/**
 * The log's one list of columns: what type each has, how long it may be, and whether its text comes from outside. The table,
 * the journal's reader and the bounds derive from it.
 */
import type { LogRow } from '../log.ts';

/** Of a column that holds text. */
interface TextField {
  type: 'text';
  /** Characters; what is longer is cut. */
  max: number;
  /** Callers, upstreams or operators wrote it: secrets in it are masked. What the gateway wrote itself has none. */
  isForeign: boolean;
}

/** Of a column that holds an object or a list. */
interface JsonField {
  type: 'json';
  /** Members of each object and elements of each list; further ones are left out. */
  maxItems: number;
  /** Characters of each text inside, and of each key. */
  max: number;
  isForeign: boolean;
}

interface PlainField {
  type: 'integer' | 'number' | 'boolean';
}

export type Field = TextField | JsonField | PlainField;

/** Which fields may hold a value of this type; the compiler refuses a column that cannot. */
type FieldFor<Value> = Value extends string
  ? TextField
  : Value extends number
    ? { type: 'integer' | 'number' }
    : Value extends boolean
      ? { type: 'boolean' }
      : JsonField;

type Fields = { readonly [Name in keyof LogRow]-?: FieldFor<NonNullable<LogRow[Name]>> };

/** Ids and words of the gateway's own. */
const id: TextField = { type: 'text', max: 128, isForeign: false };
/** Names that callers, operators or upstreams chose. */
const name: TextField = { type: 'text', max: 256, isForeign: true };
const text = (max: number): TextField => ({ type: 'text', max, isForeign: true });
const json = (maxItems: number, max: number): JsonField => ({ type: 'json', maxItems, max, isForeign: true });
const integer = { type: 'integer' } as const;
const number = { type: 'number' } as const;
const boolean = { type: 'boolean' } as const;

/** In the order of `LogRow`. Columns are only ever added: an older table gets the new ones when it is opened. */
export const FIELDS: Fields = {
  id,
  organisation_id: id,
  workspace_id: id,
  workspace_slug: name,
  api_key_id: id,
  user_id: name,
  created_at: integer,

  trace_id: name,
  span_id: name,
  parent_span_id: name,
  span_name: name,
  session_id: name,
  agent_id: name,
  parent_agent_id: name,
  metadata: json(2048, 8192),

  request_method: id,
  request_url: text(2048),
  operation: id,
  user_agent: text(512),
  request_headers: json(64, 512),
  is_proxy_call: boolean,
  stream_mode: boolean,

  response_status_code: integer,
  is_success: boolean,
  error_code: id,
  error_message: text(4096),
  outcome: id,

  provider_id: name,
  provider_slug: name,
  ai_model: name,
  requested_model: name,
  region: name,
  config_id: name,
  config_version_id: name,
  strategy: id,
  last_used_option_index: text(1024),
  retry_attempt_count: integer,
  cache_status: id,
  attempts: json(1000, 1024),

  input_tokens: integer,
  output_tokens: integer,
  cache_read_tokens: integer,
  cache_write_5m_tokens: integer,
  cache_write_1h_tokens: integer,
  thinking_tokens: integer,
  web_search_requests: integer,
  web_fetch_requests: integer,
  cost_nano_usd: integer,
  discarded_nano_usd: integer,
  unpriced: boolean,
  price_book: id,
  saved_nano_usd: integer,
  prompt_cache_lost_tokens: integer,

  response_time_ms: number,
  time_to_first_byte_ms: number,
  stall_ms: number,
  gateway_ms: number,
  request_bytes: integer,
  response_bytes: integer,

  betas_dropped: json(200, 256),
  notes: json(200, 1024),
  request_body: text(1024),
  response_body: text(1024),
};

export const FIELD_ENTRIES: readonly (readonly [name: string, field: Field])[] = Object.entries(FIELDS);
