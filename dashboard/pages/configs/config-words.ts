/** What a config may say at a spot of its text: names of fields by where they belong, and what there is to refer to. */
import type { JsonSpot } from '../../ui/json-place.ts';

/** Slugs and names that a config of this workspace can refer to. */
export interface ConfigReferences {
  providers: readonly string[];
  guardrails: readonly string[];
  /** Ids of checks, as `default.contains`. */
  checks: readonly string[];
  /** As `@slug/model`. */
  models: readonly string[];
}

const GUARDRAIL_LISTS = [
  'input_guardrails',
  'output_guardrails',
  'before_request_hooks',
  'after_request_hooks',
  'input_mutators',
  'output_mutators',
];

/** Of the root and of every target. */
const NODE_KEYS = [
  'provider',
  'strategy',
  'targets',
  'override_params',
  'default_params',
  'drop_params',
  'retry',
  'cache',
  'request_timeout',
  'idle_timeout',
  'total_timeout',
  'cb_config',
  'weight',
  'name',
  ...GUARDRAIL_LISTS,
  'forward_headers',
  'on_status_codes',
  'passthrough',
  'virtual_key',
  'api_key',
  'custom_host',
  'fetch_integrated_models',
  'strict_open_ai_compliance',
];

const HOOK_KEYS = ['deny', 'mode', 'async', 'sequential', 'on_success', 'on_fail', 'fail_on_error', 'stream'];
const PARAMS = ['model', 'max_tokens', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'thinking', 'metadata'];
const BREAKER_KEYS = [
  'failure_threshold',
  'failure_threshold_percentage',
  'minimum_requests',
  'cooldown_interval',
  'failure_status_codes',
];

/** Members of the object that is the value of this field. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  targets: NODE_KEYS,
  strategy: ['mode', 'on_status_codes', 'on_stop_reasons', 'conditions', 'default', 'sticky', 'cb_config'],
  conditions: ['query', 'then'],
  sticky: ['enabled', 'hash_fields', 'ttl'],
  retry: ['attempts', 'on_status_codes', 'use_retry_after_headers'],
  cache: ['mode', 'max_age', 'with_tools', 'embedding_model'],
  cb_config: BREAKER_KEYS,
  override_params: PARAMS,
  default_params: PARAMS,
};

const FIELDS = ['params.model', 'params.stream', 'metadata.', 'headers.', 'url.pathname'];
const OPERATORS = ['$eq', '$ne', '$in', '$nin', '$regex', '$gt', '$gte', '$lt', '$lte'];
const STOP_REASONS = ['refusal', 'max_tokens', 'end_turn', 'stop_sequence', 'tool_use', 'pause_turn'];

/** Pure. `text` is the whole config: conditions refer to its targets by their names. */
export function configWordsAt(spot: JsonSpot, text: string, references: ConfigReferences): readonly string[] {
  const taken = new Set(spot.keys);
  return spot.kind === 'value'
    ? valuesAt(spot.path, text, references)
    : keysAt(spot.path, references).filter((key) => !taken.has(key));
}

function keysAt(path: readonly string[], { checks }: ConfigReferences): readonly string[] {
  const inside = path.at(-1);
  if (inside === undefined) return NODE_KEYS;
  if (GUARDRAIL_LISTS.includes(inside)) return [...checks, ...HOOK_KEYS];
  const query = path.lastIndexOf('query');
  if (query === -1) return KEYS[inside] ?? [];
  // Straight in the query, or in one of the queries that `$and` and `$or` join: fields. Below a field: operators.
  return inside === 'query' || inside === '$and' || inside === '$or' ? [...FIELDS, '$and', '$or'] : OPERATORS;
}

function valuesAt(path: readonly string[], text: string, references: ConfigReferences): readonly string[] {
  const field = path.at(-1) ?? '';
  const owner = path.at(-2);
  if (GUARDRAIL_LISTS.includes(field)) return references.guardrails;
  switch (field) {
    case 'provider':
      return references.providers.map((slug) => `@${slug}`);
    case 'virtual_key':
      return references.providers;
    case 'model':
      return modelWords(references);
    case 'embedding_model':
      return references.models;
    case 'mode':
      return owner === 'cache'
        ? ['simple', 'semantic']
        : ['fallback', 'loadbalance', 'conditional', 'single', 'least-latency', 'least-cost'];
    case 'cache':
      return ['simple', 'semantic'];
    case 'then':
    case 'default':
      return targetNames(text);
    case 'hash_fields':
      return ['session', 'api_key', 'metadata.', 'params.', 'headers.'];
    case 'on_stop_reasons':
      return STOP_REASONS;
    default:
      return path.includes('query') && path.includes('params.model') ? modelWords(references) : [];
  }
}

/** With its provider, or alone for whichever provider the target has. */
function modelWords({ models }: ConfigReferences): readonly string[] {
  return [...new Set([...models.map((model) => model.slice(model.indexOf('/') + 1)), ...models])];
}

/** Also of a text that is not whole yet. */
function targetNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/"name"\s*:\s*"([^"\\]+)"/g)].map(([, name]) => name ?? ''))];
}
