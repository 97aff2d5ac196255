/** The acceptance scenarios of contract#acceptance-scenarios that are about routing, each by its number. What varies them is in the other tables. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { failing, fallback } from './scenario.ts';
import type { Question, Scenario, Step } from './scenario.ts';

const STREAM: Question = { stream: true };
const MISS: Step = { calls: { a: 1 }, from: 'a', cache: 'MISS' };
const HIT: Step = { calls: {}, from: 'a', cache: 'HIT', attempts: [] };
const byTeam: JsonRecord = {
  strategy: {
    mode: 'conditional',
    conditions: [
      { query: { 'metadata.team': 'red' }, then: 'red' },
      { query: { 'params.max_tokens': { $lte: 50 } }, then: 'small' },
    ],
    default: 'rest',
  },
  targets: [
    { name: 'red', provider: '@a' },
    { name: 'small', provider: '@b' },
    { name: 'rest', provider: '@c' },
  ],
};

export const ACCEPTANCE: readonly Scenario[] = [
  ...[429, 503].map((code): Scenario => ({
    name: `scenario 3: of three providers the first answers ${code}, the second is used, and one trace tells both`,
    upstreams: { a: failing(code) },
    config: fallback(['a', 'b', 'claude']),
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    attempts: [`targets[0] @a ${code} status_${code}`, 'targets[1] @b 200 answered'],
    rowsOfTrace: 1,
  })),
  {
    name: 'scenario 3: the second fails as well, and one trace tells all three',
    upstreams: { a: failing(429), b: failing(500) },
    config: fallback(['a', 'b', 'claude']),
    calls: { a: 1, b: 1, claude: 1 },
    from: 'claude',
    used: 'config.targets[2]',
    attempts: ['targets[0] @a 429 status_429', 'targets[1] @b 500 status_500', 'targets[2] @claude 200 answered'],
    rowsOfTrace: 1,
  },
  {
    name: 'scenario 4: two regions share the load, half and half',
    config: {
      strategy: { mode: 'loadbalance' },
      targets: [
        { provider: '@a', weight: 0.5 },
        { provider: '@b', weight: 0.5 },
      ],
    },
    times: 60,
    // Fewer than 12 of 60 on one side happen once in a million runs.
    calls: { a: [12, 48], b: [12, 48] },
    used: 'any',
    rowsOfTrace: 60,
  },
  {
    name: 'scenario 5: the second identical request is a hit, whole',
    config: { provider: '@a', cache: { mode: 'simple' } },
    steps: [MISS, HIT],
  },
  {
    name: 'scenario 5: the second identical request is a hit, streamed',
    config: { provider: '@a', cache: { mode: 'simple' } },
    steps: [
      { ...MISS, ask: STREAM },
      { ...HIT, ask: STREAM },
    ],
  },
  {
    name: 'scenario 6: three retries with growing waits, told in the header',
    upstreams: { a: [failing(429), failing(500), failing(502), 'well'] },
    config: { provider: '@a', retry: { attempts: 3, on_status_codes: [429, 500, 502, 503] } },
    calls: { a: 4 },
    from: 'a',
    retries: 3,
    attempts: ['@a 429 status_429', '@a 500 status_500', '@a 502 status_502', '@a 200 answered'],
    waits: [
      [0, 0],
      [750, 1250],
      [1500, 2500],
      [3000, 5000],
    ],
    rowsOfTrace: 1,
  },
  {
    name: 'scenario 16: metadata and parameters decide where a request goes',
    config: byTeam,
    steps: [
      {
        ask: { headers: { 'x-portkey-metadata': '{"team":"red"}' } },
        calls: { a: 1 },
        from: 'a',
        used: 'config.targets[0]',
      },
      { ask: { body: { max_tokens: 50 } }, calls: { b: 1 }, from: 'b', used: 'config.targets[1]' },
      { calls: { c: 1 }, from: 'c', used: 'config.targets[2]' },
    ],
  },
];
