/** Fallbacks: contract#fallback, and scenario 3 of contract#acceptance-scenarios. */
import { quotaExceeded } from '../../testkit/fake-vertex/google-errors.ts';
import { errorFirst, hang, html, refusal, resetConnection, status } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import { COST, COST_OF_A_START, badly, failing, fallback, refusing } from './scenario.ts';
import type { Scenario } from './scenario.ts';

const AB = fallback(['a', 'b']);
const FELL = { calls: { a: 1, b: 1 }, from: 'b', used: 'config.targets[1]' } as const;

/** Without a list, whatever is no success. */
const everyStatus: Scenario[] = [400, 403, 404, 408, 409, 413, 422, 429, 500, 501, 502, 503, 504, 529].map((code) => ({
  name: `goes on to the next after a ${code}`,
  upstreams: { a: failing(code) },
  config: AB,
  ...FELL,
  attempts: [`targets[0] @a ${code} status_${code}`, 'targets[1] @b 200 answered'],
  row: { mode: 'fallback', last_used_option_index: 1, response_status_code: 200 },
  notes: [`config.targets[0]: fell through with ${code}`],
}));

/** What broke before its first content: the caller has seen nothing of it. */
const brokenStreams: Scenario[] = (
  [
    ['an overloaded error as its first event', errorFirst(), '200→529 status_529'],
    ['a rate limit as its first event', errorFirst('rate_limit_error', 'slow down'), '429 status_429'],
    [
      'an API error after message_start',
      badly({ errorAtEvent: { event: 1, type: 'api_error', message: 'oh' } }),
      '500 status_500',
      COST_OF_A_START,
    ],
    [
      'an error after the start of a block',
      badly({ errorAtEvent: { event: 3, type: 'api_error', message: 'oh' } }),
      '500 status_500',
      COST_OF_A_START,
    ],
    ['a cut before any event', badly({ cutAfterEvents: 0 }), '0 cut'],
    ['a cut inside its first event', badly({ cutInsideEvent: 0 }), '0 cut'],
    ['a cut before its first content', badly({ cutAfterEvents: 3 }), '0 cut', COST_OF_A_START],
    ['an end before its first content', badly({ endAfterEvents: 2 }), '0 cut', COST_OF_A_START],
    ['an end without any event', badly({ endAfterEvents: 0 }), '0 cut'],
    ['a connection reset', resetConnection(), '0 unreachable'],
    ['a page of HTML under 200', html(200, 'Sign in'), '200 no_answer'],
    [
      'a Google error under 503',
      status(503, [{ error: { code: 503, message: 'no', status: 'UNAVAILABLE' } }]),
      '503 status_503',
    ],
  ] satisfies [string, Answer, string, number?][]
).map(([what, behaviour, told, discarded]) => ({
  name: `goes on to the next after a stream with ${what}`,
  upstreams: { a: behaviour },
  config: AB,
  ask: { stream: true },
  ...FELL,
  attempts: [`targets[0] @a ${told.replace(/^200→/, '')}`, 'targets[1] @b 200 answered'],
  ...(discarded === undefined ? {} : { discarded }),
}));

/** What was begun is ended honestly: the caller has read a part, and a second answer would be glued to it. */
const cutStreams: Scenario[] = (
  [
    ['is cut', badly({ cutAfterEvents: 4 }), 'api_error'],
    ['is cut inside an event', badly({ cutInsideEvent: 5 }), 'api_error'],
    ['ends too soon', badly({ endAfterEvents: 5 }), 'api_error'],
    [
      'turns into an error',
      badly({ errorAtEvent: { event: 5, type: 'overloaded_error', message: 'Overloaded' }, silenceBetweenEvents: 5 }),
      'overloaded_error',
    ],
  ] satisfies [string, Answer, string][]
).map(([what, behaviour, type]) => ({
  name: `asks nobody else when a stream ${what} after its first content`,
  upstreams: { a: behaviour },
  config: AB,
  ask: { stream: true },
  calls: { a: 1 },
  used: 'config.targets[0]',
  says: ['Half of an', 'event: error', type],
  cost: 'some',
  row: { is_success: false, outcome: 'upstream_cut', mode: 'fallback' },
}));

