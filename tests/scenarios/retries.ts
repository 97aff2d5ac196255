/** Retries: contract#retries, and scenario 6 of contract#acceptance-scenarios. */
import { quotaExceeded } from '../../testkit/fake-vertex/google-errors.ts';
import { errorFirst, hang, html, resetConnection, status } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import { COST_OF_A_START, badly, busy, failing, FIRST_WAIT, NO_WAIT, QUICK_RETRIES } from './scenario.ts';
import type { Scenario } from './scenario.ts';

const QUICK = { provider: '@a', retry: QUICK_RETRIES };
const AGAIN = { calls: { a: 2 }, from: 'a', retries: 1 } as const;

const usualStatuses: Scenario[] = [429, 500, 502, 503, 504, 529].map((code) => ({
  name: `come after a ${code}`,
  upstreams: { a: [busy(code), 'well'] },
  config: QUICK,
  ...AGAIN,
  attempts: [`@a ${code} status_${code}`, '@a 200 answered'],
  waits: [NO_WAIT, [5, 5]],
  row: { mode: 'single', retry_success_count: 1 },
}));

const otherStatuses: Scenario[] = [400, 403, 404, 408, 409, 413, 501].map((code) => ({
  name: `do not come after a ${code}`,
  upstreams: { a: [busy(code), 'well'] },
  config: QUICK,
  calls: { a: 1 },
  status: code,
  says: [`upstream says ${code}`],
  attempts: [`@a ${code} status_${code}`],
}));

const counts: Scenario[] = [
  {
    name: 'are none without a config',
    upstreams: { a: [busy(), 'well'] },
    ask: { headers: { 'x-portkey-provider': '@a' } },
    calls: { a: 1 },
    status: 503,
  },
  {
    name: 'are none with 0 attempts',
    upstreams: { a: [busy(), 'well'] },
    config: { provider: '@a', retry: { attempts: 0 } },
    calls: { a: 1 },
    status: 503,
    retries: 0,
  },
  {
    name: 'succeed at the third and say so: attempts 3 on [429, 500, 502, 503]',
    upstreams: { a: [busy(429), busy(500), busy(502), 'well'] },
    config: { provider: '@a', retry: { ...QUICK_RETRIES, attempts: 3, on_status_codes: [429, 500, 502, 503] } },
    calls: { a: 4 },
    from: 'a',
    retries: 3,
    attempts: ['@a 429 status_429', '@a 500 status_500', '@a 502 status_502', '@a 200 answered'],
    row: { retry_success_count: 3 },
  },
  {
    name: 'come to an end, say so with -1, and leave the client its own retries',
    upstreams: { a: busy() },
    config: { provider: '@a', retry: { ...QUICK_RETRIES, attempts: 5 } },
    calls: { a: 6 },
    status: 503,
    retries: -1,
    says: ['upstream says 503'],
    headers: { 'x-should-retry': null },
    row: { retry_success_count: 0 },
  },
  {
    name: 'stop at a status that is not on the list',
    upstreams: { a: [busy(503), busy(400), 'well'] },
    config: QUICK,
    calls: { a: 2 },
    status: 400,
    retries: 1,
    attempts: ['@a 503 status_503', '@a 400 status_400'],
  },
];

const lists: Scenario[] = [
  {
    name: 'come after what a list of its own names',
    upstreams: { a: [busy(409), 'well'] },
    config: { provider: '@a', retry: { ...QUICK_RETRIES, on_status_codes: [409] } },
    ...AGAIN,
  },
  {
    name: 'forget the usual list for it',
    upstreams: { a: [busy(503), 'well'] },
    config: { provider: '@a', retry: { ...QUICK_RETRIES, on_status_codes: [409] } },
    calls: { a: 1 },
    status: 503,
  },
  {
    name: 'never come with an empty list',
    upstreams: { a: [busy(503), 'well'] },
    config: { provider: '@a', retry: { ...QUICK_RETRIES, on_status_codes: [] } },
    calls: { a: 1 },
    status: 503,
  },
  {
    name: 'are given to a token first, and that is not counted',
    upstreams: { a: [failing(401), busy(503), 'well'] },
    config: QUICK,
    calls: { a: 3 },
    from: 'a',
    retries: 1,
    attempts: ['@a 401 token_refused', '@a 503 status_503', '@a 200 answered'],
    waits: [NO_WAIT, NO_WAIT, [5, 5]],
  },
];

