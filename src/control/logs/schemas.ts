/** What goes into and comes out of the verbs on logs. */
import { z } from 'zod';
import type { LogRow } from '../../storage/ports/log.ts';
import { FIELDS, OWN_NAMES, type OwnName } from '../../storage/ports/log/fields.ts';
import { Moment } from '../fields.ts';
import { WorkspaceRef } from '../tenancy.ts';
import { columnSchema } from './column-schema.ts';

const Count = z.coerce.number().int().min(0).optional();
const Cents = z.coerce.number().min(0).optional();
const csv = (what: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description: `${what}, separated by commas.` });

export const LogFilterFields = {
  time_of_generation_min: Moment.optional(),
  time_of_generation_max: Moment.optional().meta({ description: 'Exclusive.' }),
  time_of_completion_min: Moment.optional().meta({
    description: 'Requests whose answer ended then or later, whenever they began.',
  }),
  workspace_id: WorkspaceRef,
  workspace_slug: WorkspaceRef,
  total_units_min: Count,
  total_units_max: Count,
  cost_min: Cents.meta({ description: 'Cents.' }),
  cost_max: Cents.meta({ description: 'Cents.' }),
  prompt_token_min: Count,
  prompt_token_max: Count,
  completion_token_min: Count,
  completion_token_max: Count,
  status_code: csv('HTTP statuses'),
  virtual_keys: csv('Provider slugs'),
  configs: csv('Config slugs or ids'),
  api_key_ids: csv('Ids of API keys'),
  metadata: z.string().optional().meta({ description: 'JSON object; a row must have every pair of it.' }),
  ai_org_model: csv('`<AI provider id>__<model>` pairs'),
  ai_model: csv('Models'),
  cache_status: csv('Values of `x-portkey-cache-status`'),
  trace_id: z.string().min(1).optional(),
  span_id: z.string().min(1).optional(),
  session_id: z.string().min(1).optional(),
};

export const ListLogs = z.strictObject({
  ...LogFilterFields,
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  cursor: z.string().min(1).optional().meta({ description: '`next_cursor` of the page before.' }),
  page_size: z.coerce.number().int().min(1).max(1000).optional().meta({ description: 'Another name of `limit`.' }),
  current_page: z.coerce.number().int().min(0).default(0).meta({
    description:
      'Page number from 0, as in other lists, for the newest 10,000 rows. `cursor` has no such end, and is right while new rows arrive.',
  }),
});

export const GetLog = z.strictObject({
  id: z.string().min(1),
  workspace_id: WorkspaceRef,
});

const Tokens = z.int().nullable();

const TokenCounts = z.object({
  input_tokens: z.int(),
  output_tokens: z.int(),
  cache_read_tokens: z.int(),
  cache_write_5m_tokens: z.int(),
  cache_write_1h_tokens: z.int(),
  thinking_tokens: z.int(),
  web_search_requests: z.int(),
  web_fetch_requests: z.int(),
});

const Attempt = z.object({
  target: z.string(),
  provider: z.string(),
  model: z.string(),
  status: z.int(),
  reason: z.string(),
  wait_ms: z.number(),
  started_ms: z.number(),
  duration_ms: z.number(),
  upstream_request_id: z.string().nullable(),
  span_id: z.string(),
  usage: TokenCounts.nullable().meta({ description: 'What the upstream counted, whatever became of its answer.' }),
  cost_nano_usd: z.int().nullable(),
  unpriced: z.boolean(),
  unpriced_because: z.string().nullable().meta({ description: 'What of it has no price; null = all of it has one.' }),
});

type OwnFields = { [Name in OwnName]: z.ZodType<LogRow[Name]> };

/** The columns that are shown under their own names. */
function ownFields(): OwnFields {
  const schemas = OWN_NAMES.map((name) => [name, columnSchema(FIELDS[name], OBJECTS[name])] as const);
  // Each column's declared type is what its value in a row is.
  return Object.fromEntries(schemas) as unknown as OwnFields;
}

/** What the columns hold that hold objects. */
const OBJECTS: Partial<Record<OwnName, z.ZodType>> = { attempts: Attempt };

/** The contract has it and Tollgate does not. */
const Absent = z.null().meta({ description: 'Always null.' });

/** The contract's names, then our own. */
export const LogMetrics = z.object({
  id: z.string(),
  organisation_id: z.string(),
  organisation_name: z.string().nullable(),
  workspace_slug: z.string(),
  created_at: Moment,
  is_success: z.boolean(),
  ai_org: z.string().nullable().meta({ description: 'AI provider id.' }),
  ai_model: z.string().nullable(),
  virtual_key: z.string().nullable().meta({ description: 'Provider slug.' }),
  config_id: z.string().nullable(),
  config: z.string().nullable().meta({ description: 'Slug of the saved config; null for one that was sent along.' }),
  config_version_id: z.string().nullable(),
  prompt_id: Absent,
  prompt_version_id: Absent,
  prompt_slug: Absent,
  api_key_id: z.string(),
  req_units: Tokens.meta({ description: 'Input tokens, cached ones included.' }),
  res_units: Tokens.meta({ description: 'Output tokens.' }),
  total_units: Tokens,
  cost: z.number().nullable().meta({ description: 'Cents; null when the price is not known.' }),
  cost_currency: z.literal('USD'),
  request_url: z.string(),
  request_method: z.string(),
  response_status_code: z.int(),
  response_time: z.int().meta({ description: 'Whole ms, rounded up.' }),
  is_proxy_call: z.boolean(),
  cache_status: z.string(),
  cache_type: z
    .enum(['simple', 'semantic'])
    .nullable()
    .meta({ description: 'Of the hit or miss; null for other statuses.' }),
  stream_mode: z.literal([0, 1]),
  retry_success_count: z.int(),
  trace_id: z.string(),
  span_id: z.string(),
  span_name: z.string(),
  parent_span_id: z.string().nullable(),
  internal_trace_id: z.string().meta({ description: 'As `id`: the gateway’s own, whatever trace the caller named.' }),
  mode: z.string(),
  last_used_option_index: z.int(),
  source: z.string().nullable().meta({ description: 'The client’s name, as its user agent begins.' }),
  runtime: z.string().nullable().meta({ description: 'Of the client, as its SDK tells.' }),
  runtime_version: z.string().nullable(),
  sdk_version: z.string().nullable(),
  log_store_file_path_format: Absent,
  'metadata.key': z.array(z.string()),
  'metadata.value': z.array(z.string()),
  ...ownFields(),
});

export const LogList = z.object({
  object: z.literal('list'),
  data: z.array(LogMetrics),
  next_cursor: z.string().nullable(),
});

const Headers = z.record(z.string(), z.string());
const Body = z.unknown().meta({ description: 'JSON where it is JSON, else text; null when not kept.' });

export const LogView = z.object({
  _id: z.string(),
  organisation_id: z.string(),
  created_at: Moment,
  request: z.object({
    url: z.string(),
    method: z.string(),
    headers: Headers.meta({ description: 'Those that tell how the client asked; credentials are left out or masked.' }),
    portkeyHeaders: Headers.meta({ description: 'The same of `x-portkey-*`; metadata stands in `metrics`.' }),
    body: Body,
  }),
  response: z.object({
    status: z.int(),
    headers: Headers.meta({ description: 'The gateway’s own, as they stood at the end.' }),
    responseTime: z.int().meta({ description: 'Whole ms, rounded up.' }),
    lastUsedOptionJsonPath: z.string(),
    body: Body,
  }),
  metrics: LogMetrics,
});
