/** Configs that cannot be meant: each is refused with the path of what is wrong, and nobody is asked. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import type { Scenario } from './scenario.ts';

const OK = { provider: '@a' };
const many = (count: number): JsonRecord[] => Array.from({ length: count }, () => OK);
const nested = (depth: number): JsonRecord => (depth === 0 ? OK : { targets: [nested(depth - 1)] });
const conditional = (query: JsonRecord, more: JsonRecord = {}): JsonRecord => ({
  strategy: { mode: 'conditional', conditions: [{ query, then: 'one' }], ...more },
  targets: [{ name: 'one', provider: '@a' }],
});
const broken = (cb_config: JsonRecord): JsonRecord => ({ ...OK, cb_config });

/** What is wrong, the config, and what the answer names. */
const TABLE: readonly (readonly [string, JsonRecord | string, ...string[]])[] = [
  ['text that is no JSON', '{"provider":', 'neither a config’s slug nor valid JSON'],
  ['nothing at all', {}, 'expected at least one of'],
  ['an unknown key', { ...OK, retires: { attempts: 1 } }, 'retires: unknown key'],
  ['an unknown key in a target', { targets: [{ ...OK, wieght: 1 }] }, 'targets[0].wieght: unknown key'],
  ['an unknown key in retries', { ...OK, retry: { attempts: 1, on_status_code: [1] } }, 'retry.on_status_code'],
  ['the old form', { mode: 'fallback', options: [] }, 'mode: the old form', 'options: the old form'],
  ['an unknown mode', { strategy: { mode: 'random' }, targets: [OK] }, 'strategy.mode: expected one of single'],
  [
    'a stop reason that there is not',
    { strategy: { mode: 'fallback', on_stop_reasons: ['refusal', 'refused'] }, targets: [OK] },
    'strategy.on_stop_reasons[1]: expected one of end_turn',
  ],
  [
    'no stop reason',
    { strategy: { mode: 'fallback', on_stop_reasons: [] }, targets: [OK] },
    'strategy.on_stop_reasons: expected at least one stop reason',
  ],
  [
    'stop reasons for a strategy that does not fall',
    { strategy: { mode: 'loadbalance', on_stop_reasons: ['refusal'] }, targets: [OK] },
    'strategy.on_stop_reasons: belongs to the mode fallback',
  ],
  [
    'codes for a strategy that does not fall',
    { strategy: { mode: 'loadbalance', on_status_codes: [503] }, targets: [OK] },
    'strategy.on_status_codes: belongs to the mode fallback',
  ],
  [
    'stickiness that nothing would heed',
    { strategy: { mode: 'least-latency', sticky: { enabled: true, hash_fields: ['session'] } }, targets: [OK] },
    'strategy.sticky: belongs to the mode loadbalance',
  ],
  [
    'conditions that nothing would read',
    { ...conditional({ 'params.model': 'x' }), strategy: { mode: 'fallback', default: 'one' } },
    'strategy.default: belongs to the mode conditional',
  ],
  ['a header that never leaves', { ...OK, forward_headers: ['x-team', 'Host'] }, 'forward_headers[1]: may not be'],
  ['a strategy without a mode', { strategy: {}, targets: [OK] }, 'strategy.mode'],
  ['a strategy without targets', { strategy: { mode: 'fallback' } }, 'targets: a strategy needs targets'],
  ['no target', { strategy: { mode: 'fallback' }, targets: [] }, 'targets: expected at least one target'],
  ['targets that are no list', { strategy: { mode: 'fallback' }, targets: OK }, 'targets'],
  ['a target that is no object', { targets: ['@a'] }, 'targets[0]'],
  [
    'a pattern that would take its time',
    conditional({ 'params.model': { $regex: '(?:.*a){90}' } }),
    'strategy.conditions[0].query.params.model.$regex: the patterns of this config are too costly',
  ],
  ['a provider of several words', { provider: 'vertex ai' }, 'provider: expected a saved provider, as "@vertex-prod"'],
  ['a provider that is not there yet', { provider: 'sagemaker' }, 'provider: "sagemaker" is not in this version'],
  ['a provider that nobody knows', { targets: [{ provider: 'claud' }] }, 'targets[0].provider: there is no provider'],
  ['a key beside a saved provider', { ...OK, api_key: 'sk' }, 'api_key: goes with a provider that is named by its id'],
  ['a field of another provider', { provider: 'anthropic', vertex_region: 'x' }, 'vertex_region: is no field of'],
  ['credentials to be passed down', { api_key: 'sk', targets: [OK] }, 'api_key: is not inherited'],
  [
    'a guardrail of a check that nobody knows',
    { ...OK, input_guardrails: [{ regexMtch: { rule: 'a' } }] },
    'input_guardrails[0].checks[0]: there is no check "default.regexMtch"',
  ],
  [
    'a hook without checks, in a target',
    { targets: [{ ...OK, after_request_hooks: [{}] }] },
    'targets[0].after_request_hooks[0].checks: ',
  ],
  [
    'a guardrail whose pattern looks back',
    { ...OK, input_guardrails: [{ regexMatch: { rule: '(a)\\1' } }] },
    'input_guardrails[0].checks[0]: parameters.not a pattern of RE2',
  ],
  [
    'what the control plane attaches',
    { ...OK, default_input_guardrails: ['pg-1'] },
    'default_input_guardrails: is not for a config to set',
  ],
  ['a prompt', { prompt_id: 'pp-1' }, 'prompt_id: this version of Tollgate keeps no prompts'],
  ['labels and nothing else', { name: 'x', weight: 1 }, 'expected at least one of'],
  ['a stored credential for a host', { ...OK, custom_host: 'https://example.com' }, 'custom_host: a stored credential'],
  [
    'a host of the private network',
    { provider: 'anthropic', api_key: 'sk', custom_host: 'http://169.254.169.254' },
    'custom_host: not allowed',
  ],
  ['a negative weight', { strategy: { mode: 'loadbalance' }, targets: [{ ...OK, weight: -1 }] }, 'targets[0].weight'],
  [
    'a weight that is text',
    { strategy: { mode: 'loadbalance' }, targets: [{ ...OK, weight: '1' }] },
    'targets[0].weight',
  ],
  [
    'a weight without a value',
    { strategy: { mode: 'loadbalance' }, targets: [{ ...OK, weight: null }] },
    'targets[0].weight',
  ],
  [
    'an infinite weight',
    '{"strategy":{"mode":"loadbalance"},"targets":[{"provider":"@a","weight":1e999}]}',
    'targets[0].weight',
  ],
  [
    'a weight beyond measure',
    { strategy: { mode: 'loadbalance' }, targets: [{ ...OK, weight: 1e308 }] },
    'targets[0].weight',
  ],
  ['too many attempts', { ...OK, retry: { attempts: 6 } }, 'retry.attempts'],
  ['half an attempt', { ...OK, retry: { attempts: 1.5 } }, 'retry.attempts'],
  ['retries without a number', { ...OK, retry: {} }, 'retry.attempts'],
  ['a status that is none', { ...OK, retry: { attempts: 1, on_status_codes: [42] } }, 'retry.on_status_codes[0]'],
  ['a time-out of nothing', { ...OK, request_timeout: 0 }, 'request_timeout'],
  ['a time-out in words', { ...OK, request_timeout: '5s' }, 'request_timeout'],
  ['a cache too short', { ...OK, cache: { mode: 'simple', max_age: 59 } }, 'cache.max_age'],
  ['a cache too long', { ...OK, cache: { mode: 'simple', max_age: 7_776_001 } }, 'cache.max_age'],
  ['a cache of another kind', { ...OK, cache: { mode: 'clever' } }, 'cache.mode'],
  ['tools for the exact cache', { ...OK, cache: { mode: 'simple', with_tools: true } }, 'cache.with_tools: belongs to'],
  [
    'vectors for the exact cache',
    { ...OK, cache: { mode: 'simple', embedding_model: '@a/text-embedding-005' } },
    'cache.embedding_model: belongs to the mode semantic',
  ],
  [
    'an embedding model without its provider',
    { ...OK, cache: { mode: 'semantic', embedding_model: 'text-embedding-005' } },
    'cache.embedding_model: expected a saved provider and its model',
  ],
  ['a cooldown too short', broken({ failure_threshold: 1, cooldown_interval: 29_999 }), 'cb_config.cooldown_interval'],
  ['a breaker without a threshold', broken({ cooldown_interval: 30_000 }), 'cb_config: expected failure_threshold or'],
  [
    'a rate over 100',
    broken({ failure_threshold_percentage: 101, cooldown_interval: 30_000 }),
    'cb_config.failure_threshold_percentage',
  ],
  ['conditions that are missing', { strategy: { mode: 'conditional' }, targets: [OK] }, 'strategy.conditions'],
  [
    'a condition that leads nowhere',
    { ...conditional({ 'params.model': 'x' }), targets: [{ ...OK, name: 'two' }] },
    'strategy.conditions[0].then: no sibling target is named "one"',
  ],
  [
    'a default that leads nowhere',
    conditional({ 'params.model': 'x' }, { default: 'two' }),
    'strategy.default: no sibling target is named "two"',
  ],
  ['an empty query', conditional({}), 'strategy.conditions[0].query'],
  [
    'an unknown operator',
    conditional({ 'params.model': { $like: 'x' } }),
    'strategy.conditions[0].query.params.model.$like: unknown operator',
  ],
  [
    'a field too deep',
    conditional({ 'params.metadata.user_id': 'x' }),
    'strategy.conditions[0].query.params.metadata.user_id',
  ],
  ['a field of something else', conditional({ 'body.model': 'x' }), 'expected metadata.*, params.*'],
  ['a bound that is no number', conditional({ 'params.max_tokens': { $gt: 'many' } }), '$gt: expected a number'],
  ['$in without a list', conditional({ 'params.model': { $in: 'x' } }), '$in: expected an array'],
  ['$or without a list', conditional({ $or: {} }), '$or: expected an array'],
  ['a pattern that does not end', conditional({ 'params.model': { $regex: '(' } }), '$regex: not a pattern of RE2'],
  ['a pattern that looks back', conditional({ 'params.model': { $regex: '(a)\\1' } }), '$regex: not a pattern of RE2'],
  [
    'a pattern without an end in sight',
    conditional({ 'params.model': { $regex: 'a'.repeat(257) } }),
    'at most 256 characters',
  ],
  [
    'an unknown hash field',
    { strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields: ['body.user'] } }, targets: [OK] },
    'strategy.sticky.hash_fields[0]',
  ],
  [
    'no hash field',
    { strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields: [] } }, targets: [OK] },
    'strategy.sticky.hash_fields',
  ],
  ['a path that is none', { ...OK, drop_params: ['tools[x].y'] }, 'drop_params[0]: expected a path'],
  [
    'a passthrough with a provider',
    { ...OK, passthrough: true },
    'passthrough: a passthrough target takes its provider from the request',
  ],
  ['101 targets', { strategy: { mode: 'loadbalance' }, targets: many(101) }, 'targets: at most 100 targets, got 101'],
  [
    '51 targets below one',
    { strategy: { mode: 'single' }, targets: [{ strategy: { mode: 'single' }, targets: many(51) }] },
    'targets[0].targets: at most 50 nested targets, got 51',
  ],
  ['a tree without an end', nested(20), 'targets[0]: nested deeper than 12 levels'],
  ['several mistakes at once', { ...OK, weight: -1, retry: { attempts: 9 } }, 'weight', 'retry.attempts'],
];