const brokenAnswers: Scenario[] = (
  [
    ['an overloaded error in a stream', errorFirst(), '@a 529 status_529'],
    ['a rate limit in a stream', errorFirst('rate_limit_error', 'slow down'), '@a 429 status_429'],
    ['a cut before the first content', badly({ cutAfterEvents: 2 }), '@a 0 cut', COST_OF_A_START],
    ['a connection reset', resetConnection(), '@a 0 unreachable'],
    ['a page of HTML under 200', html(200, 'Sign in'), '@a 200 no_answer'],
  ] satisfies [string, Answer, string, number?][]
).map(([what, behaviour, told, discarded]) => ({
  name: `come after ${what}`,
  upstreams: { a: [behaviour, 'well'] },
  config: { provider: '@a', retry: { attempts: 1 } },
  ask: { stream: true },
  ...AGAIN,
  attempts: [told, '@a 200 answered'],
  waits: [NO_WAIT, FIRST_WAIT],
  ...(discarded === undefined ? {} : { discarded }),
}));

const streams: Scenario[] = [
  {
    name: 'do not come after an invalid request in a stream',
    upstreams: { a: [errorFirst('invalid_request_error', 'too long'), 'well'] },
    config: QUICK,
    ask: { stream: true },
    calls: { a: 1 },
    status: 400,
    says: ['too long'],
  },
  {
    name: 'do not come after an overloaded error without 529 on the list',
    upstreams: { a: [errorFirst(), 'well'] },
    config: { provider: '@a', retry: { ...QUICK_RETRIES, on_status_codes: [503] } },
    ask: { stream: true },
    calls: { a: 1 },
    status: 503,
    says: ['Overloaded'],
  },
  {
    name: 'do not come once content has reached the caller',
    upstreams: { a: [badly({ cutAfterEvents: 5 }), 'well'] },
    config: QUICK,
    ask: { stream: true },
    calls: { a: 1 },
    says: ['Half of an', 'event: error'],
    cost: 'some',
    row: { is_success: false, outcome: 'upstream_cut' },
  },
  {
    name: 'come after a time-out that is on the list',
    upstreams: { a: [hang(), 'well'] },
    config: { provider: '@a', request_timeout: 400, retry: { attempts: 1, on_status_codes: [408] } },
    ...AGAIN,
    attempts: ['@a 0 timeout', '@a 200 answered'],
  },
  {
    name: 'do not come after a time-out that is not on the list',
    upstreams: { a: [hang(), 'well'] },
    config: { provider: '@a', request_timeout: 400, retry: { attempts: 1 } },
    calls: { a: 1 },
    status: 408,
    row: { error_code: 'upstream_timeout' },
  },
];

const withHeaders = (headers: Record<string, string>): Answer => failing(429, headers);
const LISTENING = { provider: '@a', retry: { attempts: 2, use_retry_after_headers: true } };
/** The date of an answer, and a second later. */
const DATES = { date: 'Mon, 23 Nov 2026 10:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 10:00:01 GMT' };

const waits: Scenario[] = [
  {
    name: 'wait a second, then two',
    upstreams: { a: [failing(503), failing(503), 'well'] },
    config: { provider: '@a', retry: { attempts: 2 } },
    calls: { a: 3 },
    from: 'a',
    retries: 2,
    waits: [NO_WAIT, FIRST_WAIT, [1500, 2500]],
  },
  {
    name: 'do not listen to the upstream unless told to',
    upstreams: { a: [busy(429), 'well'] },
    config: { provider: '@a', retry: { attempts: 1 } },
    ...AGAIN,
    waits: [NO_WAIT, FIRST_WAIT],
  },
  {
    name: 'take the other spelling',
    upstreams: { a: [busy(429), 'well'] },
    config: { provider: '@a', retry: { attempts: 1, use_retry_after_header: true } },
    ...AGAIN,
    waits: [NO_WAIT, [5, 5]],
  },
  {
    name: 'wait as usual when the upstream asks for nothing',
    upstreams: { a: [failing(429), 'well'] },
    config: LISTENING,
    ...AGAIN,
    waits: [NO_WAIT, FIRST_WAIT],
  },
  {
    name: 'read retry-after in seconds',
    upstreams: { a: [withHeaders({ 'retry-after': '1' }), 'well'] },
    config: LISTENING,
    ...AGAIN,
    waits: [NO_WAIT, [1000, 1000]],
  },
  {
    name: 'read retry-after of zero as at once',
    upstreams: { a: [withHeaders({ 'retry-after': '0' }), 'well'] },
    config: LISTENING,
    ...AGAIN,
    waits: [NO_WAIT, NO_WAIT],
  },
  {
    name: 'read retry-after as a date',
    upstreams: { a: [withHeaders(DATES), 'well'] },
    config: LISTENING,
    ...AGAIN,
    waits: [NO_WAIT, [1000, 1000]],
  },
  {
    name: 'read x-ms-retry-after-ms',
    upstreams: { a: [withHeaders({ 'x-ms-retry-after-ms': '7' }), 'well'] },
    config: LISTENING,
    ...AGAIN,
    waits: [NO_WAIT, [7, 7]],
  },
  {
    name: 'believe the milliseconds before the seconds',
    upstreams: { a: [withHeaders({ 'retry-after-ms': '6', 'retry-after': '30' }), 'well'] },
    config: LISTENING,
    ...AGAIN,
    waits: [NO_WAIT, [6, 6]],
  },
  {
    name: 'read the delay in Google’s own error',
    upstreams: { a: [quotaExceeded('claude-sonnet-4', { retryDelay: '0.04s' }), 'well'] },
    config: LISTENING,
    ...AGAIN,
    waits: [NO_WAIT, [40, 40]],
  },
  {
    name: 'read it in the array of a stream endpoint',
    upstreams: { a: [quotaExceeded('claude-sonnet-4', { wrapped: true, retryDelay: '0.04s' }), 'well'] },
    config: LISTENING,
    ask: { stream: true },
    ...AGAIN,
    waits: [NO_WAIT, [40, 40]],
  },
  {
    name: 'ignore nonsense',
    upstreams: { a: [withHeaders({ 'retry-after': 'soon' }), 'well'] },
    config: LISTENING,
    ...AGAIN,
    waits: [NO_WAIT, FIRST_WAIT],
  },
  ...['60', '3600'].map((seconds) => ({
    name: `give up at once when asked to wait ${seconds} s`,
    upstreams: { a: withHeaders({ 'retry-after': seconds }) },
    config: LISTENING,
    calls: { a: 1 },
    status: 429,
    retries: -1,
    headers: { 'retry-after': seconds },
    within: 5000,
  })),
];

