/** Load balancing: contract#load-balancing, and scenarios 4 and 11 of contract#acceptance-scenarios. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { badly, failing, fallback } from './scenario.ts';
import type { Question, Scenario } from './scenario.ts';

function balanced(weights: Readonly<Record<string, number | undefined>>, more: JsonRecord = {}): JsonRecord {
  const targets = Object.entries(weights).map(([name, weight]) => ({
    provider: `@${name}`,
    ...(weight === undefined ? {} : { weight }),
  }));
  return { strategy: { mode: 'loadbalance' }, targets, ...more };
}

const sticky = (hash_fields: string[], more: JsonRecord = {}): JsonRecord =>
  balanced({ a: 1, b: 1 }, { strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields, ...more } } });

/** Of 40 picks at even weights, fewer than 6 on one side happen once in half a million runs. */
const EVEN = [6, 34] as const;
const SECOND = { from: 'b', used: 'config.targets[1]' } as const;

const weights: Scenario[] = [
  ...['loadbalance', 'load-balance', 'load_balance'].map((mode) => ({
    name: `is spelt ${mode}`,
    config: balanced({ a: 0, b: 1 }, { strategy: { mode } }),
    calls: { b: 1 },
    ...SECOND,
    row: { mode: 'loadbalance' },
    notes: ['config.targets[1]: by weight 1'],
  })),
  {
    name: 'gives each its share: 0.5 and 0.5',
    config: balanced({ a: 0.5, b: 0.5 }),
    times: 40,
    calls: { a: EVEN, b: EVEN },
    used: 'any',
  },
  {
    name: 'gives everybody the weight 1 who has none',
    config: balanced({ a: undefined, b: undefined }),
    times: 40,
    calls: { a: EVEN, b: EVEN },
    used: 'any',
  },
  {
    name: 'sends a canary its few',
    config: balanced({ a: 0.95, b: 0.05 }),
    times: 40,
    calls: { a: [27, 40], b: [0, 13] },
    used: 'any',
  },
  {
    name: 'gives nothing to the weight 0',
    config: balanced({ a: 0, b: 3, c: 0 }),
    times: 20,
    calls: { b: 20 },
    ...SECOND,
  },
  {
    name: 'picks nothing when every weight is 0',
    config: balanced({ a: 0, b: 0 }),
    status: 400,
    used: null,
    says: ['every weight is 0'],
    row: { error_code: 'invalid_config' },
  },
  {
    name: 'does not move on when its pick fails',
    upstreams: { a: failing(503) },
    config: balanced({ a: 1, b: 0 }),
    calls: { a: 1 },
    status: 503,
    used: 'config.targets[0]',
  },
  {
    name: 'moves on inside a pick that is a fallback',
    upstreams: { a: failing(503) },
    config: { strategy: { mode: 'loadbalance' }, targets: [fallback(['a', 'b']), { provider: '@c', weight: 0 }] },
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[0].targets[1]',
  },
  {
    name: 'works with models that name their provider, and with nothing else in a target',
    config: {
      strategy: { mode: 'load-balance' },
      targets: [
        { override_params: { model: '@a/claude-sonnet-4-20250514' }, weight: 1 },
        { override_params: { model: '@b/claude-sonnet-4-20250514' }, weight: 0 },
      ],
    },
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
    row: { ai_model: 'claude-sonnet-4@20250514' },
  },
  {
    name: 'streams from its pick',
    config: balanced({ a: 0, b: 1 }),
    ask: { stream: true },
    calls: { b: 1 },
    ...SECOND,
  },
];

const field = (name: string, hashField: string, ask: Question): Scenario => ({
  name: `sticks by ${name}`,
  config: sticky([hashField]),
  ask,
  times: 12,
  sticks: true,
  used: 'any',
  notes: ['sticky'],
});