const lists: Scenario[] = [
  {
    name: 'goes on for a status on its list',
    upstreams: { a: failing(429) },
    config: fallback(['a', 'b'], { strategy: { mode: 'fallback', on_status_codes: [429] } }),
    ...FELL,
  },
  {
    name: 'returns an error that is not on its list',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'b'], { strategy: { mode: 'fallback', on_status_codes: [429] } }),
    calls: { a: 1 },
    status: 503,
    used: 'config.targets[0]',
    says: ['upstream says 503'],
    attempts: ['targets[0] @a 503 status_503'],
  },
  {
    name: 'returns a success although only failures are on its list',
    config: fallback(['a', 'b'], { strategy: { mode: 'fallback', on_status_codes: [429, 503] } }),
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
  },
  {
    name: 'goes on after a success that is on its list',
    config: fallback(['a', 'b'], { strategy: { mode: 'fallback', on_status_codes: [200] } }),
    ...FELL,
    discarded: COST,
  },
  {
    name: 'takes its list from the old place beside the strategy',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'b'], { on_status_codes: [429] }),
    calls: { a: 1 },
    status: 503,
    used: 'config.targets[0]',
  },
  {
    name: 'reads a list on a target as none of its own',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [{ provider: '@a', on_status_codes: [429] }, { provider: '@b' }],
    },
    ...FELL,
  },
  {
    name: 'knows an overloaded error inside a stream as 529',
    upstreams: { a: errorFirst() },
    config: fallback(['a', 'b'], { strategy: { mode: 'fallback', on_status_codes: [529] } }),
    ask: { stream: true },
    ...FELL,
  },
  {
    name: 'knows a time-out as 408',
    upstreams: { a: hang() },
    config: fallback(['a', 'b'], { strategy: { mode: 'fallback', on_status_codes: [408] }, request_timeout: 400 }),
    ...FELL,
    attempts: ['targets[0] @a 0 timeout', 'targets[1] @b 200 answered'],
  },
  {
    name: 'goes on when nobody answered, whatever its list says',
    upstreams: { a: resetConnection() },
    config: fallback(['a', 'b'], { strategy: { mode: 'fallback', on_status_codes: [503] } }),
    ...FELL,
    attempts: ['targets[0] @a 0 unreachable', 'targets[1] @b 200 answered'],
    notes: ['config.targets[0]: fell through with no answer'],
  },
];

