/** Sessions that change their account in mid-conversation: provider-wire F4, items 8 and 22. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { answer, status } from '../../testkit/upstream/answer.ts';
import { text, thinking, toolUse } from '../../testkit/upstream/scripted-message.ts';
import { failing, fallback } from './scenario.ts';
import type { Scenario } from './scenario.ts';

const AB = fallback(['a', 'b']);
const THOUGHT = thinking('I should look first.');
const CALL = toolUse('Bash', { command: 'ls' }, 'toolu_vrtx_01abc');
const RESULT = { type: 'tool_result', tool_use_id: 'toolu_vrtx_01abc', content: 'two files' };
const ASKED = { role: 'user', content: 'What is here?' };

/** The second turn: Claude has thought and called a tool, and gets the result. */
const SECOND_TURN: JsonRecord = {
  messages: [
    ASKED,
    { role: 'assistant', content: [THOUGHT, text('I look.'), CALL] },
    { role: 'user', content: [RESULT] },
  ],
};
const WITHOUT_THOUGHT = [
  ASKED,
  { role: 'assistant', content: [text('I look.'), CALL] },
  { role: 'user', content: [RESULT] },
];
/** And the third: two thoughts, the first by the first account. */
const LATER_THOUGHT = thinking('Two files, then.');
const THIRD_TURN: JsonRecord = {
  messages: [
    ...(SECOND_TURN['messages'] as unknown[]),
    { role: 'assistant', content: [LATER_THOUGHT, text('Two files.')] },
    { role: 'user', content: 'Thanks.' },
  ],
};
const WITHOUT_FIRST_THOUGHT = [
  ...WITHOUT_THOUGHT,
  { role: 'assistant', content: [LATER_THOUGHT, text('Two files.')] },
  { role: 'user', content: 'Thanks.' },
];

const CACHING = answer([THOUGHT, text('I look.'), CALL], { usage: { input: 5, cacheWrite5m: 20_000, output: 200 } });
const FIRST = {
  ask: { session: 'one', body: { messages: [ASKED] } },
  calls: { a: 1 },
  used: 'config.targets[0]',
  cost: 'some',
} as const;
const MOVED = { calls: { a: 1, b: 1 }, from: 'b', used: 'config.targets[1]' } as const;
const REFUSED = status(400, {
  type: 'error',
  error: { type: 'invalid_request_error', message: 'messages.1.content.0: Invalid `signature` in `thinking` block' },
});
const THINKING = { type: 'enabled', budget_tokens: 1024 };

