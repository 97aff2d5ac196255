/** A log filter as SQL: every value is a parameter, and the tenant is always among the conditions. */
import { USER } from './analytics/expressions.ts';
import type { Words } from './ports/log/words.ts';
import type { ListFilter, LogFilter } from './ports/log.ts';

export interface Condition {
  sql: string;
  values: (string | number)[];
}

type Part = Condition | null;

/** Rows on which the upstream reported no usage match no condition on tokens. */
const PROMPT = 'input_tokens';
const COMPLETION = 'output_tokens';
const ENDED_AT = '(created_at + response_time_ms)';
const TOTAL = `(input_tokens + coalesce(output_tokens, 0) + coalesce(cache_read_tokens, 0)
  + coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0))`;

/** Which column each list of values is about. */
const LISTS: readonly (readonly [ListFilter, string])[] = [
  ['statusCodes', 'response_status_code'],
  ['providerSlugs', 'provider_slug'],
  ['configIds', 'config_id'],
  ['apiKeyIds', 'api_key_id'],
  ['models', 'coalesce(ai_model, requested_model)'],
  ['cacheStatuses', 'cache_status'],
  ['users', USER],
  ['operations', 'operation'],
  ['errorCodes', 'error_code'],
  ['regions', 'region'],
  ['agentIds', 'agent_id'],
];

/** All conditions of the filter; placeholders are `?`. A list that is empty matches nothing. */
export function filterCondition(filter: LogFilter, words: Words): Condition {
  return allOf([
    tenantCondition(filter),
    compare('created_at', '>=', filter.from),
    compare('created_at', '<', filter.to),
    compare(ENDED_AT, '>=', filter.endedFrom),
    compare(TOTAL, '>=', filter.totalTokensMin),
    compare(TOTAL, '<=', filter.totalTokensMax),
    compare('cost_nano_usd', '>=', filter.costMinNanoUsd),
    compare('cost_nano_usd', '<=', filter.costMaxNanoUsd),
    compare(PROMPT, '>=', filter.promptTokensMin),
    compare(PROMPT, '<=', filter.promptTokensMax),
    compare(COMPLETION, '>=', filter.completionTokensMin),
    compare(COMPLETION, '<=', filter.completionTokensMax),
    ...LISTS.map(([name, column]) => isOneOf(column, filter[name])),
    ...LISTS.map(([name, column]) => isNoneOf(column, filter.except?.[name])),
    isOneOf('trace_id', filter.traceIds),
    hasMetadata(filter.metadata, words),
    hasProviderModel(filter.providerModels),
    compare('trace_id', '=', filter.traceId),
    compare('span_id', '=', filter.spanId),
    compare('session_id', '=', filter.sessionId),
    filter.hasGuardrails === true ? { sql: 'guardrails IS NOT NULL', values: [] } : null,
  ]);
}

export function tenantCondition(tenant: Pick<LogFilter, 'organisationId' | 'workspaceId'>): Condition {
  return allOf([
    compare('organisation_id', '=', tenant.organisationId),
    compare('workspace_id', '=', tenant.workspaceId),
  ]);
}

/** Parts that are null ask for nothing. */
export function allOf(parts: readonly Part[]): Condition {
  const asked = parts.filter((part) => part !== null);
  return { sql: asked.map((part) => part.sql).join(' AND '), values: asked.flatMap((part) => part.values) };
}

function compare(expression: string, operator: '=' | '<' | '<=' | '>=', value: string | number | undefined): Part {
  return value === undefined ? null : { sql: `${expression} ${operator} ?`, values: [value] };
}

function isOneOf(column: string, values: readonly (string | number)[] | undefined): Part {
  if (values === undefined) return null;
  if (values.length === 0) return { sql: 'false', values: [] };
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, values: [...values] };
}

function isNoneOf(column: string, values: readonly (string | number)[] | undefined): Part {
  if (values === undefined || values.length === 0) return null;
  const places = values.map(() => '?').join(', ');
  return { sql: `(${column} IS NULL OR ${column} NOT IN (${places}))`, values: [...values] };
}

/** Every pair asked for is among the row's; keys and values travel inside one JSON parameter. */
function hasMetadata(metadata: Record<string, string> | undefined, words: Words): Part {
  return metadata === undefined ? null : { sql: words.containsPairs('metadata'), values: [JSON.stringify(metadata)] };
}

function hasProviderModel(pairs: LogFilter['providerModels']): Part {
  if (pairs === undefined) return null;
  if (pairs.length === 0) return { sql: 'false', values: [] };
  return {
    sql: `(${pairs.map(() => '(provider_id = ? AND ai_model = ?)').join(' OR ')})`,
    values: pairs.flatMap((pair) => [pair.providerId, pair.model]),
  };
}
