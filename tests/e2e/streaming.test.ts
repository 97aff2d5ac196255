import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer, anthropicError, errorFirst, misbehave, resetConnection } from '../../testkit/upstream/answer.ts';
import type { Manners } from '../../testkit/upstream/answer.ts';
import { text, thinking, toolUse } from '../../testkit/upstream/scripted-message.ts';
import { eventData, expectError, gate, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const STREAMED = { ...QUESTION, stream: true };
/** Events: 0 start, 1 ping, 2 block start, 3 to 12 ten deltas of sixteen letters, 13 block stop, 14 delta, 15 stop. */
const WORDS = Array.from({ length: 10 }, (_, index) => `word number 0${index}..`).join('');
const STORY = answer([text(WORDS)], { usage: { input: 1000, output: 250 } });
const NAMES = [
  'message_start',
  'ping',
  'content_block_start',
  ...Array.from({ length: 10 }, () => 'content_block_delta'),
  'content_block_stop',
  'message_delta',
  'message_stop',
];

describe('a stream', () => {
  it.each([4, 5, 9, 13])('arrives as it is sent: with %d events sent, so many are there', async (event) => {
    const { passed, pass } = gate();
    world.fake.onMessages(() => misbehave(STORY, { holdBefore: { event, until: passed } }));
    const live = await world.open({ body: STREAMED });
    await live.sees(`word number 0${Math.min(event - 4, 9)}`);
    expect(live.events()).toEqual(NAMES.slice(0, event));
    pass();
    expect((await live.ended).text).toContain('word number 09');
    expect(live.events()).toEqual(NAMES);
    const row = await world.row(live.id);
    expect(row).toMatchObject({ is_success: true, outcome: 'complete', input_tokens: 1000, output_tokens: 250 });
  });

  it('arrives whole however it is cut into pieces', async () => {
    const blocks = [
      thinking('Hm, ünïcode: 漢字 👩‍💻'),
      text('Grüße aus 北京 👋'),
      toolUse('Bash', { command: 'ls\n"x"' }),
    ];
    for (const splitBytes of [5, 61]) {
      world.fake.onMessages(() => misbehave(answer(blocks, { usage: { input: 7, output: 9 } }), { splitBytes }));
      const answered = await world.ask({ body: STREAMED });
      const joined = eventData(answered.text, 'content_block_delta')
        .map(({ delta }) => Object.values(Object(delta)).slice(1).join(''))
        .join('');
      expect(joined).toContain('漢字 👩‍💻');
      expect(joined).toContain('Grüße aus 北京 👋');
      expect(answered.text).not.toContain('\uFFFD');
      expect(answered.events.at(-1)).toBe('message_stop');
      expect(await world.row(answered.id)).toMatchObject({ input_tokens: 7, output_tokens: 9, outcome: 'complete' });
    }
  });

  it('has the headers that keep every proxy from holding it back', async () => {
    world.fake.onMessages(() => STORY);
    const { headers } = await world.ask({ body: STREAMED });
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream'),
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    expect(headers).not.toHaveProperty('content-length');
  });
});

describe('a silent upstream', () => {
  const slow = (manners: Manners) => misbehave(STORY, manners);

  it('is bridged by pings before 15 s, wherever it falls silent; but not where no stream was asked for', async () => {
    const started = Date.now();
    const passes: (() => void)[] = [];
    const hold = (): Promise<void> => {
      const { passed, pass } = gate();
      passes.push(pass);
      return passed;
    };
    const quiet = [
      async () => hold().then(() => STORY),
      () => slow({ holdBefore: { event: 0, until: hold() } }),
      () => slow({ holdBefore: { event: 2, until: hold() } }),
      () => slow({ holdBefore: { event: 6, until: hold() } }),
    ];
    const failing = async () => hold().then(() => anthropicError(429, 'rate_limit_error', 'Slow down.'));
    let next = 0;
    world.fake.onMessages(() => ([...quiet, failing, ...quiet][next++] ?? (() => STORY))());
    const opening = [];
    for (let index = 0; index < 5; index += 1) {
      opening.push(world.open({ body: STREAMED }));
      await expect.poll(() => passes.length).toBe(index + 1);
    }
    const unstreamed = world.ask({ body: QUESTION });
    await expect.poll(() => passes.length).toBe(6);
    // The fifth fails only after it was pinged: its 200 stands, so the failure comes as an event.
    const lives = await Promise.all(opening);
    const pinged = lives.map((live) => live.sees('event: ping\ndata: {"type":"ping"}\n\n'));
    await Promise.all(pinged);
    // The one in mid-stream had the upstream's own ping; it has ours when it has two.
    await expect.poll(() => lives[3]?.events().filter((name) => name === 'ping').length, { timeout: 15_000 }).toBe(2);
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(Date.now() - started).toBeGreaterThan(9_000);
    for (const pass of passes) pass();
    expect((await unstreamed).text).toMatch(/^\{"model"/);
    const texts = await Promise.all(lives.map(async (live) => (await live.ended).text));
    for (const live of lives.slice(0, 4)) {
      expect(live.events().filter((name) => name !== 'ping')).toEqual(NAMES.filter((name) => name !== 'ping'));
      expect(await world.row(live.id)).toMatchObject({ is_success: true, outcome: 'complete', output_tokens: 250 });
    }
    const [, , , , fifth] = lives;
    expect(fifth?.response.statusCode).toBe(200);
    expect(eventData(texts[4] ?? '', 'error')).toEqual([
      { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' }, request_id: fifth?.id },
    ]);
    expect(fifth?.events().at(-1)).toBe('error');
    expect(await world.row(fifth?.id ?? '')).toMatchObject({ response_status_code: 429, is_success: false });
  });
});

describe('a stream whose first event is an error, under status 200', () => {
  it.each([
    ['overloaded_error', 503, 'api_error'],
    ['api_error', 500, 'api_error'],
    ['rate_limit_error', 429, 'rate_limit_error'],
    ['invalid_request_error', 400, 'invalid_request_error'],
  ])('%s becomes a plain answer with its status', async (type, status, told) => {
    world.fake.onMessages(() => errorFirst(type, 'In so many words.'));
    const answered = await world.ask({ body: STREAMED });
    expectError(answered, status, told);
    expect(answered.message).toBe('In so many words.');
    expect(world.calls()).toHaveLength(1);
    expect(await world.row(answered.id)).toMatchObject({
      response_status_code: status,
      is_success: false,
      outcome: 'error',
    });
  });

  it('is the same when only the opening came before it', async () => {
    world.fake.onMessages(() =>
      misbehave(STORY, { errorAtEvent: { event: 3, type: 'overloaded_error', message: 'Overloaded' } }),
    );
    const answered = await world.ask({ body: STREAMED });
    expectError(answered, 503, 'api_error');
  });
});

describe('a stream that breaks', () => {
  it('with an error after content ends with that error, in the caller’s dialect', async () => {
    // Content that comes in one read with the error has not been relayed, and the attempt would be abandoned.
    const errorAtEvent = { event: 6, type: 'overloaded_error', message: 'Overloaded' };
    world.fake.onMessages(() => misbehave(STORY, { errorAtEvent, silenceBetweenEvents: 5 }));
    const answered = await world.ask({ body: STREAMED });
    expect(answered.status).toBe(200);
    expect(answered.events).toEqual([...NAMES.slice(0, 6), 'error']);
    const [error] = eventData(answered.text, 'error');
    expect(error).toMatchObject({ type: 'error', error: { message: 'Overloaded' }, request_id: answered.id });
    expect(answered.text).not.toContain('req_vrtx_');
    expect(await world.row(answered.id)).toMatchObject({
      is_success: false,
      outcome: 'upstream_cut',
      input_tokens: 1000,
    });
    expect(world.calls()).toHaveLength(1);
  });

  it.each<[string, Manners, number]>([
    ['cut between two events', { cutAfterEvents: 8 }, 8],
    ['cut inside an event', { cutInsideEvent: 8 }, 8],
    ['ended properly, but too soon', { endAfterEvents: 8 }, 8],
  ])('%s ends with an error event, never cleanly and never torn', async (_how, manners, whole) => {
    world.fake.onMessages(() => misbehave(STORY, manners));
    const answered = await world.ask({ body: STREAMED });
    expect(answered.events).toEqual([...NAMES.slice(0, whole), 'error']);
    expect(answered.text).toMatch(/\n\nevent: error\ndata: \{[^\n]+\}\n\n$/);
    expect(eventData(answered.text, 'error')).toMatchObject([
      { error: { type: 'api_error' }, request_id: answered.id },
    ]);
    const row = await world.row(answered.id);
    expect(row).toMatchObject({
      is_success: false,
      outcome: 'upstream_cut',
      error_code: 'upstream_cut',
      unpriced: false,
    });
    // Five deltas of sixteen letters are some 20 tokens; an estimate may be off by half, and the charge follows it.
    const output = Number(row['output_tokens']);
    expect(output).toBeGreaterThanOrEqual(10);
    expect(output).toBeLessThanOrEqual(30);
    expect(row).toMatchObject({ input_tokens: 1000, cost_nano_usd: 1000 * 3000 + output * 15_000 });
    expect(String(row['notes'])).toContain('estimated');
    expect(world.calls()).toHaveLength(1);
  });

  it.each<[string, Manners]>([
    ['cut before its first event', { cutAfterEvents: 0 }],
    ['cut after its opening', { cutAfterEvents: 2 }],
    ['ended properly without any event', { endAfterEvents: 0 }],
  ])('%s is a plain answer with an error status', async (_how, manners) => {
    world.fake.onMessages(() => misbehave(STORY, manners));
    const answered = await world.ask({ body: STREAMED });
    expectError(answered, 502, 'api_error');
    expect(await world.row(answered.id)).toMatchObject({
      response_status_code: 502,
      error_code: 'upstream_cut',
      is_success: false,
    });
    expect(world.calls()).toHaveLength(1);
  });

  it('without its message_stop, when all else had come, is complete', async () => {
    world.fake.onMessages(() => misbehave(STORY, { endAfterEvents: 15 }));
    const answered = await world.ask({ body: STREAMED });
    expect(answered.events).toEqual(NAMES.slice(0, 15));
    expect(await world.row(answered.id)).toMatchObject({ is_success: true, outcome: 'complete', output_tokens: 250 });
  });

  it('before its head is reported as unreachable', async () => {
    world.fake.onMessages(() => resetConnection());
    for (const body of [STREAMED, QUESTION]) {
      const answered = await world.ask({ body });
      expectError(answered, 502, 'api_error');
      expect(answered.text).not.toContain('127.0.0.1');
      expect(await world.row(answered.id)).toMatchObject({ error_code: 'upstream_unreachable', is_success: false });
    }
  });

  it('as a whole JSON answer is reported as cut', async () => {
    world.fake.onMessages(() => misbehave(STORY, { headers: { 'content-length': '100000', connection: 'close' } }));
    const answered = await world.ask();
    expectError(answered, 502, 'api_error');
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'upstream_cut', cost_nano_usd: null });
  });
});
