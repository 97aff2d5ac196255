/** The simple cache: contract#cache, and scenario 5 of contract#acceptance-scenarios. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { answer, html } from '../../testkit/upstream/answer.ts';
import { text, thinking, toolUse } from '../../testkit/upstream/scripted-message.ts';
import { badly, failing, fallback, TOKENS } from './scenario.ts';
import type { Question, Scenario, Step } from './scenario.ts';

const CACHED: JsonRecord = { provider: '@a', cache: { mode: 'simple' } };
const MISS: Step = { calls: { a: 1 }, from: 'a', cache: 'MISS' };
const HIT: Step = {
  calls: {},
  from: 'a',
  cache: 'HIT',
  attempts: [],
  row: { ai_model: 'claude-sonnet-4@20250514' },
};
const DISABLED: Step = { calls: { a: 1 }, from: 'a', cache: 'DISABLED' };

const WORK = answer(
  [
    thinking('First look — "quoted", ünïcode.'),
    text('I look.'),
    toolUse('Bash', { command: 'ls "a b"' }, 'toolu_01look'),
  ],
  {
    usage: TOKENS,
  },
);
const STREAM: Question = { stream: true };

const deliveries: Scenario[] = [
  { name: 'answers the same question from memory', config: CACHED, steps: [MISS, HIT, HIT] },
  { name: 'is switched on by a word', config: { provider: '@a', cache: 'simple' }, steps: [MISS, HIT] },
  {
    name: 'tells a stored answer as a stream',
    config: CACHED,
    steps: [MISS, { ...HIT, ask: STREAM, headers: { 'content-type': 'text/event-stream; charset=utf-8' } }],
  },
  {
    name: 'tells a stored stream as a whole answer',
    config: CACHED,
    steps: [
      { ...MISS, ask: STREAM },
      { ...HIT, headers: { 'content-type': 'application/json' } },
    ],
  },
  {
    name: 'tells a stored stream as a stream',
    config: CACHED,
    steps: [
      { ...MISS, ask: STREAM },
      { ...HIT, ask: STREAM },
    ],
  },
  ...[{}, STREAM].flatMap((first) =>
    [{}, STREAM].map((second) => ({
      name: `keeps tools and thinking, asked ${form(first)} and then ${form(second)}`,
      upstreams: { a: WORK },
      config: CACHED,
      steps: [
        { calls: { a: 1 }, cache: 'MISS', ask: first },
        {
          cache: 'HIT',
          ask: second,
          attempts: [],
          says: ['"type":"thinking"', 'EqQB', '"id":"toolu_01look"', '"name":"Bash"', 'tool_use"'],
        },
      ],
    })),
  ),
];

function form({ stream }: Question): string {
  return stream === true ? 'for a stream' : 'for the whole';
}

const asking = (body: JsonRecord): Question => ({ body });
const BILLED = (line: string): Question =>
  asking({
    system: [
      { type: 'text', text: `x-anthropic-billing-header: cc_version=2.1.330.${line};` },
      { type: 'text', text: 'You are Claude Code.' },
    ],
  });
const tag = (metadata: JsonRecord, more: Record<string, string> = {}): Question => ({
  headers: { 'x-portkey-metadata': JSON.stringify(metadata), ...more },
});
const NAMESPACE = 'x-portkey-cache-namespace';

const VERSION = (version: string): Question => ({ headers: { 'anthropic-version': version } });
const FORWARDED = (team: string): Question => ({ headers: { 'x-team': team } });

/** Two questions: are they one to the cache? */
const KEYS: readonly (readonly [string, Question, Question, boolean])[] = [
  ['another question', {}, asking({ messages: [{ role: 'user', content: 'And this?' }] }), false],
  ['another model', {}, asking({ model: 'claude-sonnet-4-5-20250929' }), false],
  ['other parameters', {}, asking({ max_tokens: 101 }), false],
  ['another system prompt', {}, asking({ system: 'Be brief.' }), false],
  ['another user of the same question', {}, asking({ metadata: { user_id: 'somebody' } }), false],
  ['another billing line of Claude Code', BILLED('1c0'), BILLED('9ff'), true],
  ['another trace, session and span', {}, { session: 'two', headers: { 'x-portkey-span-id': 'x' } }, true],
  ['another key of the workspace', {}, { key: 'other' }, true],
  ['other metadata', tag({ team: 'red' }), tag({ team: 'blue' }), false],
  ['the same metadata in another order', tag({ team: 'red', app: 'x' }), tag({ app: 'x', team: 'red' }), true],
  ['another namespace', { headers: { [NAMESPACE]: 'one' } }, { headers: { [NAMESPACE]: 'two' } }, false],
  ['another version of the API', VERSION('2023-06-01'), VERSION('2026-10-21'), false],
  ['another header that goes upstream', FORWARDED('red'), FORWARDED('blue'), false],
  ['another header that stays here', { headers: { 'x-other': '1' } }, { headers: { 'x-other': '2' } }, true],
  ['no namespace', { headers: { [NAMESPACE]: 'one' } }, {}, false],
  [
    'other metadata in the same namespace',
    tag({ team: 'red' }, { [NAMESPACE]: 'one' }),
    tag({ team: 'blue' }, { [NAMESPACE]: 'one' }),
    true,
  ],
];

