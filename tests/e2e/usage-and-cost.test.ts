import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer, misbehave, status } from '../../testkit/upstream/answer.ts';
import { text, thinking, webSearch } from '../../testkit/upstream/scripted-message.ts';
import type { ScriptedUsage } from '../../testkit/upstream/scripted-message.ts';
import { expectError, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  for (const [slug, region] of [
    ['vertex-global', 'global'],
    ['vertex-us', 'us-east5'],
  ] as const) {
    await world.admin('POST', '/v1/integrations', {
      name: slug,
      slug,
      ai_provider_id: 'vertex-ai',
      configurations: {
        vertex_region: region,
        vertex_service_account_json: world.fake.serviceAccount,
        custom_host: world.fake.url,
      },
    });
  }
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** Dollars per million tokens, from the public price list, as nano-dollars a token. */
const per = (dollars: number): number => dollars * 1000;

interface Case {
  model: string;
  provider: string;
  usage: Partial<ScriptedUsage>;
  cost: number;
}

const CASES: Record<string, Case> = {
  'plain input and output': {
    model: 'claude-sonnet-4-20250514',
    provider: '@vertex-us',
    usage: { input: 1234, output: 567 },
    cost: 1234 * per(3) + 567 * per(15),
  },
  'cache reads and both kinds of cache writes': {
    model: 'claude-sonnet-4-20250514',
    provider: '@vertex-us',
    usage: { input: 4, cacheRead: 90_001, cacheWrite5m: 1001, cacheWrite1h: 707, output: 33 },
    cost: 4 * per(3) + 90_001 * per(0.3) + 1001 * per(3.75) + 707 * per(6) + 33 * per(15),
  },
  'a newer model in a region, which costs ten per cent more': {
    model: 'claude-sonnet-4-6',
    provider: '@vertex-us',
    usage: { input: 1001, cacheRead: 7, cacheWrite1h: 3, output: 11 },
    cost: 1001 * 3300 + 7 * 330 + 3 * 6600 + 11 * 16_500,
  },
  'the same at the global endpoint, which does not': {
    model: 'claude-sonnet-4-6',
    provider: '@vertex-global',
    usage: { input: 1001, cacheRead: 7, cacheWrite1h: 3, output: 11 },
    cost: 1001 * per(3) + 7 * per(0.3) + 3 * per(6) + 11 * per(15),
  },
  Opus: {
    model: 'claude-opus-4-8',
    provider: '@vertex-global',
    usage: { input: 10, cacheRead: 20, cacheWrite5m: 30, cacheWrite1h: 40, output: 50 },
    cost: 10 * per(5) + 20 * per(0.5) + 30 * per(6.25) + 40 * per(10) + 50 * per(25),
  },
  'thinking, which is part of the output': {
    model: 'claude-opus-4-8',
    provider: '@vertex-global',
    usage: { input: 10, output: 500, thinking: 450 },
    cost: 10 * per(5) + 500 * per(25),
  },
  'web searches, a cent each': {
    model: 'claude-opus-4-8',
    provider: '@vertex-global',
    usage: { input: 10, output: 20, webSearches: 3 },
    cost: 10 * per(5) + 20 * per(25) + 3 * 10_000_000,
  },
  'nothing at all': { model: 'claude-opus-4-8', provider: '@vertex-global', usage: { input: 0, output: 0 }, cost: 0 },
};

describe.each(Object.entries(CASES))('%s', (_name, { model, provider, usage, cost }) => {
  it.each([true, false])('is counted and charged exactly (stream: %s)', async (stream) => {
    const blocks = [thinking('hm'), ...webSearch('news', [{ title: 'a', url: 'https://a.example' }]), text('fine')];
    world.fake.onMessages(() => answer(blocks, { usage }));
    const answered = await world.ask({ provider, body: { ...QUESTION, model, stream } });
    expect(answered.status).toBe(200);
    expect(world.calls()).toHaveLength(1);
    const counts = { input: 12, output: 42, ...usage };
    expect(await world.row(answered.id)).toMatchObject({
      input_tokens: counts.input,
      output_tokens: counts.output,
      cache_read_tokens: usage.cacheRead ?? 0,
      cache_write_5m_tokens: usage.cacheWrite5m ?? 0,
      cache_write_1h_tokens: usage.cacheWrite1h ?? 0,
      thinking_tokens: usage.thinking ?? 0,
      web_search_requests: usage.webSearches ?? 0,
      req_units: counts.input + (usage.cacheRead ?? 0) + (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0),
      res_units: counts.output,
      cost_nano_usd: Math.round(cost),
      cost: Math.round(cost) / 10_000_000,
      unpriced: false,
      price_book: expect.stringContaining('@'),
    });
  });
});

describe('a model that the price book does not know', () => {
  it.each([true, false])('is counted and flagged, never free (stream: %s)', async (stream) => {
    const usage = { input_tokens: 5, output_tokens: 7 };
    const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-future-9', content: [], usage };
    world.fake.onMessages(() => status(200, { ...message, stop_reason: 'end_turn' }));
    const answered = await world.ask({ body: { ...QUESTION, model: 'claude-sonnet-5-5', stream } });
    expect(answered.status).toBe(200);
    expect(await world.row(answered.id)).toMatchObject({
      input_tokens: 5,
      output_tokens: 7,
      cost_nano_usd: null,
      cost: null,
      unpriced: true,
      price_book: expect.stringContaining('@'),
    });
  });

  it('and that nobody serves has nothing to price', async () => {
    const answered = await world.ask({ body: { ...QUESTION, model: 'claude-future-9' } });
    expect(answered.status).toBe(404);
    expect(await world.row(answered.id)).toMatchObject({ unpriced: false, cost_nano_usd: null, price_book: null });
  });
});

describe('what an answer is billed for outside of its totals', () => {
  it.each([true, false])('is counted and charged, a compaction as well as an advisor (stream: %s)', async (stream) => {
    const iterations = [
      { type: 'compaction', input_tokens: 90_000, output_tokens: 1500 },
      { type: 'message', input_tokens: 10, output_tokens: 5 },
      { type: 'advisor_message', model: 'claude-opus-4-8', input_tokens: 2000, output_tokens: 300 },
    ];
    const usage = { input_tokens: 10, output_tokens: 5, iterations };
    const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-6', content: [], usage };
    world.fake.onMessages(() => status(200, { ...message, stop_reason: 'end_turn' }));
    const answered = await world.ask({ body: { ...QUESTION, model: 'claude-sonnet-4-6', stream } });
    expect(answered.status).toBe(200);
    // $3 and $15 a million, the advisor $5 and $25; a tenth more in a region.
    const cost = 90_010 * 3300 + 1505 * 16_500 + 2000 * 5500 + 300 * 27_500;
    expect(await world.row(answered.id)).toMatchObject({
      input_tokens: 92_010,
      output_tokens: 1805,
      cost_nano_usd: cost,
      unpriced: false,
    });
  });
});

describe('usage that the upstream does not report', () => {
  it('is not made up', async () => {
    world.fake.onMessages(() => status(200, { id: 'msg_1', type: 'message', content: [] }));
    const answered = await world.ask();
    expect(answered.status).toBe(200);
    expect(await world.row(answered.id)).toMatchObject({
      input_tokens: null,
      cost_nano_usd: null,
      unpriced: true,
      notes: expect.arrayContaining(['Unpriced: config: usage could not be read.']),
    });
  });

  it('or reports as nonsense does not break the answer', async () => {
    const usage = { input_tokens: -5, output_tokens: 'many', cache_read_input_tokens: 1e300 };
    world.fake.onMessages(() => status(200, { id: 'msg_1', type: 'message', content: [], usage }));
    const answered = await world.ask();
    expect(answered.json).toMatchObject({ usage });
    const named = /usage\.input_tokens.*usage\.output_tokens.*usage\.cache_read_input_tokens/;
    expect(await world.row(answered.id)).toMatchObject({
      is_success: true,
      output_tokens: null,
      unpriced: true,
      notes: expect.arrayContaining([expect.stringMatching(named)]),
    });
  });

  it('because it is no answer at all is a failure, and nothing is charged', async () => {
    world.fake.onMessages(() => status(200, 'OK, but what?'));
    for (const stream of [true, false]) {
      const answered = await world.ask({ body: { ...QUESTION, stream } });
      expectError(answered, 502, 'api_error');
      expect(await world.row(answered.id)).toMatchObject({
        is_success: false,
        input_tokens: null,
        cost_nano_usd: null,
      });
    }
  });
});

describe('an aborted stream', () => {
  it('is charged for the input it was billed and the output that came', async () => {
    const usage = { input: 2000, cacheRead: 300, cacheWrite5m: 40, output: 9999 };
    const story = answer([text('0123456789abcdef'.repeat(40))], { usage });
    world.fake.onMessages(() => misbehave(story, { cutAfterEvents: 23 }));
    const answered = await world.ask({ body: { ...QUESTION, stream: true } });
    expect(answered.events.at(-1)).toBe('error');
    const row = await world.row(answered.id);
    const output = Number(row['output_tokens']);
    // Twenty deltas of sixteen letters: 320 letters, some 80 tokens.
    expect(output).toBeGreaterThanOrEqual(40);
    expect(output).toBeLessThanOrEqual(120);
    expect(row).toMatchObject({
      input_tokens: 2000,
      cache_read_tokens: 300,
      cache_write_5m_tokens: 40,
      unpriced: false,
    });
    expect(row['cost_nano_usd']).toBe(2000 * 3000 + 300 * 300 + 40 * 3750 + output * 15_000);
  });
});