/** A target that cannot even be asked has failed like any other. */
const unusable: Scenario[] = [
  {
    name: 'goes on from a provider that does not exist',
    config: { strategy: { mode: 'fallback' }, targets: [{ provider: '@nobody-knows-it' }, { provider: '@b' }] },
    calls: { b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    attempts: ['targets[1] @b 200 answered'],
    notes: ['config.targets[0]: fell through with 412 (There is no provider "@nobody-knows-it"'],
  },
  {
    name: 'goes on from it for a 412 on the list',
    config: {
      strategy: { mode: 'fallback', on_status_codes: [412] },
      targets: [{ provider: '@nobody-knows-it' }, { provider: '@b' }],
    },
    calls: { b: 1 },
    from: 'b',
    used: 'config.targets[1]',
  },
  {
    name: 'says that it does not exist when 412 is not on the list',
    config: {
      strategy: { mode: 'fallback', on_status_codes: [429] },
      targets: [{ provider: '@nobody-knows-it' }, { provider: '@b' }],
    },
    status: 412,
    used: null,
    says: ['@nobody-knows-it'],
    attempts: [],
    row: { error_code: 'provider_not_found', attempts: [] },
  },
  {
    name: 'goes on from a target that names no provider at all',
    config: { strategy: { mode: 'fallback' }, targets: [{ request_timeout: 60_000 }, { provider: '@b' }] },
    calls: { b: 1 },
    from: 'b',
    used: 'config.targets[1]',
  },
  {
    name: 'goes on to Anthropic with an image that Vertex would have to fetch, and Vertex is not asked',
    config: fallback(['a', 'claude']),
    ask: {
      body: {
        messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://a.example/b' } }] }],
      },
    },
    calls: { claude: 1 },
    from: 'claude',
    used: 'config.targets[1]',
    attempts: ['targets[1] @claude 200 answered'],
    notes: ['config.targets[0]: fell through with 400 (messages.0.content.0.source: Vertex AI takes no source of type'],
  },
  {
    name: 'asks every provider of Claude on a raw path of Vertex, not Vertex alone',
    config: fallback(['claude', 'b']),
    ask: {
      path: '/v1/projects/x/locations/y/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict',
      body: { model: undefined, anthropic_version: 'vertex-2023-10-16' },
    },
    calls: { claude: 1 },
    from: 'claude',
    used: 'config.targets[0]',
  },
];

const chains: Scenario[] = [
  {
    name: 'asks only the first while it answers',
    config: AB,
    calls: { a: 1 },
    from: 'a',
    used: 'config.targets[0]',
    row: { mode: 'fallback' },
  },
  { name: 'streams from the second', upstreams: { a: failing(503) }, config: AB, ask: { stream: true }, ...FELL },
  {
    name: 'reaches the third when two have failed: two records, one trace',
    upstreams: { a: failing(429), b: failing(500) },
    config: fallback(['a', 'b', 'c']),
    calls: { a: 1, b: 1, c: 1 },
    from: 'c',
    used: 'config.targets[2]',
    attempts: ['targets[0] @a 429 status_429', 'targets[1] @b 500 status_500', 'targets[2] @c 200 answered'],
    waits: [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  },
  {
    name: 'returns the last failure, and leaves the client its own retries',
    upstreams: { a: failing(500), b: failing(502), c: failing(503) },
    config: fallback(['a', 'b', 'c']),
    calls: { a: 1, b: 1, c: 1 },
    status: 503,
    used: 'config.targets[2]',
    says: ['upstream says 503'],
    headers: { 'x-should-retry': null },
    row: { error_code: 'upstream_error', response_status_code: 503 },
  },
  {
    name: 'tells the same at the end of a stream request',
    upstreams: { a: failing(500), b: failing(429) },
    config: AB,
    ask: { stream: true },
    calls: { a: 1, b: 1 },
    status: 429,
    used: 'config.targets[1]',
    says: ['upstream says 429'],
  },
  {
    name: 'returns the failure of the last target that could be called',
    upstreams: { a: failing(503), b: failing(529, { 'retry-after': '7' }) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [{ provider: '@a' }, { provider: '@b' }, { provider: '@nobody-knows-it' }, { provider: '@no-one' }],
    },
    calls: { a: 1, b: 1 },
    status: 503,
    used: 'config.targets[1]',
    says: ['upstream says 529'],
    headers: { 'x-should-retry': null, 'retry-after': '7' },
    notes: ['config.targets[2]: cannot be called, what came before it stands (There is no provider "@nobody-knows-it"'],
    row: { error_code: 'upstream_error', response_status_code: 503 },
  },
  {
    name: 'returns it with a list of statuses as well, where a strategy of the last target resolves to nothing',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'fallback', on_status_codes: [503] },
      targets: [{ provider: '@a' }, { strategy: { mode: 'loadbalance' }, targets: [{ provider: '@b', weight: 0 }] }],
    },
    calls: { a: 1 },
    status: 503,
    used: 'config.targets[0]',
    says: ['upstream says 503'],
  },
  {
    name: 'leaves a spent quota of Google',
    upstreams: { a: quotaExceeded('claude-sonnet-4', { wrapped: true, retryDelay: '30s' }) },
    config: AB,
    ask: { stream: true },
    ...FELL,
    attempts: ['targets[0] @a 429 status_429', 'targets[1] @b 200 answered'],
  },
  {
    name: 'takes a refusal of the model for an answer',
    upstreams: { a: refusal('This is not for me.') },
    config: AB,
    calls: { a: 1 },
    used: 'config.targets[0]',
    says: ['"stop_reason":"refusal"'],
    cost: 'some',
  },
  {
    name: 'renews a refused token before it leaves a provider',
    upstreams: { a: failing(401) },
    config: AB,
    calls: { a: 2, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    attempts: ['targets[0] @a 401 token_refused', 'targets[0] @a 401 token_refused', 'targets[1] @b 200 answered'],
  },
  {
    name: 'mends a refused member in place',
    upstreams: { a: [refusing('metadata'), 'well'] },
    config: AB,
    ask: { body: { metadata: { user_id: 'ada' } } },
    calls: { a: 2 },
    from: 'a',
    used: 'config.targets[0]',
    attempts: ['targets[0] @a 400 beta_refused', 'targets[0] @a 200 answered'],
    notes: ['The upstream refused metadata'],
  },
  {
    name: 'leaves Vertex for Anthropic itself',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'claude']),
    calls: { a: 1, claude: 1 },
    from: 'claude',
    used: 'config.targets[1]',
    row: { ai_org: 'anthropic', region: null },
  },
  {
    name: 'leaves Vertex for Anthropic with a model in the spelling of Vertex',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'claude']),
    ask: { body: { model: 'claude-sonnet-4-5@20250929' } },
    calls: { a: 1, claude: 1 },
    from: 'claude',
    used: 'config.targets[1]',
    sent: { claude: { model: 'claude-sonnet-4-5-20250929' } },
    row: { ai_org: 'anthropic', ai_model: 'claude-sonnet-4-5-20250929' },
  },
  {
    name: 'leaves Anthropic for Vertex, whose spelling the model gets',
    upstreams: { claude: failing(529) },
    config: fallback(['claude', 'a']),
    calls: { claude: 1, a: 1 },
    from: 'a',
    used: 'config.targets[1]',
    row: { ai_org: 'vertex-ai', ai_model: 'claude-sonnet-4@20250514', region: 'us-east5' },
  },
  {
    name: 'counts tokens elsewhere, too',
    upstreams: {},
    config: { strategy: { mode: 'fallback' }, targets: [{ provider: '@nobody-knows-it' }, { provider: '@b' }] },
    ask: { path: '/v1/messages/count_tokens', body: { max_tokens: undefined, stream: true } },
    calls: { b: 1 },
    used: 'config.targets[1]',
    says: ['input_tokens'],
    cost: 'free',
    row: { operation: 'messagesCountTokens', stream_mode: 0 },
  },
];