export const SESSIONS: readonly Scenario[] = [
  {
    name: 'that move leave their thinking behind, keep their tools, and the row counts the lost prompt cache',
    upstreams: { a: [CACHING, failing(503)] },
    config: AB,
    steps: [
      { ...FIRST, row: { prompt_cache_lost_tokens: null } },
      {
        ...MOVED,
        ask: { session: 'one', body: SECOND_TURN },
        notes: ['The session changed its account: 1 thinking blocks of the old one were left out.'],
        row: { prompt_cache_lost_tokens: 20_000 },
        sent: { a: { messages: SECOND_TURN['messages'] }, b: { messages: WITHOUT_THOUGHT } },
      },
    ],
  },
  {
    name: 'that have moved leave the old thinking behind in every later turn, and keep the new',
    upstreams: { a: [CACHING, failing(503)] },
    config: AB,
    steps: [
      FIRST,
      { ...MOVED, ask: { session: 'one', body: SECOND_TURN } },
      {
        ...MOVED,
        ask: { session: 'one', body: THIRD_TURN },
        row: { prompt_cache_lost_tokens: null },
        sent: { b: { messages: WITHOUT_FIRST_THOUGHT } },
      },
    ],
  },
  {
    name: 'that move think no more for a turn that would have to begin with a thought',
    upstreams: { a: [CACHING, failing(503)] },
    config: AB,
    steps: [
      FIRST,
      {
        ...MOVED,
        ask: { session: 'one', body: { ...SECOND_TURN, thinking: THINKING, max_tokens: 2000 } },
        sent: { a: { thinking: THINKING }, b: { thinking: { type: 'disabled' }, messages: WITHOUT_THOUGHT } },
      },
    ],
  },
  {
    name: 'that stay keep every byte',
    upstreams: { a: [CACHING, 'well'] },
    config: AB,
    steps: [
      FIRST,
      {
        ask: { session: 'one', body: SECOND_TURN },
        calls: { a: 1 },
        from: 'a',
        used: 'config.targets[0]',
        sent: { a: { messages: SECOND_TURN['messages'] } },
        row: { prompt_cache_lost_tokens: null },
      },
    ],
  },
  {
    name: 'that come back leave what the other one thought',
    upstreams: { a: ['well', failing(503), 'well'] },
    config: AB,
    steps: [
      { ...FIRST, from: 'a' },
      { ...MOVED, ask: { session: 'one', body: SECOND_TURN } },
      {
        ask: { session: 'one', body: THIRD_TURN },
        calls: { a: 1 },
        from: 'a',
        used: 'config.targets[0]',
        notes: ['The session changed its account'],
      },
    ],
  },
  {
    name: 'are not taken for each other',
    upstreams: { a: [CACHING, failing(503)] },
    config: AB,
    steps: [
      FIRST,
      { ...MOVED, ask: { session: 'two', body: SECOND_TURN }, sent: { b: { messages: SECOND_TURN['messages'] } } },
    ],
  },
  {
    name: 'of a subagent are its own',
    upstreams: { a: [CACHING, failing(503)] },
    config: AB,
    steps: [
      FIRST,
      {
        ...MOVED,
        ask: { session: 'one', headers: { 'x-claude-code-agent-id': 'agent-1' }, body: SECOND_TURN },
        sent: { b: { messages: SECOND_TURN['messages'] } },
      },
    ],
  },
  {
    name: 'without a name are left as they are',
    upstreams: { a: [CACHING, failing(503)] },
    config: AB,
    steps: [
      { ...FIRST, ask: { body: { messages: [ASKED] } } },
      { ...MOVED, ask: { body: SECOND_TURN }, sent: { b: { messages: SECOND_TURN['messages'] } } },
    ],
  },
  {
    name: 'that ask something on the side while they move are mended when the upstream refuses their thinking',
    upstreams: { a: [CACHING, failing(503)], b: ['well', REFUSED, 'well'] },
    config: AB,
    steps: [
      FIRST,
      { ...MOVED, ask: { session: 'one', body: { messages: [{ role: 'user', content: 'A title, please.' }] } } },
      {
        ...MOVED,
        calls: { a: 1, b: 2 },
        ask: { session: 'one', body: SECOND_TURN },
        sent: { b: { messages: WITHOUT_THOUGHT } },
        attempts: ['targets[0] @a 503 status_503', 'targets[1] @b 400 thinking_refused', 'targets[1] @b 200 answered'],
        notes: ['The upstream refused thinking of another account: sent again without 1 blocks.'],
      },
      { ...MOVED, ask: { session: 'one', body: THIRD_TURN }, sent: { b: { messages: WITHOUT_FIRST_THOUGHT } } },
    ],
  },
  {
    name: 'that nobody remembers are mended without any strategy',
    upstreams: { a: [REFUSED, 'well'] },
    config: { provider: '@a' },
    ask: { body: SECOND_TURN },
    calls: { a: 2 },
    from: 'a',
    sent: { a: { messages: WITHOUT_THOUGHT } },
  },
  {
    name: 'are mended once: what is refused again is told',
    upstreams: { a: REFUSED },
    config: { provider: '@a' },
    ask: { body: SECOND_TURN },
    calls: { a: 2 },
    status: 400,
    says: ['Invalid `signature` in `thinking` block'],
  },
  {
    name: 'without any thinking are not asked for again',
    upstreams: { a: REFUSED },
    config: { provider: '@a' },
    calls: { a: 1 },
    status: 400,
    says: ['Invalid `signature` in `thinking` block'],
  },
  {
    name: 'that are compacted keep the thoughts of after the move',
    upstreams: { a: [CACHING, failing(503)] },
    config: AB,
    steps: [
      FIRST,
      { ...MOVED, ask: { session: 'one', body: THIRD_TURN } },
      {
        ...MOVED,
        ask: {
          session: 'one',
          body: {
            messages: [
              { role: 'user', content: 'Summary of what was before.' },
              { role: 'assistant', content: [LATER_THOUGHT, text('Right.')] },
              { role: 'user', content: 'Go on.' },
            ],
          },
        },
      },
    ],
  },
];
