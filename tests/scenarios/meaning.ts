/** The semantic cache over a provider's embeddings: `@b` and `@c` make vectors by the letters of a text. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { hang } from '../../testkit/upstream/answer.ts';
import { failing, fallback, type Question, type Scenario, type Step } from './scenario.ts';

type Played = Scenario & { steps: readonly Step[] };

const meaning = (model: string, more: JsonRecord = {}): JsonRecord => {
  return { cache: { mode: 'semantic', embedding_model: model, ...more } };
};
const BY_B: JsonRecord = { provider: '@a', ...meaning('@b/text-embedding-005') };

const asking = (content: string, more: JsonRecord = {}): Question => ({
  body: { messages: [{ role: 'user', content }], ...more },
});
const WHY = asking('Why is the sky blue?');
const WHAT = asking('What makes the sky blue?');
const NOT = asking("Why isn't the sky blue?");

const MISS: Step = { ask: WHY, calls: { a: 1, b: 1 }, from: 'a', cache: 'SEMANTIC MISS' };
const HIT: Step = { ask: WHAT, calls: { b: 1 }, from: 'a', cache: 'SEMANTIC HIT', attempts: [] };
const EXACT: Step = { ask: WHY, calls: {}, from: 'a', cache: 'HIT', attempts: [] };
const PASSED_OVER = 'The semantic cache was passed over: ';

const TOOL: JsonRecord = { name: 'Bash', input_schema: { type: 'object' } };

const found: Played[] = [
  { name: 'finds a question that means the same', config: BY_B, steps: [MISS, { ...HIT, notes: ['means the same'] }] },
  { name: 'looks for the very words first, and asks nobody for that', config: BY_B, steps: [MISS, EXACT] },
  {
    name: 'tells what it found as a stream',
    config: BY_B,
    steps: [
      MISS,
      {
        ...HIT,
        ask: { ...WHAT, stream: true },
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      },
    ],
  },
  {
    name: 'tells a stored stream as a whole answer',
    config: BY_B,
    steps: [
      { ...MISS, ask: { ...WHY, stream: true } },
      { ...HIT, headers: { 'content-type': 'application/json' } },
    ],
  },
  { name: 'passes over what differs in a word that matters', config: BY_B, steps: [MISS, { ...MISS, ask: NOT }] },
  {
    name: 'passes over other parameters',
    config: BY_B,
    steps: [MISS, { ...MISS, ask: asking('What makes the sky blue?', { max_tokens: 7 }) }],
  },
  {
    name: 'leaves requests with tools to the exact cache',
    config: BY_B,
    steps: [{ ask: asking('Why is the sky blue?', { tools: [TOOL] }), calls: { a: 1 }, from: 'a', cache: 'MISS' }],
  },
  {
    name: 'is refreshed with all that mean the same',
    config: BY_B,
    steps: [
      MISS,
      { ...MISS, ask: { ...WHAT, headers: { 'x-portkey-cache-force-refresh': 'true' } }, cache: 'REFRESH' },
      // The vector of this one is still known.
      { ...HIT, ask: WHY, calls: {} },
    ],
  },
  {
    name: 'works for a saved config, and for every key of the workspace',
    config: BY_B,
    saved: true,
    steps: [MISS, { ...HIT, ask: { ...WHAT, key: 'other' } }],
  },
  {
    name: 'asks for a vector once, however many targets it comes to',
    upstreams: { a: failing(503) },
    config: fallback(['a', 'c'], meaning('@b/text-embedding-005')),
    steps: [
      { ask: WHY, calls: { a: 1, b: 1, c: 1 }, from: 'c', used: 'config.targets[1]', cache: 'SEMANTIC MISS' },
      { ...HIT, from: 'c', used: 'config.targets[0]' },
    ],
  },
];

const apart: Played[] = [
  {
    name: 'never compares vectors of two models, be they of one length or not',
    config: {
      strategy: {
        mode: 'conditional',
        conditions: [
          { query: { 'headers.x-by': 'length' }, then: 'length' },
          { query: { 'headers.x-by': 'model' }, then: 'model' },
        ],
        default: 'first',
      },
      targets: [
        { name: 'first', ...BY_B },
        { name: 'model', provider: '@a', ...meaning('@b/text-embedding-004') },
        { name: 'length', provider: '@a', ...meaning('@b/gemini-embedding-001') },
      ],
    },
    steps: [
      { ...MISS, used: 'config.targets[0]' },
      { ...MISS, ask: { ...WHAT, headers: { 'x-by': 'model' } }, used: 'config.targets[1]' },
      {
        ...MISS,
        ask: { ...asking('So what makes the sky blue?'), headers: { 'x-by': 'length' } },
        used: 'config.targets[2]',
      },
    ],
  },
];

const away: Played[] = [
  {
    name: 'goes on without an embedder that is down, and says so; the exact cache works',
    upstreams: { b: failing(503) },
    config: BY_B,
    steps: [{ ...MISS, notes: [PASSED_OVER] }, { ...MISS, ask: WHAT, notes: [PASSED_OVER] }, EXACT],
  },
  {
    name: 'goes on without an embedder that hangs, after a second',
    upstreams: { b: hang() },
    config: BY_B,
    steps: [{ ...MISS, notes: [`${PASSED_OVER}The semantic cache took longer than 1000 ms.`], within: 5000 }, EXACT],
  },
  {
    name: 'goes on without an embedder that is not there',
    config: { provider: '@a', ...meaning('@nobody/text-embedding-005') },
    steps: [{ ...MISS, calls: { a: 1 }, notes: ['There is no provider "@nobody"'] }, EXACT],
  },
  {
    name: 'goes on without a provider that makes no embeddings',
    config: { provider: '@a', ...meaning('@claude/text-embedding-005') },
    steps: [{ ...MISS, calls: { a: 1 }, notes: ['makes no embeddings'] }, EXACT],
  },
  {
    name: 'comes back with its embedder',
    upstreams: { b: [failing(429), 'well'] },
    config: BY_B,
    steps: [
      { ...MISS, notes: [PASSED_OVER] },
      { ...MISS, ask: NOT },
      { ...MISS, ask: WHAT },
    ],
  },
];

/** The questions are the same everywhere: a system prompt keeps the scenarios apart. */
function alone(scenario: Played): Scenario {
  const steps = scenario.steps.map((step) => {
    return { ...step, ask: { ...step.ask, body: { system: scenario.name, ...step.ask?.body } } };
  });
  return { ...scenario, steps };
}

export const MEANING: readonly Scenario[] = [...found, ...apart, ...away].map(alone);