/** `config.targets[0]` is a strategy itself. */
const nested: Scenario[] = [
  {
    name: 'goes through a fallback inside a fallback',
    upstreams: { a: failing(500), b: failing(500) },
    config: { strategy: { mode: 'fallback' }, targets: [fallback(['a', 'b']), { provider: '@c' }] },
    calls: { a: 1, b: 1, c: 1 },
    from: 'c',
    used: 'config.targets[1]',
    attempts: [
      'targets[0].targets[0] @a 500 status_500',
      'targets[0].targets[1] @b 500 status_500',
      'targets[1] @c 200 answered',
    ],
  },
  {
    name: 'tells the whole path of a leaf',
    upstreams: { a: failing(500) },
    config: { strategy: { mode: 'fallback' }, targets: [fallback(['a', 'b']), { provider: '@c' }] },
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[0].targets[1]',
    row: { mode: 'fallback', last_used_option_index: 1 },
  },
  {
    name: 'leaves a failing cluster',
    upstreams: { a: failing(503), b: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [
        { strategy: { mode: 'loadbalance' }, targets: [{ provider: '@a' }, { provider: '@b', weight: 0 }] },
        { provider: '@c' },
      ],
    },
    calls: { a: 1, c: 1 },
    from: 'c',
    used: 'config.targets[1]',
  },
  {
    name: 'fails over by context',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [
        { provider: '@a' },
        {
          strategy: {
            mode: 'conditional',
            conditions: [{ query: { 'params.max_tokens': { $gt: 1000 } }, then: 'large' }],
            default: 'small',
          },
          targets: [
            { name: 'large', provider: '@b' },
            { name: 'small', provider: '@c' },
          ],
        },
      ],
    },
    calls: { a: 1, c: 1 },
    from: 'c',
    used: 'config.targets[1].targets[1]',
  },
  {
    name: 'goes on from a strategy that resolves to nothing',
    config: {
      strategy: { mode: 'fallback' },
      targets: [
        {
          strategy: { mode: 'conditional', conditions: [{ query: { 'metadata.team': 'red' }, then: 'red' }] },
          targets: [{ name: 'red', provider: '@a' }],
        },
        { provider: '@b' },
      ],
    },
    calls: { b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    notes: ['config.targets[0]: fell through with 400'],
  },
  {
    name: 'leaves the inner list to the inner fallback: what that returns, the outer one may still leave',
    upstreams: { a: failing(500) },
    config: {
      strategy: { mode: 'fallback' },
      targets: [fallback(['a', 'b'], { strategy: { mode: 'fallback', on_status_codes: [429] } }), { provider: '@c' }],
    },
    calls: { a: 1, c: 1 },
    from: 'c',
    used: 'config.targets[1]',
  },
  {
    name: 'goes four levels deep',
    upstreams: { a: failing(503) },
    config: {
      strategy: { mode: 'single' },
      targets: [
        {
          strategy: { mode: 'loadbalance' },
          targets: [{ strategy: { mode: 'fallback' }, targets: [{ provider: '@a' }, fallback(['b'])] }],
        },
      ],
    },
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[0].targets[0].targets[1].targets[0]',
    row: { mode: 'single' },
  },
  {
    name: 'is left out by "single", which takes the first and no other',
    upstreams: { a: failing(503) },
    config: { strategy: { mode: 'single' }, targets: [{ provider: '@a' }, { provider: '@b' }] },
    calls: { a: 1 },
    status: 503,
    used: 'config.targets[0]',
    row: { mode: 'single' },
  },
  {
    name: 'is left out by targets without a strategy',
    upstreams: { a: failing(503) },
    config: { targets: [{ provider: '@a' }, { provider: '@b' }] },
    calls: { a: 1 },
    status: 503,
    used: 'config.targets[0]',
  },
];

export const FALLBACK: readonly Scenario[] = [
  ...everyStatus,
  ...brokenStreams,
  ...cutStreams,
  ...lists,
  ...unusable,
  ...chains,
  ...nested,
];
