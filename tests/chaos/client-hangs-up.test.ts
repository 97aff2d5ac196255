import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, hang, hugeAnswer, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { gate, openWorld, QUESTION } from '../e2e/world.ts';
import type { World } from '../e2e/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.ask();
});
beforeEach(() => world.reset());
afterEach(async () => {
  world.fake.onMessages(() => answer([text('fine')]));
  expect((await world.ask()).status).toBe(200);
});
afterAll(() => world.close());

const STREAMED = { ...QUESTION, stream: true };
/** Twenty deltas of sixteen letters. */
const STORY = answer([text('0123456789abcdef'.repeat(20))], { usage: { input: 1000, cacheRead: 500, output: 9000 } });

/** The one row of that trace, once it is there. */
const rowOf = (trace: string) =>
  vi.waitFor(async () => {
    const rows = await world.rows(`trace_id=${trace}`);
    expect(rows).toHaveLength(1);
    return rows[0] ?? {};
  });

describe('a client that hangs up', () => {
  it.each([true, false])('before the first byte cancels the upstream at once (stream: %s)', async (stream) => {
    world.fake.onMessages(() => hang());
    const trace = `before-first-${String(stream)}`;
    const sent = world.begin({ headers: { 'x-portkey-trace-id': trace } });
    sent.end(JSON.stringify({ ...QUESTION, stream }));
    await vi.waitFor(() => expect(world.calls()).toHaveLength(1));
    const left = Date.now();
    sent.destroy();
    await vi.waitFor(() => expect(world.calls()[0]?.aborted).toBe(true));
    expect(Date.now() - left).toBeLessThan(1000);
    expect(await rowOf(trace)).toMatchObject({
      response_status_code: 499,
      outcome: 'client_closed',
      is_success: false,
      input_tokens: null,
      cost_nano_usd: null,
      // The upstream had the whole request, and may bill it.
      unpriced: true,
      attempts: [{ reason: 'client_closed', provider: 'vertex-prod' }],
    });
    expect(world.calls()).toHaveLength(1);
  });

  it('in mid-stream cancels the upstream at once, and pays for what came', async () => {
    const { passed } = gate();
    // Ten deltas are out, then the upstream pauses to think.
    world.fake.onMessages(() => misbehave(STORY, { holdBefore: { event: 13, until: passed } }));
    const live = await world.open({ body: STREAMED });
    await vi.waitFor(() => expect(live.events()).toHaveLength(13));
    live.hangUp();
    await vi.waitFor(() => expect(world.calls()[0]?.aborted).toBe(true));
    const row = await world.row(live.id);
    expect(row).toMatchObject({
      response_status_code: 499,
      outcome: 'client_closed',
      input_tokens: 1000,
      cache_read_tokens: 500,
    });
    const output = Number(row['output_tokens']);
    // 160 letters, some 40 tokens.
    expect(output).toBeGreaterThanOrEqual(20);
    expect(output).toBeLessThanOrEqual(60);
    expect(row['cost_nano_usd']).toBe(1000 * 3000 + 500 * 300 + output * 15_000);
    expect(String(row['notes'])).toContain('estimated');
  });

  it('while a burst of events is on its way is noticed in the burst', async () => {
    world.fake.onMessages(() => hugeAnswer(256 * 1024 * 1024));
    const live = await world.open({ body: STREAMED });
    await live.sees('text_delta');
    live.hangUp();
    await vi.waitFor(() => expect(world.calls()[0]?.aborted).toBe(true));
    expect(world.calls()[0]?.written).toBeLessThan(200 * 1024 * 1024);
    expect(await world.row(live.id)).toMatchObject({ outcome: 'client_closed', input_tokens: 10 });
  });

  it('while it does not read is noticed too', async () => {
    world.fake.onMessages(() => hugeAnswer(256 * 1024 * 1024));
    const live = await world.open({ body: STREAMED });
    live.response.pause();
    await standsStill(() => world.calls()[0]?.written ?? 0);
    live.hangUp();
    await vi.waitFor(() => expect(world.calls()[0]?.aborted).toBe(true), 5000);
    expect(await world.row(live.id)).toMatchObject({ outcome: 'client_closed' });
  });

  it('while the token is still being fetched sends nothing to the model', async () => {
    world.fake.tokens.revokeAll();
    world.fake.tokens.delay = 400;
    const sent = world.begin({ headers: { 'x-portkey-trace-id': 'during-token' } });
    sent.end(JSON.stringify(STREAMED));
    await vi.waitFor(() => expect(world.tokenCalls()).toBe(1));
    // The refused first try does not count.
    expect(world.calls().map((call) => call.status)).toEqual([401]);
    sent.destroy();
    const row = await rowOf('during-token');
    world.fake.tokens.delay = 0;
    expect(row).toMatchObject({ response_status_code: 499, outcome: 'client_closed' });
    expect(world.calls().map((call) => call.status)).toEqual([401]);
  });

  it('and asks again at once finds nothing of the first in its way', async () => {
    world.fake.onMessages(({ turn }) => (turn % 2 === 0 ? hang() : STORY));
    for (let round = 0; round < 20; round += 1) {
      const sent = world.begin();
      sent.end(JSON.stringify(STREAMED));
      await new Promise((resolve) => setTimeout(resolve, 5));
      sent.destroy();
    }
    await vi.waitFor(() => expect(world.calls().filter((call) => !call.aborted && call.status === 0)).toEqual([]));
    world.fake.onMessages(() => STORY);
    const answered = await world.ask({ body: STREAMED });
    expect(answered.events.at(-1)).toBe('message_stop');
  });
});

/** Resolves when the number has not moved for two looks. */
async function standsStill(read: () => number): Promise<void> {
  let before = -1;
  await vi.waitFor(
    () => {
      const now = read();
      const stands = now > 0 && now === before;
      before = now;
      expect(stands).toBe(true);
    },
    { interval: 200, timeout: 8000 },
  );
}
