/** What goes into and comes out of the verbs on logs. */
import { z } from 'zod';
import type { LogRow } from '../../storage/ports/log.ts';
import { FIELDS, OWN_NAMES, type OwnName } from '../../storage/ports/log/fields.ts';
import { Moment } from '../fields.ts';
import { WorkspaceRef } from '../tenancy.ts';
import { columnSchema } from './column-schema.ts';

const Count = z.coerce.number().int().min(0).optional();
const Cents = z.coerce.number().min(0).optional();
const Weighted = z.coerce.number().min(-10).max(10).optional().meta({
  description: 'Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at.',
});
const csv = (what: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description: `${what}, separated by commas; one with \`!\` before it is left out.` });

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
  users: csv(
    'People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id',
  ),
  operations: csv('Operations, as `messages`'),
  error_codes: csv('Causes of failures, as `upstream_error`'),
  regions: csv('Regions'),
  agent_ids: csv('Ids of agents'),
  trace_id: z.string().min(1).optional(),
  span_id: z.string().min(1).optional(),
  session_id: z.string().min(1).optional(),
  weighted_feedback_min: Weighted,
  weighted_feedback_max: Weighted,
};

export const MaxStaleness = z.coerce.number().int().min(0).max(3600).default(0).meta({
  description:
    'Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them.',
});
export const AsOf = Moment.meta({ description: 'Every request that had ended before this moment was counted.' });

export const ListLogs = z.strictObject({
  ...LogFilterFields,
  max_staleness: MaxStaleness,
  search: z.string().trim().min(2).max(200).optional().meta({
    description:
      'Text in the bodies, ids, notes or error of a request, in any case; takes `logs.view`. Newest first, a bounded number of requests at a time: `next_cursor` goes on, also where a page has few rows or none.',
  }),
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

/** How far a search has come. */
const Searched = z.object({
  rows: z.int().meta({ description: 'Requests that this page looked into.' }),
  back_to: Moment.nullable().meta({ description: 'Of the oldest of them.' }),
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

const PriceLine = z.object({
  meter: z.string().meta({ description: 'What was counted, as `input_tokens`.' }),
  units: z.int(),
  unit_pico_usd: z.number().meta({
    description: 'Pico-dollars for one unit, surcharges and the integration’s own factors included.',
  }),
  model: z.string().optional().meta({ description: 'Of a further pass by another model.' }),
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
  price_lines: z
    .array(PriceLine)
    .optional()
    .meta({ description: 'What the cost adds up; absent where nothing had a price, and in rows of earlier releases.' }),
  unpriced: z.boolean(),
  unpriced_because: z.string().nullable().meta({ description: 'What of it has no price; null = all of it has one.' }),
});

const Guarded = z.object({
  id: z.string().meta({ description: 'Slug of the guardrail, or the name of one written into a config.' }),
  side: z.enum(['input', 'output']),
  outcome: z
    .enum(['passed', 'changed', 'reported', 'denied', 'would_change', 'would_report', 'would_deny', 'unfinished'])
    .meta({ description: '`would_…` of one that only watches; `unfinished` when the row was written first.' }),
  ms: z.number(),
  checks: z.array(
    z.object({
      id: z.string(),
      verdict: z.boolean(),
      error: z.string().nullable(),
      ms: z.number(),
      found: z.string().nullable().meta({ description: 'How many places of each kind, as `EMAIL_ADDRESS=2 SSN=1`.' }),
      excepted: z.int().optional().meta({ description: 'Places that were passed over because they are exceptions.' }),
    }),
  ),
});

type OwnFields = { [Name in OwnName]: z.ZodType<LogRow[Name]> };

/** The columns that are shown under their own names. */
function ownFields(): OwnFields {
  const schemas = OWN_NAMES.map((name) => [name, columnSchema(FIELDS[name], OBJECTS[name])] as const);
  // Each column's declared type is what its value in a row is.
  return Object.fromEntries(schemas) as unknown as OwnFields;
}

/** What the columns hold that hold objects. */
const OBJECTS: Partial<Record<OwnName, z.ZodType>> = { attempts: Attempt, guardrails: Guarded };

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
  gateway_processing_time: z.number().nullable().meta({ description: 'ms that the gateway itself took.' }),
  upstream_response_time: z.number().nullable().meta({ description: 'ms of the rest of `response_time`.' }),
  request_parsing_time: Absent,
  pre_processing_time: Absent,
  cache_processing_time: Absent,
  response_parsing_time: Absent,
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
  as_of: AsOf,
  searched: Searched.optional().meta({ description: 'Of a search.' }),
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
  feedback: z
    .object({ count: z.int(), average: z.number().nullable().meta({ description: 'Of value × weight.' }) })
    .meta({ description: 'Of the whole trace.' }),
  metrics: LogMetrics,
});

const GivenHeaders = z.record(z.string(), z.unknown());
const MAX_LOGS_AT_ONCE = 1000;

/** A call that went elsewhere, as its client saw it. */
export const OneLog = z.strictObject({
  request: z.object({
    url: z.string().min(1),
    method: z.string().min(1).max(16).default('POST'),
    headers: GivenHeaders.default({}),
    body: z.unknown().transform((body) => body ?? null),
    provider: z.string().max(256).optional().meta({ description: 'Contract id of the provider, as `openai`.' }),
  }),
  response: z.object({
    status: z.int().min(100).max(599).default(200),
    headers: GivenHeaders.default({}),
    body: z.unknown().transform((body) => body ?? null),
    response_time: z.number().min(0).max(86_400_000).default(0).meta({ description: 'ms.' }),
  }),
  metadata: z
    .object({
      traceId: z.string().max(256).optional(),
      trace_id: z.string().max(256).optional(),
      spanId: z.string().max(256).optional(),
      span_id: z.string().max(256).optional(),
      spanName: z.string().max(256).optional(),
      span_name: z.string().max(256).optional(),
      parentSpanId: z.string().max(256).optional(),
      parent_span_id: z.string().max(256).optional(),
    })
    .catchall(z.union([z.string(), z.number(), z.boolean()]))
    .default({}),
});

/** One call as the body itself, or several as an array in its place. */
export const InsertLogs = OneLog.partial().extend({
  items: z
    .array(OneLog)
    .min(1)
    .max(MAX_LOGS_AT_ONCE)
    .optional()
    .meta({ description: 'Several calls; an array as the whole body means the same.' }),
});

export const InsertedLogs = z.object({ status: z.literal('success'), log_ids: z.array(z.string()) });

export const ListSessionTools = z.strictObject({ session_id: z.string().min(1), workspace_id: WorkspaceRef });

const CalledTool = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string().nullable().meta({ description: 'The first text of its input, cut; null = it has none.' }),
  input_characters: z.int(),
});

export const SessionTools = z.object({
  object: z.literal('list'),
  data: z.array(z.object({ log_id: z.string(), calls: z.array(CalledTool) })).meta({
    description: 'Requests whose answers call tools, newest first.',
  }),
  is_complete: z.boolean().meta({
    description: 'false = the session has more answers, or longer ones, than are read at once.',
  }),
});
