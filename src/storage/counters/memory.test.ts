/** The memory engine against the port's suite, and what only a bounded map can get wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { describeCounters } from '../ports/counters.suite.ts';
import { createMemoryCounters } from './memory.ts';

const MINUTE = 60_000;

const clock = manualClock();
describeCounters({
  open: async () => createMemoryCounters({ now: clock.now }),
  pass: async (ms) => clock.advance(ms),
});

describe('when there is no room for another key', () => {
  it('those that are over go first, however recently they were used', async () => {
    const counters = createMemoryCounters({ now: clock.now, maxKeys: 100 });
    for (let n = 0; n < 50; n += 1) await counters.lease(`long ${n}`, 2 * MINUTE);
    for (let n = 0; n < 50; n += 1) await counters.count(`short ${n}`, 1, MINUTE);
    clock.advance(MINUTE);
    await counters.lease('another', MINUTE);
    for (let n = 0; n < 50; n += 1) expect(await counters.lease(`long ${n}`, MINUTE)).toBe(false);
  });

  it('those unused for longest go next, and the busy ones stay', async () => {
    const counters = createMemoryCounters({ now: clock.now, maxKeys: 100 });
    await counters.lease('idle', MINUTE);
    await counters.put('read', 'v', MINUTE);
    for (let n = 0; n < 1_000; n += 1) {
      await counters.put(`key ${n}`, 'v', MINUTE);
      expect(await counters.count('busy', 1, MINUTE)).toBe(n + 1);
      expect(await counters.get(['read'])).toEqual(['v']);
    }
    expect(await counters.lease('idle', MINUTE)).toBe(true);
  });

  it.each([1, 2, 5])('holds as many as it may, be it %d', async (maxKeys) => {
    const counters = createMemoryCounters({ now: clock.now, maxKeys });
    const keys = Array.from({ length: 50 }, (_, n) => `key ${n}`);
    for (const key of keys) await counters.put(key, 'v', MINUTE);
    const held = (await counters.get(keys)).filter((value) => value !== null).length;
    expect(held).toBeGreaterThanOrEqual(1);
    expect(held).toBeLessThanOrEqual(maxKeys);
    expect((await counters.get(keys)).at(-1)).toBe('v');
  });

  it('making room is rare enough not to be felt', async () => {
    // 0.3 s on a two-core machine. Looking through all keys for each new one takes longer than a test may.
    const counters = createMemoryCounters({ now: clock.now, maxKeys: 50_000 });
    for (let n = 0; n < 150_000; n += 1) await counters.lease(`key ${n}`, MINUTE);
    expect(await counters.lease('key 149999', MINUTE)).toBe(false);
  });
});

it('begins a window anew when the clock was set back, and does not add up what is yet to come', async () => {
  let now = 10 * MINUTE;
  const counters = createMemoryCounters({ now: () => now });
  await counters.count('w', 5, MINUTE);
  now -= 5 * MINUTE;
  expect(await counters.count('w', 1, MINUTE)).toBe(1);
});

it('a window holds all of its last nine tenths, and nothing from before it', async () => {
  const length = 1_000;
  const waits = fc.array(fc.nat(2 * length), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(waits, fc.nat(length), async (msBetween, start) => {
      let now = start;
      const counters = createMemoryCounters({ now: () => now });
      const times: number[] = [];
      for (const wait of msBetween) {
        now += wait;
        times.push(now);
        const held = await counters.count('w', 1, length);
        const within = (ms: number) => times.filter((time) => time > now - ms).length;
        expect(held).toBeGreaterThanOrEqual(within(0.9 * length));
        expect(held).toBeLessThanOrEqual(within(length));
      }
    }),
  );
});
