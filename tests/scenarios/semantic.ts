/** The semantic cache with the local model: contract#cache. What it takes for the same is measured in bench/semantic.ts. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { failing } from './scenario.ts';
import type { Question, Scenario, Step } from './scenario.ts';

const NAMESPACE = 'x-portkey-cache-namespace';
const ASKED = 'What is the capital of France?';
const IN_OTHER_WORDS = 'Tell me the capital of France.';
const TOOLS = [{ name: 'Read', description: 'Reads a file', input_schema: { type: 'object' } }];

/** The vectors are made beside the answers, and the model is loaded for the first of them: a hit is waited for. */
const PATIENCE = 20_000;
const CALLS_WHILE_WAITING = { a: [0, 400] } as const;

/**
 * After the first answer the upstream fails: whoever gets a 200 got it from the cache, and no later answer is stored. Each
 * scenario has a partition to itself.
 */
function scenario(name: string, { more = {}, steps }: { more?: JsonRecord; steps: readonly Step[] }): Scenario {
  return {
    name,
    upstreams: { a: ['well', failing(503)] },
    config: { provider: '@a', cache: { mode: 'semantic', ...more } },
    steps: steps.map((step) => ({
      ...step,
      ask: { ...step.ask, headers: { ...step.ask?.headers, [NAMESPACE]: name } },
    })),
  };
}

const ask = (words: string, body: JsonRecord = {}, more: Question = {}): Question => ({
  ...more,
  body: { messages: [{ role: 'user', content: words }], ...body },
});
const first = (question: Question): Step => ({ ask: question, calls: { a: 1 }, from: 'a', cache: 'SEMANTIC MISS' });
const hit = (question: Question): Step => ({
  ask: question,
  patience: PATIENCE,
  calls: CALLS_WHILE_WAITING,
  from: 'a',
  cache: 'SEMANTIC HIT',
  attempts: [],
  notes: ['answered from a question that means the same'],
});
const miss = (question: Question): Step => ({ ask: question, calls: { a: 1 }, status: 503, cache: 'SEMANTIC MISS' });

/** Close in words, or the same words in another place: each has to be asked. */
const OTHERS: readonly (readonly [string, Question])[] = [
  ['another name', ask('What is the capital of Italy?')],
  ['another question', ask('When was the capital of France founded?')],
  ['a negation', ask('What is not the capital of France?')],
  ['another system prompt', ask(IN_OTHER_WORDS, { system: 'Answer in French.' })],
  ['another model', ask(IN_OTHER_WORDS, { model: 'claude-sonnet-4-5-20250929' })],
  ['another parameter', ask(IN_OTHER_WORDS, { max_tokens: 7 })],
  [
    'another conversation',
    {
      body: {
        messages: [
          { role: 'user', content: 'Hello.' },
          { role: 'assistant', content: 'Hello!' },
          { role: 'user', content: IN_OTHER_WORDS },
        ],
      },
    },
  ],
];

export const SEMANTIC: readonly Scenario[] = [
  scenario('answers what means the same, and what is the same to the letter as ever', {
    steps: [
      first(ask(ASKED)),
      hit(ask(IN_OTHER_WORDS)),
      { ask: ask(ASKED), from: 'a', cache: 'HIT', attempts: [] },
      {
        ...hit(ask(IN_OTHER_WORDS, {}, { stream: true })),
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      },
    ],
  }),
  ...OTHERS.map(([what, other]) =>
    scenario(`asks for ${what}`, { steps: [first(ask(ASKED)), hit(ask(IN_OTHER_WORDS)), miss(other)] }),
  ),
  scenario('asks for another number', {
    steps: [
      first(ask('What does the HTTP status code 404 mean?')),
      hit(ask('What is the meaning of HTTP status code 404?')),
      miss(ask('What is the meaning of HTTP status code 403?')),
    ],
  }),
  scenario('is no cache for answers that act', {
    steps: [
      { ask: ask(ASKED, { tools: TOOLS }), calls: { a: 1 }, from: 'a', cache: 'MISS' },
      { ask: ask(IN_OTHER_WORDS, { tools: TOOLS }), calls: { a: 1 }, status: 503, cache: 'MISS' },
    ],
  }),
  scenario('is one when the config says that they may', {
    more: { with_tools: true },
    steps: [first(ask(ASKED, { tools: TOOLS })), hit(ask(IN_OTHER_WORDS, { tools: TOOLS }))],
  }),
  scenario('forgets what is refreshed in other words', {
    steps: [
      first(ask(ASKED)),
      hit(ask(IN_OTHER_WORDS)),
      {
        ask: ask(IN_OTHER_WORDS, {}, { headers: { 'x-portkey-cache-force-refresh': 'true' } }),
        calls: { a: 1 },
        status: 503,
        cache: 'REFRESH',
      },
      miss(ask(IN_OTHER_WORDS)),
    ],
  }),
  scenario('is nothing that workspaces have in common', {
    steps: [
      first(ask(ASKED)),
      hit(ask(IN_OTHER_WORDS)),
      miss(ask(IN_OTHER_WORDS, {}, { key: 'neighbour' })),
      miss(ask(ASKED, {}, { key: 'neighbour' })),
    ],
  }),
];
