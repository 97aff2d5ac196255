/** Circuit breakers: contract#circuit-breakers. What follows a cooldown of 30 s is in tests/chaos/routing-breaker.test.ts. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { errorFirst, hang, resetConnection } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import { COST_OF_A_START, badly, failing, fallback } from './scenario.ts';
import type { Scenario, Step } from './scenario.ts';

const breaker = (more: JsonRecord = {}): JsonRecord => ({
  cb_config: { failure_threshold: 2, cooldown_interval: 30_000, ...more },
});

const SECOND = { from: 'b', used: 'config.targets[1]' } as const;
/** Asked, and left for the next. */
const FELL = { calls: { a: 1, b: 1 }, ...SECOND } satisfies Step;
/** Not even asked, and the row says why. */
const SPARED: Step = {
  calls: { b: 1 },
  ...SECOND,
  attempts: ['targets[1] @b 200 answered'],
  notes: ['config.targets[0]: left out, its circuit is open'],
};
const OPENS: readonly Step[] = [FELL, FELL, SPARED, SPARED];
const STAYS: readonly Step[] = [FELL, FELL, FELL, FELL];

const counted: Scenario[] = (
  [
    ['503', failing(503), true],
    ['529', failing(529), true],
    ['a connection reset', resetConnection(), true],
    ['a stream that is overloaded from its start', errorFirst(), true],
    ['a stream that is cut before its first content', badly({ cutAfterEvents: 2 }), true, COST_OF_A_START],
    ['500, which is no sign of an outage', failing(500), false],
    ['429, which has its own answer', failing(429), false],
    ['400, which is the caller’s own fault', failing(400), false],
  ] satisfies [string, Answer, boolean, number?][]
).map(([what, behaviour, opens, discarded]) => ({
  name: `${opens ? 'opens after' : 'does not count'} ${what}`,
  upstreams: { a: behaviour },
  config: fallback(['a', 'b'], breaker()),
  steps: (opens ? OPENS : STAYS).map((step) => ({
    ...step,
    ask: { stream: true },
    ...(discarded === undefined || step !== FELL ? {} : { discarded }),
  })),
}));

const thresholds: Scenario[] = [
  {
    name: 'opens after hangs: what does not answer in time is down',
    upstreams: { a: hang() },
    config: fallback(['a', 'b'], { ...breaker(), request_timeout: 400 }),
    steps: OPENS,
  },
  {
    name: 'counts what its list names',
    upstreams: { a: failing(429) },
    config: fallback(['a', 'b'], breaker({ failure_status_codes: [429] })),
    steps: OPENS,
  },
  {
    name: 'counts nothing else then',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'b'], breaker({ failure_status_codes: [429] })),
    steps: STAYS,
  },
  {
    name: 'opens at the very first failure, if told so',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'b'], breaker({ failure_threshold: 1 })),
    steps: [FELL, SPARED],
  },
  {
    name: 'opens at its rate, and not before the requests that make it one',
    upstreams: { a: ['well', failing(503), 'well', failing(503), 'well'] },
    config: fallback(['a', 'b'], {
      cb_config: { failure_threshold_percentage: 50, minimum_requests: 4, cooldown_interval: 30_000 },
    }),
    steps: [
      { calls: { a: 1 }, from: 'a', used: 'config.targets[0]' },
      FELL,
      { calls: { a: 1 }, from: 'a', used: 'config.targets[0]' },
      FELL,
      SPARED,
    ],
  },
  {
    name: 'stays closed below its rate',
    upstreams: { a: ['well', 'well', failing(503), 'well', 'well', 'well'] },
    config: fallback(['a', 'b'], {
      cb_config: { failure_threshold_percentage: 50, minimum_requests: 3, cooldown_interval: 30_000 },
    }),
    steps: [
      { times: 2, calls: { a: 2 }, from: 'a', used: 'config.targets[0]' },
      FELL,
      { times: 3, calls: { a: 3 }, from: 'a', used: 'config.targets[0]' },
    ],
  },
  {
    name: 'counts a request once, with all its retries',
    upstreams: { a: failing(503, { 'retry-after-ms': '5' }) },
    config: fallback(['a', 'b'], { ...breaker(), retry: { attempts: 2, use_retry_after_headers: true } }),
    steps: [
      { calls: { a: 3, b: 1 }, ...SECOND },
      { calls: { a: 3, b: 1 }, ...SECOND },
      { calls: { b: 1 }, ...SECOND },
    ],
  },
];