const keys: Scenario[] = KEYS.map(([what, first, second, isSame]) => ({
  name: `takes ${what} for ${isSame ? 'the same' : 'another one'}`,
  config: { ...CACHED, forward_headers: ['x-team'] },
  steps: [
    { ...MISS, ask: first },
    { ...(isSame ? HIT : MISS), ask: second, cost: isSame ? 'saved' : 'some' },
  ],
}));

const REFRESH = 'x-portkey-cache-force-refresh';
const speaking = (words: string) => answer([text(words)], { usage: TOKENS });

const switches: Scenario[] = [
  {
    name: 'is refreshed on demand, and the new answer takes the place of the old one',
    upstreams: { a: [speaking('the old one'), speaking('the new one')] },
    config: CACHED,
    steps: [
      { calls: { a: 1 }, cache: 'MISS', says: ['the old one'] },
      { calls: { a: 1 }, cache: 'REFRESH', ask: { headers: { [REFRESH]: 'true' } }, says: ['the new one'] },
      { cache: 'HIT', says: ['the new one'] },
    ],
  },
  {
    name: 'is not refreshed by the word false',
    config: CACHED,
    steps: [MISS, { ...HIT, ask: { headers: { [REFRESH]: 'false' } } }],
  },
  {
    name: 'is not refreshed without a cache in the config',
    config: { provider: '@a' },
    steps: [{ ...DISABLED, ask: { headers: { [REFRESH]: 'true' } } }],
  },
  { name: 'is off without a config', config: { provider: '@a' }, steps: [DISABLED, DISABLED] },
  {
    name: 'is off for whoever wants nothing stored',
    config: CACHED,
    steps: [
      { ...DISABLED, ask: { headers: { 'x-portkey-debug': 'false' } } },
      MISS,
      { ...DISABLED, ask: { headers: { 'x-portkey-debug': 'false' } } },
    ],
  },
  {
    name: 'is not for counts of tokens, which are remembered apart: one question, one call',
    config: CACHED,
    steps: [1, 0].map((a) => ({
      ask: { path: '/v1/messages/count_tokens', body: { max_tokens: undefined } },
      calls: { a },
      cost: 'free' as const,
    })),
  },
];

const failures: Scenario[] = [
  {
    name: 'stores no failure',
    upstreams: { a: [failing(503), 'well'] },
    config: CACHED,
    steps: [{ calls: { a: 1 }, status: 503, cache: 'MISS' }, MISS, HIT],
  },
  {
    name: 'stores no page of HTML',
    upstreams: { a: [html(200, 'Sign in'), 'well'] },
    config: CACHED,
    steps: [{ calls: { a: 1 }, status: 502, cache: 'MISS' }, MISS],
  },
  {
    name: 'stores no stream that was cut',
    upstreams: { a: [badly({ cutAfterEvents: 5 }), 'well'] },
    config: CACHED,
    steps: [
      { ask: STREAM, calls: { a: 1 }, cache: 'MISS', cost: 'some', row: { is_success: false } },
      { ...MISS, ask: STREAM },
      { ...HIT, ask: STREAM },
    ],
  },
  {
    name: 'stores the answer that came after retries',
    upstreams: { a: [failing(503, { 'retry-after-ms': '5' }), 'well'] },
    config: { ...CACHED, retry: { attempts: 1, use_retry_after_headers: true } },
    steps: [
      { ...MISS, calls: { a: 2 }, retries: 1 },
      { ...HIT, retries: 0 },
    ],
  },
];