const stickiness: Scenario[] = [
  field('a key of the metadata', 'metadata.user_id', { headers: { 'x-portkey-metadata': '{"user_id":"u1"}' } }),
  field('a header', 'headers.x-team', { headers: { 'x-team': 'blue' } }),
  field('a parameter', 'params.top_k', { body: { top_k: 7 } }),
  field('the Claude Code session', 'session', { session: 'one' }),
  field('the API key', 'api_key', {}),
  {
    name: 'is an ordinary pick while a hash field is absent',
    config: sticky(['metadata.user_id', 'headers.x-team']),
    ask: { headers: { 'x-team': 'blue' } },
    times: 40,
    calls: { a: EVEN, b: EVEN },
    used: 'any',
    notes: ['not sticky, because a hash field is absent'],
  },
  {
    name: 'is an ordinary pick when it is not enabled',
    config: balanced(
      { a: 1, b: 1 },
      { strategy: { mode: 'loadbalance', sticky: { enabled: false, hash_fields: ['api_key'] } } },
    ),
    times: 40,
    calls: { a: EVEN, b: EVEN },
    used: 'any',
  },
  {
    name: 'sticks to the same target although that fails',
    upstreams: { a: failing(503), b: failing(503) },
    config: sticky(['session']),
    ask: { session: 'one' },
    times: 8,
    sticks: true,
    status: 503,
    used: 'any',
  },
  {
    name: 'sticks under a saved config',
    saved: true,
    config: sticky(['session'], { ttl: 3600 }),
    ask: { session: 'one', stream: true },
    times: 6,
    sticks: true,
    used: 'any',
  },
];

const SLOW = badly({ delay: 1500 });

const least: Scenario[] = [
  {
    name: 'least-latency measures everybody once, then takes the fastest',
    upstreams: { a: SLOW },
    config: balanced({ a: 1, b: 1 }, { strategy: { mode: 'least-latency' } }),
    steps: [
      { calls: { a: 1 }, used: 'config.targets[0]', notes: ['not measured yet'] },
      { calls: { b: 1 }, ...SECOND, notes: ['not measured yet'] },
      { times: 4, calls: { b: 4 }, ...SECOND, notes: ['the least: '], row: { mode: 'least-latency' } },
    ],
  },
  {
    name: 'least-latency never takes the weight 0',
    config: balanced({ a: 0, b: 1 }, { strategy: { mode: 'least-latency' } }),
    times: 3,
    calls: { b: 3 },
    ...SECOND,
  },
  {
    name: 'least-latency leaves a target that has failed, measured or not',
    upstreams: { a: [failing(503), 'well'], b: ['well', failing(503)] },
    config: balanced({ a: 1, b: 1 }, { strategy: { mode: 'least-latency' } }),
    steps: [
      { calls: { a: 1 }, status: 503, used: 'config.targets[0]' },
      { calls: { b: 1 }, ...SECOND },
      { calls: { b: 1 }, status: 503, used: 'config.targets[1]' },
      { calls: { a: 1 }, from: 'a', used: 'config.targets[0]' },
    ],
  },
  {
    name: 'least-latency is not led by a request that is wrong in itself',
    upstreams: { a: ['well', failing(400), 'well'], b: SLOW },
    config: balanced({ a: 1, b: 1 }, { strategy: { mode: 'least-latency' } }),
    steps: [
      { calls: { a: 1 }, from: 'a', used: 'config.targets[0]' },
      { calls: { b: 1 }, used: 'config.targets[1]' },
      { calls: { a: 1 }, status: 400, used: 'config.targets[0]' },
      { calls: { a: 1 }, from: 'a', used: 'config.targets[0]' },
    ],
  },
  {
    name: 'least-latency measures through nested strategies',
    upstreams: { a: SLOW },
    config: { strategy: { mode: 'least-latency' }, targets: [fallback(['a']), fallback(['b'])] },
    steps: [
      { calls: { a: 1 }, used: 'config.targets[0].targets[0]' },
      { calls: { b: 1 }, from: 'b', used: 'config.targets[1].targets[0]' },
      { times: 3, calls: { b: 3 }, from: 'b', used: 'config.targets[1].targets[0]' },
    ],
  },
  {
    name: 'least-cost takes the cheaper model',
    config: {
      strategy: { mode: 'least-cost' },
      targets: [
        { provider: '@a', override_params: { model: 'claude-opus-4-1-20250805' } },
        { provider: '@b', override_params: { model: 'claude-haiku-4-5-20251001' } },
      ],
    },
    steps: [
      { calls: { a: 1 }, from: 'a', used: 'config.targets[0]', cost: 'some' },
      { calls: { b: 1 }, ...SECOND, cost: 'some' },
      { times: 3, calls: { b: 3 }, ...SECOND, cost: 'some', notes: ['nano-dollars'], row: { mode: 'least-cost' } },
    ],
  },
];

export const LOAD_BALANCING: readonly Scenario[] = [...weights, ...stickiness, ...least];
