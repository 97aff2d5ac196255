/** What every engine of the cache port must do, as one suite. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CacheKey } from '../../kernel/ids.ts';
import type { CacheStore } from './cache.ts';

const MINUTE = 60_000;
/** Long enough for a slow machine to look before it is over, short enough to wait for. */
const SOON = 500;
const key = (name: string) => name as CacheKey;

export interface CacheUnderTest {
  /** Gives a cache that holds nothing yet. */
  open: () => Promise<CacheStore>;
  /** Lets so many ms pass, by the engine's own clock. */
  pass: (ms: number) => Promise<void>;
  /** Bytes of an entry that the engine keeps, and of one that it does not. */
  kept: number;
  tooLarge: number;
}

export function describeCache({ open, pass, kept, tooLarge }: CacheUnderTest): void {
  describe('the cache port', () => {
    let cache: CacheStore;
    beforeEach(async () => {
      cache = await open();
    });
    afterEach(() => cache.close());

    const put = (name: string, text: string) => cache.put(key(name), Buffer.from(text), MINUTE);
    const textOf = async (name: string) => (await cache.get(key(name)))?.toString() ?? null;

    it('gives every byte back as it was put', async () => {
      const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      for (const bytes of [everyByte, Buffer.alloc(0), Buffer.from('+OK\r\n$-1\r\n'), Buffer.from([0xff, 0xfe, 0])]) {
        await cache.put(key('k'), bytes, MINUTE);
        expect(await cache.get(key('k'))).toEqual(bytes);
      }
    });

    it('keeps the bytes that a view shows, and not those around it', async () => {
      await cache.put(key('k'), new Uint8Array(Buffer.from('around VIEW around')).subarray(7, 11), MINUTE);
      expect(await textOf('k')).toBe('VIEW');
    });

    it('keeps what was put, whatever its giver or a taker does to the bytes afterwards', async () => {
      const given = Buffer.from('as it was');
      const done = cache.put(key('k'), given, MINUTE);
      given.fill(0);
      await done;
      (await cache.get(key('k')))?.fill(1);
      expect(await textOf('k')).toBe('as it was');
    });

    it('gives bytes in memory of their own, so that a kept answer keeps no more than itself', async () => {
      await put('k', 'small');
      expect((await cache.get(key('k')))?.buffer.byteLength).toBe(5);
    });

    it('misses what was never put, is over, or was removed', async () => {
      await put('a', 'a');
      await put('b', 'b');
      await cache.put(key('short'), Buffer.from('c'), SOON);
      expect(await textOf('short')).toBe('c');
      await cache.remove([key('a'), key('never')]);
      await cache.remove([]);
      await pass(SOON * 1.1);
      expect(await Promise.all(['never', 'a', 'short', 'b'].map(textOf))).toEqual([null, null, null, 'b']);
    });

    it('replaces an entry with its time to live', async () => {
      await cache.put(key('k'), Buffer.from('short'), SOON);
      await put('k', 'long');
      await pass(SOON * 1.1);
      expect(await textOf('k')).toBe('long');
    });

    it.each([0, -1, 0.5])('lets go at once of what should live for %d ms', async (ttlMs) => {
      await put('k', 'old');
      await cache.put(key('k'), Buffer.from('new'), ttlMs);
      await pass(5);
      expect(await textOf('k')).toBeNull();
    });

    it('tells keys apart that look alike', async () => {
      const alike = ['k', 'K', 'k ', 'k:', '{k}', 'k*', '', 'k\0', '__proto__'];
      for (const name of alike) await put(name, `of ${name}`);
      expect(await Promise.all(alike.map(textOf))).toEqual(alike.map((name) => `of ${name}`));
    });

    it('holds whole entries when many write at once', async () => {
      const texts = Array.from({ length: 50 }, (_, index) => String(index).repeat(2_000));
      await Promise.all(texts.map((text) => put('k', text)));
      expect(texts).toContain(await textOf('k'));
    });

    it('gives a large entry back', async () => {
      const large = randomBytes(kept);
      await cache.put(key('k'), large, MINUTE);
      expect((await cache.get(key('k')))?.equals(large)).toBe(true);
    });

    it('keeps nothing under a key whose entry is too large, the old one least of all', async () => {
      await put('k', 'old');
      await cache.put(key('k'), Buffer.alloc(tooLarge), MINUTE);
      expect(await textOf('k')).toBeNull();
      await put('k', 'new');
      expect(await textOf('k')).toBe('new');
    });

    it('may be closed twice', async () => {
      await cache.close();
      await cache.close();
    });
  });
}
