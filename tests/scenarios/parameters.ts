/** Parameters and the choice of provider and model in a config: contract#choosing-the-provider, contract#config-keys, contract#inheritance, contract#model-names. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { failing, fallback } from './scenario.ts';
import type { Question, Scenario } from './scenario.ts';

const TOOLS = [
  { name: 'one', input_schema: { type: 'object' }, cache_control: { type: 'ephemeral' } },
  { name: 'two', input_schema: { type: 'object' }, cache_control: { type: 'ephemeral' } },
];

const LAID: readonly (readonly [string, JsonRecord, JsonRecord, JsonRecord])[] = [
  ['a default where the body has none', { default_params: { temperature: 0.5 } }, {}, { temperature: 0.5 }],
  ['no default where the body has its own', { default_params: { max_tokens: 5 } }, {}, { max_tokens: 100 }],
  ['an override over the body’s own', { override_params: { max_tokens: 5 } }, {}, { max_tokens: 5 }],
  ['an override where the body has none', { override_params: { temperature: 0 } }, {}, { temperature: 0 }],
  [
    'an override over a default',
    { default_params: { temperature: 0.1 }, override_params: { temperature: 0.9 } },
    {},
    { temperature: 0.9 },
  ],
  [
    'nothing of what is dropped, default and override included',
    { default_params: { top_k: 1 }, override_params: { top_p: 0.5 }, drop_params: ['top_k', 'top_p', 'temperature'] },
    { temperature: 1 },
    { top_k: null, top_p: null, temperature: null, max_tokens: 100 },
  ],
  [
    'objects laid into each other',
    { override_params: { metadata: { user_id: 'team' } } },
    { metadata: { user_id: 'me' } },
    { metadata: { user_id: 'team' } },
  ],
  [
    'a path through every element dropped',
    { drop_params: ['tools[*].cache_control'] },
    { tools: TOOLS },
    { tools: TOOLS.map(({ name, input_schema }) => ({ name, input_schema })) },
  ],
  [
    'a path to one element dropped',
    { drop_params: ['tools[1].cache_control'] },
    { tools: TOOLS },
    { tools: [TOOLS[0], { name: 'two', input_schema: { type: 'object' } }] },
  ],
  ['paths that lead nowhere ignored', { drop_params: ['stop[*].x', 'nobody', 'tools[7].y'] }, {}, { max_tokens: 100 }],
  ['the stop words as they are', {}, { stop_sequences: ['a', 'b'] }, { stop_sequences: ['a', 'b'] }],
];

const laid: Scenario[] = LAID.map(([what, params, body, sent]) => ({
  name: `sends ${what}`,
  config: { provider: '@a', ...params },
  ask: { body },
  calls: { a: 1 },
  from: 'a',
  sent: { a: sent },
}));

const inherited: Scenario[] = [
  {
    name: 'merges the parameters of parents, the child’s first',
    config: {
      strategy: { mode: 'fallback' },
      default_params: { temperature: 0.1, top_k: 3 },
      override_params: { max_tokens: 50, stop_sequences: ['x'] },
      drop_params: ['system'],
      targets: [
        {
          provider: '@a',
          default_params: { temperature: 0.7 },
          override_params: { max_tokens: 60 },
          drop_params: ['top_p'],
        },
      ],
    },
    ask: { body: { system: 'gone', top_p: 0.9 } },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
    sent: { a: { temperature: 0.7, top_k: 3, max_tokens: 60, stop_sequences: ['x'], system: null, top_p: null } },
  },
  {
    name: 'gives each target its own, whatever the one before was given',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [
        { provider: '@a', override_params: { max_tokens: 7 }, drop_params: ['system'] },
        { provider: '@b', default_params: { temperature: 0.2 } },
      ],
    },
    ask: { body: { system: 'stays' } },
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    sent: { a: { max_tokens: 7, system: null }, b: { max_tokens: 100, system: 'stays', temperature: 0.2 } },
  },
  {
    name: 'passes the headers on that a parent names, unless a child names others',
    upstreams: { a: failing(503), b: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      forward_headers: ['X-Tenant'],
      targets: [
        { provider: '@a' },
        { provider: '@b', forward_headers: ['x-other'] },
        { provider: '@c', forward_headers: [] },
      ],
    },
    ask: { headers: { 'x-tenant': 't1', 'x-other': 'o1' } },
    calls: { a: 1, b: 1, c: 1 },
    from: 'c',
    used: 'config.targets[2]',
    sent: {
      a: { 'header x-tenant': 't1', 'header x-other': null },
      b: { 'header x-tenant': null, 'header x-other': 'o1' },
      c: { 'header x-tenant': null, 'header x-other': null },
    },
  },
  {
    name: 'passes on what the request’s own header names, over all of them',
    config: { strategy: { mode: 'fallback' }, targets: [{ provider: '@a', forward_headers: ['x-tenant'] }] },
    ask: { headers: { 'x-portkey-forward-headers': "['X-Other']", 'x-tenant': 't1', 'x-other': 'o1' } },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
    sent: { a: { 'header x-tenant': null, 'header x-other': 'o1' } },
  },
  {
    name: 'does not take the provider from a parent',
    config: {
      provider: '@a',
      strategy: { mode: 'single' },
      targets: [{ override_params: { model: '@b/claude-sonnet-4-20250514' } }],
    },
    calls: { b: 1 },
    from: 'b',
    used: 'config.targets[0]',
  },
  {
    name: 'does not take the weight from a parent',
    config: { strategy: { mode: 'loadbalance' }, weight: 0, targets: [{ provider: '@a' }] },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
  },
];

const HAIKU = { from: 'a', calls: { a: 1 }, cost: 'some', row: { ai_model: 'claude-haiku-4-5@20251001' } } as const;
const HEADER_A: Question = { headers: { 'x-portkey-provider': '@a' } };

const providers: Scenario[] = [
  {
    name: 'takes the model of the config',
    config: { provider: '@a', override_params: { model: 'claude-haiku-4-5-20251001' } },
    ...HAIKU,
  },
  {
    name: 'takes provider and model from one text',
    config: { override_params: { model: '@a/claude-haiku-4-5-20251001' } },
    ...HAIKU,
  },
  {
    name: 'gives each target of a fallback its own model',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [
        { override_params: { model: '@a/claude-opus-4-1-20250805' } },
        { override_params: { model: '@b/claude-sonnet-4-20250514' } },
      ],
    },
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    row: { requested_model: 'claude-sonnet-4-20250514', ai_model: 'claude-sonnet-4@20250514' },
    sent: { a: { url: 'claude-opus-4-1@20250805' } },
  },
  { name: 'knows the old name of a provider', config: '{"virtual_key":"%a"}', calls: { a: 1 }, from: 'a' },
  {
    name: 'takes the provider of the request when the config has none',
    config: { retry: { attempts: 0 } },
    ask: HEADER_A,
    calls: { a: 1 },
    from: 'a',
  },
  {
    name: 'takes it from the body’s model, too',
    config: { cache: { mode: 'simple' } },
    ask: { body: { model: '@a/claude-sonnet-4-20250514' } },
    calls: { a: 1 },
    from: 'a',
    cache: 'MISS',
  },
  {
    name: 'prefers the provider of the target to the header',
    config: { strategy: { mode: 'fallback' }, targets: [{ provider: '@b' }] },
    ask: HEADER_A,
    calls: { b: 1 },
    from: 'b',
    used: 'config.targets[0]',
  },
  {
    name: 'lets a passthrough target take the header’s',
    config: { strategy: { mode: 'fallback' }, targets: [{ passthrough: true }, { provider: '@b' }] },
    ask: HEADER_A,
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
  },
  {
    name: 'lets a passthrough target take the body’s',
    config: { strategy: { mode: 'fallback' }, targets: [{ passthrough: true }, { provider: '@b' }] },
    ask: { body: { model: '@a/claude-sonnet-4-20250514' } },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
  },
  {
    name: 'goes on from a passthrough target that finds none',
    config: { strategy: { mode: 'fallback' }, targets: [{ passthrough: true }, { provider: '@b' }] },
    calls: { b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    notes: ['config.targets[0]: fell through with 412'],
  },
  {
    name: 'lets a passthrough config of its own do the same',
    config: { passthrough: true, retry: { attempts: 0 } },
    ask: HEADER_A,
    calls: { a: 1 },
    from: 'a',
  },
  {
    name: 'sends a request on when the header says nothing and the key nothing else',
    config: fallback(['a']),
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
    row: { config_id: null, config_version_id: null },
  },
  {
    name: 'writes down which saved config it was, and which version',
    saved: true,
    config: fallback(['a']),
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
    row: { mode: 'fallback' },
  },
  {
    name: 'says that a saved config does not exist',
    config: 'pc-nobody-knows-it',
    status: 412,
    used: null,
    says: ['pc-nobody-knows-it'],
    row: { error_code: 'config_not_found' },
  },
];

export const PARAMETERS: readonly Scenario[] = [...laid, ...inherited, ...providers];
