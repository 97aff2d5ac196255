/** Two workspaces of one process with the same configs and providers: nothing that one does is seen by the other. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text, thinking } from '../../testkit/upstream/scripted-message.ts';
import { failing, fallback } from './scenario.ts';
import type { Question, Scenario, Step } from './scenario.ts';

const NEXT_DOOR: Question = { key: 'neighbour' };
const CACHED: JsonRecord = { provider: '@a', cache: { mode: 'simple' } };
const MISS: Step = { calls: { a: 1 }, from: 'a', cache: 'MISS' };
const HIT: Step = { calls: {}, from: 'a', cache: 'HIT', attempts: [] };

const FIRST = { role: 'user', content: 'What is here?' };
const SECOND_TURN: JsonRecord = {
  messages: [
    FIRST,
    { role: 'assistant', content: [thinking('I should look first.'), text('I look.')] },
    { role: 'user', content: 'And?' },
  ],
};
const CACHING = answer([text('Here speaks a.')], { usage: { input: 5, cacheWrite5m: 20_000, output: 200 } });

export const TENANTS: readonly Scenario[] = [
  {
    name: 'have no cached answer in common',
    config: CACHED,
    steps: [MISS, { ...MISS, ask: NEXT_DOOR }, HIT, { ...HIT, ask: NEXT_DOOR }],
  },
  {
    name: 'have no cached answer in common, not even in a namespace of one name',
    config: CACHED,
    steps: [
      { ...MISS, ask: { headers: { 'x-portkey-cache-namespace': 'shared' } } },
      { ...MISS, ask: { ...NEXT_DOOR, headers: { 'x-portkey-cache-namespace': 'shared' } } },
    ],
  },
  {
    name: 'refresh their own answer only',
    config: CACHED,
    steps: [
      MISS,
      { ...MISS, ask: NEXT_DOOR },
      { ...MISS, cache: 'REFRESH', ask: { ...NEXT_DOOR, headers: { 'x-portkey-cache-force-refresh': 'true' } } },
      HIT,
    ],
  },
  {
    name: 'stick to targets of their own',
    config: {
      strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields: ['metadata.user'] } },
      targets: [{ provider: '@a' }, { provider: '@b' }],
    },
    steps: [{}, NEXT_DOOR].flatMap((who): Step[] => {
      const ask = { ...who, headers: { 'x-portkey-metadata': '{"user":"ada"}' } };
      return [
        { ask, sticks: true, used: 'any', notes: ['by weight 1'] },
        { ask, sticks: true, used: 'any', notes: [': sticky'] },
      ];
    }),
  },
  {
    name: 'break circuits of their own',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'b'], { cb_config: { failure_threshold: 1, cooldown_interval: 30_000 } }),
    steps: [
      { calls: { a: 1, b: 1 }, from: 'b', used: 'config.targets[1]' },
      { calls: { b: 1 }, from: 'b', used: 'config.targets[1]' },
      { ask: NEXT_DOOR, calls: { a: 1, b: 1 }, from: 'b', used: 'config.targets[1]' },
      { ask: NEXT_DOOR, calls: { b: 1 }, from: 'b', used: 'config.targets[1]' },
    ],
  },
  {
    name: 'remember sessions of their own, though both have the same name',
    upstreams: { a: [CACHING, failing(503)] },
    config: fallback(['a', 'b']),
    steps: [
      {
        ask: { session: 'one', body: { messages: [FIRST] } },
        calls: { a: 1 },
        used: 'config.targets[0]',
        cost: 'some',
      },
      {
        ask: { ...NEXT_DOOR, session: 'one', body: SECOND_TURN },
        calls: { a: 1, b: 1 },
        from: 'b',
        used: 'config.targets[1]',
        sent: { b: { messages: SECOND_TURN['messages'] } },
        row: { prompt_cache_lost_tokens: null },
      },
    ],
  },
];
