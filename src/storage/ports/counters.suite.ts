/** What every engine of the counters port must do, as one suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_VALUE_LENGTH } from './counters.ts';
import type { Counters } from './counters.ts';

const MINUTE = 60_000;
/** Long enough for a slow machine to look before it is over, short enough to wait for. */
const SOON = 500;

export interface CountersUnderTest {
  /** Gives counters that hold nothing yet. */
  open: () => Promise<Counters>;
  /** Lets so many ms pass, by the engine's own clock. */
  pass: (ms: number) => Promise<void>;
}

export function describeCounters({ open, pass }: CountersUnderTest): void {
  describe('the counters port', () => {
    let counters: Counters;
    beforeEach(async () => {
      counters = await open();
    });
    afterEach(() => counters.close());

    const valueOf = async (key: string) => (await counters.get([key]))[0];

    describe('windows', () => {
      it('hold the sum of what was counted, whole or broken, given or taken back', async () => {
        expect(await counters.count('w', 3, MINUTE)).toBe(3);
        expect(await counters.count('w', 0.25, MINUTE)).toBe(3.25);
        expect(await counters.count('w', -1.25, MINUTE)).toBe(2);
        expect(await counters.count('w', 0, MINUTE)).toBe(2);
      });

      it('are exact for sums of money: up to the largest safe integer', async () => {
        await counters.count('nano-dollars', Number.MAX_SAFE_INTEGER - 1, MINUTE);
        expect(await counters.count('nano-dollars', 1, MINUTE)).toBe(Number.MAX_SAFE_INTEGER);
      });

      it('lose nothing and count nothing twice when a thousand callers count at once', async () => {
        const sums = await Promise.all(Array.from({ length: 1_000 }, () => counters.count('w', 1, MINUTE)));
        expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
      });

      it('forget what is older than the window', async () => {
        await counters.count('w', 5, SOON);
        await pass(SOON * 1.1);
        expect(await counters.count('w', 1, SOON)).toBe(1);
      });

      it('forget bit by bit, and not everything when the newest part is young', async () => {
        const length = 2 * SOON;
        await counters.count('w', 100, length);
        await pass(length * 0.6);
        expect(await counters.count('w', 10, length)).toBe(110);
        await pass(length * 0.6);
        expect(await counters.count('w', 1, length)).toBe(11);
      });

      it('begin anew when their length changes', async () => {
        await counters.count('w', 5, MINUTE);
        expect(await counters.count('w', 1, 2 * MINUTE)).toBe(1);
        expect(await counters.count('w', 1, MINUTE)).toBe(1);
      });

      it.each([
        [NaN, MINUTE],
        [Infinity, MINUTE],
        [1, 0],
        [1, -MINUTE],
        [1, 9],
        [1, NaN],
        [1, Infinity],
      ])('refuse to count %d in %d ms, which would spoil the sum', async (by, windowMs) => {
        await counters.count('w', 2, MINUTE);
        await expect(counters.count('w', by, windowMs)).rejects.toThrow(RangeError);
        expect(await counters.count('w', 1, MINUTE)).toBe(3);
      });
    });

    describe('values', () => {
      it('come back in the order of the keys, with null where there is none', async () => {
        await counters.put('a', 'first', MINUTE);
        await counters.put('b', 'second', MINUTE);
        expect(await counters.get(['b', 'missing', 'a', 'b'])).toEqual(['second', null, 'first', 'second']);
        expect(await counters.get([])).toEqual([]);
      });

      it('take the place of what was there, time to live included', async () => {
        await counters.put('k', 'short', SOON);
        await counters.put('k', 'long', MINUTE);
        await counters.put('l', 'long', MINUTE);
        await counters.put('l', 'short', SOON);
        await pass(SOON * 1.1);
        expect(await counters.get(['k', 'l'])).toEqual(['long', null]);
      });

      it('are over after their time, and not before', async () => {
        await counters.put('k', 'v', SOON);
        expect(await valueOf('k')).toBe('v');
        await pass(SOON * 1.1);
        expect(await valueOf('k')).toBeNull();
      });

      it.each([0, -5, 0.3, NaN])('with a time to live of %d ms are over at once', async (ttlMs) => {
        await counters.put('k', 'v', MINUTE);
        await counters.put('k', 'w', ttlMs);
        await pass(5);
        expect(await valueOf('k')).toBeNull();
      });

      it('may live for ever, or nearly', async () => {
        await counters.put('k', 'v', Infinity);
        await counters.put('l', 'v', Number.MAX_SAFE_INTEGER);
        expect(await counters.get(['k', 'l'])).toEqual(['v', 'v']);
      });

      it.each(['', '\0', 'a\r\nb', '$5\r\nhello\r\n', 'ünï ☃ 🦊', '{"json":"\\u0000"}', '12', 'null'])(
        'are any text: %j',
        async (text) => {
          await counters.put('k', text, MINUTE);
          expect(await valueOf('k')).toBe(text);
        },
      );

      it('are not kept when they are too long, nor is what they would have replaced', async () => {
        const longest = 'x'.repeat(MAX_VALUE_LENGTH);
        await counters.put('k', longest, MINUTE);
        expect(await valueOf('k')).toBe(longest);
        await counters.put('k', `${longest}x`, MINUTE);
        expect(await valueOf('k')).toBeNull();
      });
    });

    describe('leases', () => {
      it('are given to one of a thousand callers at once', async () => {
        const given = await Promise.all(Array.from({ length: 1_000 }, () => counters.lease('l', MINUTE)));
        expect(given.filter(Boolean)).toHaveLength(1);
      });

      it('are free again after their time, which a refused caller does not prolong', async () => {
        expect(await counters.lease('l', SOON)).toBe(true);
        await pass(SOON / 2);
        expect(await counters.lease('l', MINUTE)).toBe(false);
        await pass(SOON * 0.6);
        expect(await counters.lease('l', MINUTE)).toBe(true);
      });

      it('are free again when they are given back', async () => {
        await counters.lease('l', MINUTE);
        await counters.remove(['l']);
        expect(await counters.lease('l', MINUTE)).toBe(true);
      });
    });

    describe('keys', () => {
      it('have a value, a lease and a window each, which are removed together', async () => {
        await counters.put('k', 'v', MINUTE);
        expect(await counters.lease('k', MINUTE)).toBe(true);
        expect(await counters.count('k', 1, MINUTE)).toBe(1);
        await counters.put('k', 'w', MINUTE);
        expect(await counters.lease('k', MINUTE)).toBe(false);
        expect(await counters.count('k', 1, MINUTE)).toBe(2);
        expect(await valueOf('k')).toBe('w');

        await counters.remove(['missing', 'k']);
        expect(await valueOf('k')).toBeNull();
        expect(await counters.lease('k', MINUTE)).toBe(true);
        expect(await counters.count('k', 1, MINUTE)).toBe(1);
      });

      it('that look alike are different keys', async () => {
        const alike = [
          'k',
          'K',
          'k ',
          ' k',
          'k:',
          ':k',
          'k\0',
          '{k}',
          '}k{',
          'k*',
          'value:k',
          '',
          '__proto__',
          'é',
          'e\u0301',
        ];
        for (const key of alike) await counters.put(key, `of ${key}`, MINUTE);
        expect(await counters.get(alike)).toEqual(alike.map((key) => `of ${key}`));
        await counters.remove(['k', 'k*']);
        expect((await counters.get(alike)).filter((value) => value === null)).toHaveLength(2);
      });

      it('may all be removed, or none', async () => {
        await counters.put('k', 'v', MINUTE);
        await counters.remove([]);
        expect(await valueOf('k')).toBe('v');
      });
    });

    it('may be closed twice', async () => {
      await counters.close();
      await counters.close();
    });
  });
}