const places: Scenario[] = [
  {
    name: 'works in a saved config',
    saved: true,
    upstreams: { a: failing(503) },
    config: fallback(['a', 'b'], breaker()),
    steps: OPENS,
  },
  {
    name: 'may stand in the strategy',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'b'], { strategy: { mode: 'fallback', ...breaker() } }),
    steps: OPENS,
  },
  {
    name: 'may stand in one target, and then guards that one',
    upstreams: { a: failing(503), b: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [{ provider: '@a', ...breaker() }, { provider: '@b' }, { provider: '@c' }],
    },
    steps: [
      { times: 2, calls: { a: 2, b: 2, c: 2 }, from: 'c', used: 'config.targets[2]' },
      { times: 2, calls: { b: 2, c: 2 }, from: 'c', used: 'config.targets[2]' },
    ],
  },
  {
    name: 'does not guard at all when every circuit is open',
    upstreams: { a: failing(503), b: failing(502) },
    config: fallback(['a', 'b'], breaker()),
    steps: [1, 2, 3, 4].map(() => ({ calls: { a: 1, b: 1 }, status: 502, used: 'config.targets[1]' })),
  },
  {
    name: 'leads a balancer to the others',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'loadbalance' },
      ...breaker({ failure_threshold: 1 }),
      targets: [
        { provider: '@a', weight: 1_000_000 },
        { provider: '@b', weight: 1 },
      ],
    },
    steps: [
      { calls: { a: 1 }, status: 503, used: 'config.targets[0]' },
      { times: 5, calls: { b: 5 }, ...SECOND },
    ],
  },
  {
    name: 'gives no traffic to the weight 0, even so',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'loadbalance' },
      ...breaker({ failure_threshold: 1 }),
      targets: [{ provider: '@a' }, { provider: '@b', weight: 0 }],
    },
    steps: [1, 2, 3].map(() => ({ calls: { a: 1 }, status: 503, used: 'config.targets[0]' })),
  },
  {
    name: 'moves a session that sticks to the failed one',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields: ['session'] } },
      ...breaker({ failure_threshold: 1 }),
      targets: [
        { provider: '@a', weight: 1_000_000 },
        { provider: '@b', weight: 1 },
      ],
    },
    steps: [
      { ask: { session: 'one' }, calls: { a: 1 }, status: 503, used: 'config.targets[0]' },
      { ask: { session: 'one' }, times: 3, calls: { b: 3 }, ...SECOND, notes: ['sticky'] },
    ],
  },
  {
    name: 'lets a condition give way to the default',
    upstreams: { b: failing(503) },
    config: {
      strategy: {
        mode: 'conditional',
        conditions: [{ query: { 'params.max_tokens': 100 }, then: 'yes' }],
        default: 'no',
      },
      ...breaker({ failure_threshold: 1 }),
      targets: [
        { name: 'no', provider: '@a' },
        { name: 'yes', provider: '@b' },
      ],
    },
    steps: [
      { calls: { b: 1 }, status: 503, used: 'config.targets[1]' },
      { calls: { a: 1 }, from: 'a', used: 'config.targets[0]' },
    ],
  },
  {
    name: 'opens a whole cluster',
    upstreams: { a: failing(503), b: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [{ ...fallback(['a', 'b']), ...breaker() }, { provider: '@c' }],
    },
    steps: [
      { times: 2, calls: { a: 2, b: 2, c: 2 }, from: 'c', used: 'config.targets[1]' },
      { times: 2, calls: { c: 2 }, from: 'c', used: 'config.targets[1]', attempts: ['targets[1] @c 200 answered'] },
    ],
  },
  {
    name: 'opens for the failed region of a cluster, and leaves the healthy one in',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [
        {
          strategy: { mode: 'loadbalance' },
          ...breaker({ failure_threshold: 1 }),
          targets: [
            { provider: '@a', weight: 1_000_000 },
            { provider: '@b', weight: 1 },
          ],
        },
        { provider: '@c' },
      ],
    },
    steps: [
      { calls: { a: 1, c: 1 }, from: 'c', used: 'config.targets[1]' },
      { times: 5, calls: { b: 5 }, from: 'b', used: 'config.targets[0].targets[1]' },
    ],
  },
  {
    name: 'counts a stream that broke off after its first content',
    upstreams: { a: badly({ cutAfterEvents: 5 }) },
    config: fallback(['a', 'b'], breaker()),
    steps: [
      ...[1, 2].map(() => ({
        ask: { stream: true },
        calls: { a: 1 },
        used: 'config.targets[0]',
        cost: 'some' as const,
        row: { is_success: false },
      })),
      { ...SPARED, ask: { stream: true } },
    ],
  },
  {
    name: 'is not led by answers from the cache',
    upstreams: { a: ['well', failing(503)] },
    config: fallback(['a', 'b'], { ...breaker(), cache: { mode: 'simple' } }),
    steps: [
      { calls: { a: 1 }, from: 'a', used: 'config.targets[0]', cache: 'MISS' },
      { times: 3, from: 'a', used: 'config.targets[0]', cache: 'HIT' },
      ...['2', '3'].map((words) => ({
        ask: { body: { system: words } },
        calls: { a: 1, b: 1 },
        ...SECOND,
        cache: 'MISS',
      })),
      { ask: { body: { system: '4' } }, calls: { b: 1 }, ...SECOND, cache: 'MISS' },
    ],
  },
];

export const BREAKING: readonly Scenario[] = [...counted, ...thresholds, ...places];
