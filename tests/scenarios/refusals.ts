/** Answers that are successes by their status and refusals by their stop reason: `strategy.on_stop_reasons`. */
import { expect } from 'vitest';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { answer, misbehave, refusal } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { failing, TOKENS } from './scenario.ts';
import type { Question, Scenario, UpstreamName } from './scenario.ts';

const REFUSED = refusal('Not for me to say.', 'cyber');
/** 12 tokens in and 42 out, of Sonnet 4. */
const COST_OF_A_REFUSAL = 12 * 3000 + 42 * 15_000;
const STREAM: Question = { stream: true };
const WAYS = [
  ['a whole answer', {}],
  ['a stream', STREAM],
] satisfies [string, Question][];

const onRefusal = (names: readonly UpstreamName[], more: JsonRecord = {}): JsonRecord => ({
  strategy: { mode: 'fallback', on_stop_reasons: ['refusal'] },
  targets: names.map((name) => ({ provider: `@${name}` })),
  ...more,
});

const bothWays: Scenario[] = WAYS.flatMap(([way, ask]): Scenario[] => [
  {
    name: `is asked of the next: ${way}`,
    upstreams: { a: REFUSED },
    config: onRefusal(['a', 'b']),
    ask,
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    discarded: COST_OF_A_REFUSAL,
    attempts: ['targets[0] @a 200 stop_refusal', 'targets[1] @b 200 answered'],
    notes: ['config.targets[0]: fell through with the stop reason refusal'],
  },
  {
    name: `is the answer when all refuse, as the last one worded it: ${way}`,
    upstreams: { a: refusal('Not for me.'), b: REFUSED },
    config: onRefusal(['a', 'b']),
    ask,
    calls: { a: 1, b: 1 },
    used: 'config.targets[1]',
    says: ['"stop_reason":"refusal"', 'Not for me to say.', '"category":"cyber"'],
    cost: 'some',
    discarded: COST_OF_A_REFUSAL,
    row: { is_success: true, outcome: 'complete', time_to_first_byte_ms: expect.any(Number) },
    attempts: ['targets[0] @a 200 stop_refusal', 'targets[1] @b 200 stop_refusal'],
  },
  {
    name: `is an answer like another where nothing is said of it: ${way}`,
    upstreams: { a: REFUSED },
    config: onRefusal(['a', 'b'], { strategy: { mode: 'fallback' } }),
    ask,
    calls: { a: 1 },
    used: 'config.targets[0]',
    says: ['"stop_reason":"refusal"'],
    cost: 'some',
    attempts: ['targets[0] @a 200 answered'],
  },
  {
    name: `gives way to the error of the next, which is the last word: ${way}`,
    upstreams: { a: REFUSED, b: failing(503) },
    config: onRefusal(['a', 'b']),
    ask,
    calls: { a: 1, b: 1 },
    used: 'config.targets[1]',
    status: 503,
    discarded: COST_OF_A_REFUSAL,
  },
  {
    name: `is not kept for the next who asks: ${way}`,
    upstreams: { a: [REFUSED, 'well'] },
    config: onRefusal(['a'], { cache: { mode: 'simple' } }),
    steps: [
      { ask, calls: { a: 1 }, used: 'config.targets[0]', cache: 'MISS', cost: 'some' },
      { ask, calls: { a: 1 }, used: 'config.targets[0]', cache: 'MISS', from: 'a' },
      { ask, used: 'config.targets[0]', cache: 'HIT', from: 'a' },
    ],
  },
  {
    name: `inside a strategy is for the fallback around it: ${way}`,
    upstreams: { a: REFUSED },
    config: onRefusal([], {
      targets: [
        { strategy: { mode: 'fallback' }, targets: [{ provider: '@a' }, { provider: '@c' }] },
        { provider: '@b' },
      ],
    }),
    ask,
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    discarded: COST_OF_A_REFUSAL,
  },
]);

const half = answer([text('Half of an answer, and then?')], { stopReason: 'refusal', usage: TOKENS });

export const REFUSALS: readonly Scenario[] = [
  ...bothWays,
  {
    name: 'after content falls through as a whole answer',
    upstreams: { a: half },
    config: onRefusal(['a', 'b']),
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    discarded: 4_500_000,
  },
  {
    name: 'after content is too late in a stream, and the log says so',
    upstreams: { a: half },
    config: onRefusal(['a', 'b']),
    ask: STREAM,
    calls: { a: 1 },
    used: 'config.targets[0]',
    says: ['Half of an', '"stop_reason":"refusal"'],
    attempts: ['targets[0] @a 200 stop_refusal'],
    notes: ['config.targets[0]: too late to fall through with the stop reason refusal'],
  },
  {
    name: 'is one stop reason of several that may be listed',
    upstreams: { a: answer([text('Far too lo')], { stopReason: 'max_tokens', usage: TOKENS }) },
    config: onRefusal(['a', 'b'], { strategy: { mode: 'fallback', on_stop_reasons: ['max_tokens', 'refusal'] } }),
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
    discarded: 4_500_000,
  },
  {
    name: 'that trickles in is held back to its end',
    upstreams: { a: misbehave(REFUSED, { splitBytes: 7, silenceBetweenEvents: 20 }) },
    config: onRefusal(['a']),
    ask: STREAM,
    calls: { a: 1 },
    used: 'config.targets[0]',
    says: ['Not for me to say.'],
    cost: 'some',
  },
  {
    name: 'does not stop failures from falling through as ever',
    upstreams: { a: failing(503) },
    config: onRefusal(['a', 'b']),
    calls: { a: 1, b: 1 },
    from: 'b',
    used: 'config.targets[1]',
  },
];