const targets: Scenario[] = [
  {
    name: 'of the root holds for the targets, and an answer is good wherever the same model runs',
    upstreams: { a: [failing(503), 'well'] },
    config: fallback(['a', 'b'], { cache: { mode: 'simple' } }),
    steps: [
      { calls: { a: 1, b: 1 }, from: 'b', used: 'config.targets[1]', cache: 'MISS' },
      { from: 'b', used: 'config.targets[0]', cache: 'HIT', attempts: [] },
    ],
  },
  {
    name: 'of one target is asked when its turn comes, and nothing of the failed one clings to the hit',
    upstreams: { a: html(503, 'Down') },
    config: { strategy: { mode: 'fallback' }, targets: [{ provider: '@a' }, { provider: '@b', cache: 'simple' }] },
    steps: [
      { calls: { a: 1, b: 1 }, from: 'b', used: 'config.targets[1]', cache: 'MISS' },
      {
        calls: { a: 1 },
        from: 'b',
        used: 'config.targets[1]',
        cache: 'HIT',
        attempts: ['targets[0] @a 503 status_503'],
        headers: { 'content-type': 'application/json' },
      },
      {
        ask: STREAM,
        calls: { a: 1 },
        from: 'b',
        used: 'config.targets[1]',
        cache: 'HIT',
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      },
    ],
  },
  {
    name: 'forgets the retries of the target before',
    upstreams: { a: failing(503, { 'retry-after-ms': '5' }) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [
        { provider: '@a', retry: { attempts: 1, use_retry_after_headers: true } },
        { provider: '@b', cache: 'simple' },
      ],
    },
    steps: [
      { calls: { a: 2, b: 1 }, from: 'b', used: 'config.targets[1]', cache: 'MISS' },
      { calls: { a: 2 }, from: 'b', used: 'config.targets[1]', cache: 'HIT', retries: 0 },
    ],
  },
  {
    name: 'of a target takes the place of the root’s',
    config: {
      strategy: { mode: 'conditional', conditions: [{ query: { 'headers.x-to': 'b' }, then: 'b' }], default: 'a' },
      cache: { mode: 'simple', max_age: 60 },
      targets: [
        { name: 'a', provider: '@a', cache: { mode: 'simple', max_age: 7_776_000 } },
        { name: 'b', provider: '@b' },
      ],
    },
    steps: [
      { ...MISS, used: 'config.targets[0]' },
      { ...HIT, used: 'config.targets[1]', ask: { headers: { 'x-to': 'b' } } },
    ],
  },
  {
    name: 'tells targets apart by the parameters that they lay over the question',
    config: {
      strategy: { mode: 'conditional', conditions: [{ query: { 'headers.x-to': 'b' }, then: 'b' }], default: 'a' },
      cache: { mode: 'simple' },
      targets: [
        { name: 'a', provider: '@a' },
        { name: 'b', provider: '@b', override_params: { max_tokens: 50 } },
      ],
    },
    steps: [
      { ...MISS, used: 'config.targets[0]' },
      { calls: { b: 1 }, from: 'b', used: 'config.targets[1]', cache: 'MISS', ask: { headers: { 'x-to': 'b' } } },
    ],
  },
  {
    name: 'works for Anthropic itself',
    config: { provider: '@claude', cache: { mode: 'simple' } },
    steps: [
      { calls: { claude: 1 }, from: 'claude', cache: 'MISS' },
      { from: 'claude', cache: 'HIT', ask: STREAM },
    ],
  },
];

export const CACHING: readonly Scenario[] = [...deliveries, ...keys, ...switches, ...failures, ...targets];