const inTargets: Scenario[] = [
  {
    name: 'are spent at a target before the next one is asked, and counted for the one that answered',
    upstreams: { a: busy(503) },
    config: { strategy: { mode: 'fallback' }, retry: QUICK_RETRIES, targets: [{ provider: '@a' }, { provider: '@b' }] },
    calls: { a: 3, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    retries: 0,
    attempts: [
      'targets[0] @a 503 status_503',
      'targets[0] @a 503 status_503',
      'targets[0] @a 503 status_503',
      'targets[1] @b 200 answered',
    ],
    waits: [NO_WAIT, [5, 5], [5, 5], NO_WAIT],
  },
  {
    name: 'are counted at the second target',
    upstreams: { a: busy(503), b: [busy(503), 'well'] },
    config: {
      strategy: { mode: 'fallback' },
      targets: [{ provider: '@a' }, { provider: '@b', retry: QUICK_RETRIES }],
    },
    calls: { a: 1, b: 2 },
    from: 'b',
    used: 'config.targets[1]',
    retries: 1,
  },
  {
    name: 'of a target take the place of the parent’s as a whole',
    upstreams: { a: busy(503), b: busy(409) },
    config: {
      strategy: { mode: 'fallback' },
      retry: { ...QUICK_RETRIES, attempts: 3 },
      targets: [
        { provider: '@a', retry: { attempts: 0 } },
        { provider: '@b', retry: { attempts: 1, use_retry_after_headers: true, on_status_codes: [409] } },
      ],
    },
    calls: { a: 1, b: 2 },
    status: 409,
    used: 'config.targets[1]',
    retries: -1,
  },
  {
    name: 'go to the target that a balancer picked, and to no other',
    upstreams: { a: [busy(503), 'well'] },
    config: {
      strategy: { mode: 'loadbalance' },
      retry: QUICK_RETRIES,
      targets: [{ provider: '@a' }, { provider: '@b', weight: 0 }],
    },
    calls: { a: 2 },
    from: 'a',
    used: 'config.targets[0]',
    retries: 1,
  },
  {
    name: 'are for the first party, too',
    upstreams: { claude: [busy(529), 'well'] },
    config: { provider: '@claude', retry: QUICK_RETRIES },
    calls: { claude: 2 },
    from: 'claude',
    retries: 1,
    row: { ai_org: 'anthropic' },
  },
  {
    name: 'hide nothing: a text without a shape comes through when they are spent',
    upstreams: { a: status(503, 'no healthy upstream', { 'retry-after-ms': '5' }) },
    config: QUICK,
    calls: { a: 3 },
    status: 503,
    retries: -1,
    says: ['no healthy upstream'],
  },
];

export const RETRIES: readonly Scenario[] = [
  ...usualStatuses,
  ...otherStatuses,
  ...counts,
  ...lists,
  ...brokenAnswers,
  ...streams,
  ...waits,
  ...inTargets,
];