const refused: Scenario[] = TABLE.map(([what, config, ...says]) => ({
  name: `refuses ${what}`,
  config,
  status: 400,
  used: null,
  says: says.map((words) => JSON.stringify(words).slice(1, -1)),
  attempts: [],
  row: { error_code: 'invalid_config', response_status_code: 400, attempts: [] },
}));

const bounds: Scenario[] = [
  {
    name: 'takes the longest cache',
    config: { ...OK, cache: { mode: 'simple', max_age: 7_776_000 } },
    calls: { a: 1 },
    from: 'a',
    cache: 'MISS',
  },
  {
    name: 'takes 100 targets',
    config: { strategy: { mode: 'single' }, targets: many(100) },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
  },
  {
    name: 'takes more targets in a condition',
    config: {
      ...conditional({ 'params.model': 'x' }, { default: 'one' }),
      targets: [{ name: 'one', provider: '@a' }, ...many(150)],
    },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
  },
  {
    name: 'takes stickiness that is switched off, whatever the mode',
    config: {
      strategy: { mode: 'fallback', sticky: { enabled: false, hash_fields: ['session'] } },
      targets: [OK],
    },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
  },
  {
    name: 'takes a weight of a millionth',
    config: { strategy: { mode: 'loadbalance' }, targets: [{ ...OK, weight: 0.000_001 }] },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
  },
];

export const BAD_CONFIGS: readonly Scenario[] = [...refused, ...bounds];
