/** Why the provider's prompt cache was missed, and what that cost: reported in the row, also where no body is kept. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ tollgate: { env: { TOLLGATE_STORE_BODIES: 'off' } } });
});
afterAll(() => world.close());

let session = 0;
beforeEach(() => (session += 1));

const WASTED = 5000 * (4125 - 330);
const SYSTEM = [{ type: 'text', text: `You mend programs. ${'Carefully. '.repeat(200)}` }];
const FIRST = { role: 'user', content: [{ type: 'text', text: 'Hello', cache_control: { type: 'ephemeral' } }] };
/** As Claude Code has it: the mark has moved on to the newest message. */
const HISTORY = [
  { role: 'user', content: 'Hello' },
  { role: 'assistant', content: 'Hi.' },
  { role: 'user', content: [{ type: 'text', text: 'More', cache_control: { type: 'ephemeral' } }] },
];

/** The row of a request of which so much was read from the cache and written to it. */
async function turn(body: object, used: { cacheRead?: number; cacheWrite5m?: number }) {
  world.fake.onMessages(() => answer([text('Hi.')], { usage: { input: 10, output: 5, ...used } }));
  const { id } = await world.ask({
    headers: { 'x-claude-code-session-id': `session-${session}` },
    body: { model: 'claude-sonnet-4-5', max_tokens: 50, system: SYSTEM, tools: [], messages: [FIRST], ...body },
  });
  return world.row(id);
}

it('the first turn writes, the next one reads, and the marks that move on are no change', async () => {
  expect(await turn({}, { cacheWrite5m: 5000 })).toMatchObject({
    prompt_cache_verdict: 'first_use',
    prompt_cache_wasted_nano_usd: 0,
    // 25 % more than fresh tokens, at 3.30 dollars for a million in this region.
    prompt_cache_saved_nano_usd: -4_125_000,
  });
  expect(await turn({ messages: HISTORY }, { cacheRead: 5000, cacheWrite5m: 40 })).toMatchObject({
    prompt_cache_verdict: 'hit',
    prompt_cache_missed_tokens: 0,
    prompt_cache_saved_nano_usd: 5000 * (3300 - 330) - 40 * (4125 - 3300),
  });
});

it('a system prompt with the time of day in it is found, with its place and its price', async () => {
  await turn({}, { cacheWrite5m: 5000 });
  const clock = [{ ...SYSTEM[0], text: `${SYSTEM[0]?.text.slice(0, 1200)} 10:31 ${SYSTEM[0]?.text.slice(1206)}` }];
  expect(await turn({ system: clock, messages: HISTORY }, { cacheWrite5m: 5040 })).toMatchObject({
    prompt_cache_verdict: 'system_changed',
    prompt_cache_detail: expect.stringMatching(/^at byte 1,\d{3}$/),
    prompt_cache_missed_tokens: 5000,
    // 5,000 tokens at 4.125 dollars for a million in place of 0.33.
    prompt_cache_wasted_nano_usd: WASTED,
  });
});

it('an edited message and other tools are told apart', async () => {
  await turn({ messages: HISTORY }, { cacheWrite5m: 5000 });
  const edited = [HISTORY[0], { role: 'assistant', content: 'Hello there.' }, HISTORY[2]];
  expect(await turn({ messages: edited }, { cacheWrite5m: 5000 })).toMatchObject({
    prompt_cache_verdict: 'message_changed',
    prompt_cache_detail: 'message 2 of 3',
  });
  const tools = [{ name: 'Read', input_schema: { type: 'object' } }];
  expect(await turn({ messages: edited, tools }, { cacheWrite5m: 5000 })).toMatchObject({
    prompt_cache_verdict: 'tools_changed',
  });
});

it('verdicts are grouped with what they cost', async () => {
  const { data } = await world.admin(
    'GET',
    '/v1/analytics/query?group_by=cache_verdict&order_by=wasted_nano_usd&time_of_generation_min=2020-01-01&time_of_generation_max=2020-12-31',
  );
  expect(data).toEqual([]);
  const now = new Date(Date.now() + 60_000).toISOString();
  const window = `time_of_generation_min=${new Date(Date.now() - 3_600_000).toISOString()}&time_of_generation_max=${now}`;
  const groups = await world.admin(
    'GET',
    `/v1/analytics/query?group_by=cache_verdict&order_by=wasted_nano_usd&${window}`,
  );
  expect(groups['data']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: 'system_changed', requests: 1, wasted_nano_usd: WASTED, missed_tokens: 5000 }),
    ]),
  );
  const graph = await world.admin('GET', `/v1/analytics/graphs/prompt-cache?${window}`);
  expect(graph['summary']).toMatchObject({ wasted: WASTED * 3, missed: 15_000 });
});
