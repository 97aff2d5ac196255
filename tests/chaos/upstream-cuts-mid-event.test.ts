import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer, misbehave, resetConnection } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import { text, thinking, toolUse } from '../../testkit/upstream/scripted-message.ts';
import { eventNames, openWorld, QUESTION } from '../e2e/world.ts';
import type { World } from '../e2e/world.ts';

let world: World;
const STREAMED = { ...QUESTION, stream: true };
const STORY = answer([thinking('Hm, 漢字.'), text('Grüße 👋 to all.'), toolUse('Bash', { command: 'ls "ü"' })], {
  usage: { input: 500, output: 60 },
});
/** message_start, ping, three blocks with their deltas, message_delta, message_stop. */
let count = 0;

beforeAll(async () => {
  world = await openWorld();
  world.fake.onMessages(() => STORY);
  count = (await world.ask({ body: STREAMED })).events.length;
});
beforeEach(() => world.reset());
afterAll(() => world.close());

describe('an upstream that cuts its stream', () => {
  it('at any event, in its middle or before it, leaves the client with whole events and an honest end', async () => {
    expect(count).toBeGreaterThan(12);
    for (const manner of ['cutInsideEvent', 'cutAfterEvents', 'endAfterEvents'] as const) {
      for (let event = 0; event < count; event += 1) {
        world.fake.onMessages(() => misbehave(STORY, { [manner]: event, splitBytes: 50 }));
        const answered = await world.ask({ body: STREAMED });
        const where = `${manner} ${event}`;
        const row = await world.row(answered.id);
        expect({ where, unpriced: row['unpriced'], internal: row['error_code'] === 'internal' }).toEqual({
          where,
          // Before its first event nothing is known of the usage, and the provider may bill it all the same.
          unpriced: event === 0,
          internal: false,
        });
        if (answered.status !== 200) {
          // Nothing was generated yet: a plain error, which the client’s own retry mends.
          expect({ where, status: answered.status, type: answered.json['type'] }).toEqual({
            where,
            status: 502,
            type: 'error',
          });
          expect(row).toMatchObject({ is_success: false, error_code: 'upstream_cut' });
          continue;
        }
        for (const block of answered.text.split('\n\n').slice(0, -1))
          expect(block).toMatch(/^event: \w+\ndata: \{.*\}$/);
        const names = eventNames(answered.text);
        // With the stop reason reported, only message_stop is missing, and the answer is whole.
        const isWhole = names.includes('message_delta') && !names.includes('error');
        expect({ where, end: names.at(-1) }).toEqual({ where, end: isWhole ? 'message_delta' : 'error' });
        expect(row).toMatchObject({
          is_success: isWhole,
          outcome: isWhole ? 'complete' : 'upstream_cut',
          input_tokens: 500,
        });
        expect(row['cost_nano_usd']).toBe(500 * 3000 + Number(row['output_tokens']) * 15_000);
      }
    }
  });

  it('again and again does not wear the gateway out', async () => {
    const bad: Answer[] = [
      resetConnection(),
      misbehave(STORY, { cutAfterEvents: 5 }),
      misbehave(STORY, { cutInsideEvent: 7 }),
    ];
    world.fake.onMessages(({ turn }) => bad[turn % 3] ?? STORY);
    await Promise.all(Array.from({ length: 60 }, () => world.ask({ body: STREAMED })));
    world.fake.onMessages(() => STORY);
    expect((await world.ask({ body: STREAMED })).events).toHaveLength(count);
    expect(world.tollgate.stderr()).not.toContain('"level":"error"');
  });
});
