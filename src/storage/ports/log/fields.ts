/**
 * The log's columns, each declared once: name, type, bound, who may see it, and what it means. Derived from it are the type
 * of a row (`LogRow`), DuckDB's table and its migration, the codec, the bounds, and in the admin API schema and view.
 */
import type { NanoDollars, OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { AttemptRecord } from './attempt-record.ts';
import type { GuardrailOutcome } from './guardrail-outcome.ts';

/**
 * Where the admin API shows a column, to those who may read the row:
 * - `own-name`: in lists and single rows, under its name. The schema and the view are derived.
 * - `contract-name`: under the contract's name or in its form (contract#log-rows), by `src/control/logs/view.ts`.
 * - `single-row`: only where one row is asked for, beside the bodies (scope `logs.view`).
 * - `nowhere`: the gateway's own.
 */
type Shown = 'own-name' | 'contract-name' | 'single-row' | 'nowhere';

/** Of a column that holds text. */
interface TextType {
  type: 'text';
  /** Characters; what is longer is cut. */
  max: number;
  /** Callers, upstreams or operators wrote it: secrets in it are masked. What the gateway wrote itself has none. */
  isForeign: boolean;
}

/** Of a column that holds an object or a list. */
interface JsonType {
  type: 'json';
  holds: 'texts' | 'texts-by-name' | 'objects';
  /** Members of each object and elements of each list; further ones are left out. */
  maxItems: number;
  /** Characters of each text inside, and of each key. */
  max: number;
  isForeign: boolean;
}

interface PlainType {
  type: 'integer' | 'number' | 'boolean';
}

export type Field = (TextType | JsonType | PlainType) & {
  /** What it means, and its unit. */
  about: string;
  isNullable: boolean;
  shown: Shown;
};

/** The type that the column has in a row; there is no such member. */
declare const value: unique symbol;

type Column<Value, Where extends Shown = 'own-name'> = Field & {
  shown: Where;
  readonly [value]?: (value: Value) => Value;
};

const own = { isNullable: false, shown: 'own-name' } as const;

/** Ids and words of the gateway's own. */
const word = <Value extends string = string>(about: string): Column<Value> => ({
  ...own,
  type: 'text',
  max: 128,
  isForeign: false,
  about,
});
/** What callers, operators or upstreams wrote. */
const text = (max: number, about: string): Column<string> => ({ ...own, type: 'text', max, isForeign: true, about });
/** Names that they chose. */
const name = (about: string): Column<string> => text(256, about);
const list = (maxItems: number, max: number, about: string): Column<string[]> => ({
  ...own,
  type: 'json',
  holds: 'texts',
  maxItems,
  max,
  isForeign: true,
  about,
});
const textsByName = (maxItems: number, max: number, about: string): Column<Record<string, string>> => ({
  ...own,
  type: 'json',
  holds: 'texts-by-name',
  maxItems,
  max,
  isForeign: true,
  about,
});
const objects = <Value extends object>(maxItems: number, max: number, about: string): Column<Value[]> => ({
  ...own,
  type: 'json',
  holds: 'objects',
  maxItems,
  max,
  isForeign: true,
  about,
});
const integer = <Value extends number = number>(about: string): Column<Value> => ({ ...own, type: 'integer', about });
const number = (about: string): Column<number> => ({ ...own, type: 'number', about });
const boolean = (about: string): Column<boolean> => ({ ...own, type: 'boolean', about });

const orNull = <Value, Where extends Shown>(column: Column<Value, Where>) =>
  ({ ...column, isNullable: true }) as Column<Value | null, Where>;
const contractName = <Value>(column: Column<Value>) =>
  ({ ...column, shown: 'contract-name' }) as Column<Value, 'contract-name'>;
const singleRow = <Value>(column: Column<Value>) => ({ ...column, shown: 'single-row' }) as Column<Value, 'single-row'>;
const nowhere = <Value>(column: Column<Value>) => ({ ...column, shown: 'nowhere' }) as Column<Value, 'nowhere'>;

/**
 * Names follow the contract (contract#log-rows) where it has one. Durations are ms with decimals, times are ms since the
 * epoch. Columns are only ever added: an older table gets the new ones when it is opened.
 */
export const FIELDS = {
  id: contractName(word('`req_…`: shown to the caller as `request-id`.')),
  organisation_id: contractName(word<OrganisationId>('The tenant.')),
  workspace_id: word<WorkspaceId>('Empty for a request without a valid key.'),
  workspace_slug: contractName(name('As it was at the time of the request.')),
  api_key_id: contractName(word('The gateway key; empty for a request without a valid one.')),
  user_id: orNull(name('The person that the key belongs to.')),
  end_user: orNull(name('Whom the caller named as `_user` in the metadata, where the key belongs to nobody.')),
  created_at: contractName(integer('When the request arrived, ms since the epoch.')),

  trace_id: contractName(name('The caller’s, or a new one.')),
  span_id: contractName(name('Of this request in its trace.')),
  parent_span_id: contractName(orNull(name('The caller’s span.'))),
  span_name: contractName(name('The caller’s, or the method and path.')),
  session_id: orNull(name('Claude Code’s session: correlation only, never authorisation.')),
  agent_id: orNull(name('Claude Code’s agent.')),
  parent_agent_id: orNull(name('The agent that started this one.')),
  metadata: textsByName(2048, 8192, 'Of the request and of its key.'),

  request_method: contractName(word('HTTP method.')),
  request_url: contractName(text(2048, 'Path and query as the client sent them.')),
  operation: word('`messages`, `messagesCountTokens`, `embed`, `listModels`, `proxy`, …'),
  user_agent: orNull(text(512, 'The client’s header.')),
  request_headers: singleRow(
    orNull(textsByName(64, 512, 'Those that tell how the client asked and what it runs on; null = none was sent.')),
  ),
  is_proxy_call: contractName(boolean('A path that is passed on as it is, or a path that does not exist.')),
  stream_mode: contractName(boolean('The caller asked for a stream.')),

  response_status_code: contractName(integer('HTTP status of the answer; 499 = the caller hung up.')),
  is_success: contractName(boolean('The caller got a whole answer that is no error.')),
  error_code: orNull(word('The code of the error (docs/reference/errors.md); null on success.')),
  error_message: orNull(text(4096, 'The error message that the caller got.')),
  stop_reason: orNull(
    name('Why the model stopped, in the provider’s dialect: `end_turn`, `tool_use`, `max_tokens`, `refusal`, …'),
  ),
  outcome: word('How the answer ended: `complete`, `client_closed`, `upstream_cut` or `error`.'),

  provider_id: contractName(orNull(name('The kind of the provider, as `vertex-ai`.'))),
  provider_slug: contractName(orNull(name('The saved provider, as `vertex-prod`.'))),
  ai_model: contractName(orNull(name('The model as sent upstream.'))),
  requested_model: orNull(name('The model as the caller named it.')),
  region: orNull(name('The provider’s region.')),
  config_id: contractName(orNull(name('The saved config.'))),
  config_version_id: contractName(orNull(name('Its version at the time.'))),
  strategy: contractName(word('Of the root of the config; `single` without one.')),
  last_used_option_index: contractName(text(1024, 'JSON path of the target that answered.')),
  retry_attempt_count: integer('Attempts beyond the first at the target that answered.'),
  cache_status: contractName(word('As the header `x-portkey-cache-status`.')),
  attempts: objects<AttemptRecord>(1000, 1024, 'Every attempt at an upstream, in order.'),

  input_tokens: orNull(
    integer(
      'Of the answer that was used: neither read from nor written to the prompt cache, sound and images included. null = no usage was told.',
    ),
  ),
  output_tokens: orNull(integer('Of the answer that was used: thinking, sound and images included.')),
  cache_read_tokens: orNull(integer('Read from the prompt cache.')),
  cache_write_5m_tokens: orNull(
    integer('Written to the prompt cache for five minutes, or for a time that was not told.'),
  ),
  cache_write_1h_tokens: orNull(integer('Written to the prompt cache for an hour.')),
  thinking_tokens: orNull(integer('The part of the output that is thinking.')),
  web_search_requests: orNull(integer('Searches that the provider made.')),
  web_fetch_requests: orNull(integer('Pages that the provider fetched.')),
  cost_nano_usd: orNull(
    integer<NanoDollars>(
      'Nano-dollars, of all attempts together; null = nothing was used, or nothing of it has a price.',
    ),
  ),
  discarded_nano_usd: orNull(
    integer<NanoDollars>('The part of the cost that went to attempts whose answer was not used.'),
  ),
  unpriced: boolean('Something was used that has no price: the cost is short of it.'),
  price_book: orNull(word('The version of the prices.')),
  saved_nano_usd: orNull(integer<NanoDollars>('What an answer from the cache did not cost; null = no hit.')),
  prompt_cache_lost_tokens: orNull(
    integer(
      'Prompt tokens in the cache of the account and model that the session left with this request; null = no switch.',
    ),
  ),
  prompt_cache_verdict: orNull(
    word('Of the prompt-cache doctor: a hit, the first use, or why it was missed; null = no cache in use.'),
  ),
  prompt_cache_detail: orNull(text(256, 'Where or how long, as `at byte 512`.')),
  prompt_cache_missed_tokens: orNull(integer('Tokens that lay in the cache and were not read from it.')),
  prompt_cache_saved_nano_usd: orNull(
    integer<NanoDollars>('Against the same prompt without a cache; negative where more was written than read.'),
  ),
  prompt_cache_wasted_nano_usd: orNull(integer<NanoDollars>('What the missed tokens cost more than a read.')),

  response_time_ms: contractName(
    number('From the arrival to the last byte, ms; 0 for a request of a batch, for whose answer nobody waited.'),
  ),
  time_to_first_byte_ms: orNull(number('From the arrival to the first byte of the answer, ms.')),
  stall_ms: orNull(number('The longest silence between two chunks of the answer, ms.')),
  gateway_ms: orNull(
    number('What the gateway itself took before the upstream was asked, ms; waiting for the body excluded.'),
  ),
  request_bytes: integer('Of the request’s body.'),
  response_bytes: integer('Of the answer’s body.'),

  betas_dropped: list(200, 256, 'Beta flags that the provider does not take.'),
  notes: list(200, 1024, 'What a person who reads this row should know: what was mended, learned or left out.'),
  request_body: nowhere(orNull(text(1024, 'Where the body is stored.'))),
  response_body: nowhere(orNull(text(1024, 'Where the body is stored.'))),
  budget_use_percent: orNull(
    number('What was spent, when the request came, of the fullest budget that counts it; null = no budget does.'),
  ),
  guardrails: orNull(objects<GuardrailOutcome>(200, 256, 'What guardrails did, in order; null = none held.')),
  guardrails_ms: orNull(
    number('By how much guardrails made the answer later, ms: waiting for their verdicts and holding a stream back.'),
  ),
};

type Fields = typeof FIELDS;
type ValueOf<Declared> = Declared extends { readonly [value]?: (value: infer Value) => unknown } ? Value : never;
type NamesOf<Where extends Shown> = {
  [Name in keyof Fields]: Fields[Name]['shown'] extends Where ? Name : never;
}[keyof Fields];

export type FieldName = keyof Fields;
/** What the column holds in a row. */
export type FieldValue<Name extends FieldName> = ValueOf<Fields[Name]>;
/** Columns that the admin API shows under their own name. */
export type OwnName = NamesOf<'own-name'>;

export const FIELD_ENTRIES: readonly (readonly [name: FieldName, field: Field])[] = Object.entries(FIELDS) as [
  FieldName,
  Field,
][];

export const OWN_NAMES = FIELD_ENTRIES.flatMap(([column, { shown }]) =>
  shown === 'own-name' ? [column as OwnName] : [],
);
