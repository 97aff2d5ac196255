/** The memory engine against the port's suite, and what only a bound on memory can get wrong. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import type { Logger } from '../../observe/logger.ts';
import type { CacheKey } from '../../kernel/ids.ts';
import { describeCache } from '../ports/cache.suite.ts';
import { createMemoryCache } from './memory.ts';

const MINUTE = 60_000;
const MB = 1024 * 1024;
const key = (name: string | number) => `${name}` as CacheKey;

const clock = manualClock();
describeCache({
  open: async () => createMemoryCache({ now: clock.now, maxBytes: 20 * MB }),
  pass: async (ms) => clock.advance(ms),
  kept: 1.9 * MB,
  tooLarge: 2 * MB,
});

describe('when there is no room for another entry', () => {
  it('the one unused for longest goes', async () => {
    const cache = createMemoryCache({ now: clock.now, maxBytes: 100_000 });
    for (let n = 0; n < 12; n += 1) {
      await cache.put(key(n), Buffer.alloc(9_000), MINUTE);
      await cache.get(key(0));
    }
    const held = await Promise.all(Array.from({ length: 12 }, (_, n) => cache.get(key(n))));
    expect(held.map((bytes) => bytes !== null)).toEqual([true, false, false, ...Array<boolean>(9).fill(true)]);
  });

  it('none goes for an entry that takes its own place', async () => {
    const cache = createMemoryCache({ now: clock.now, maxBytes: 100_000 });
    for (let n = 0; n < 10; n += 1) await cache.put(key(n), Buffer.alloc(9_000), MINUTE);
    for (let n = 0; n < 10; n += 1) await cache.put(key(9), Buffer.alloc(9_000), MINUTE);
    expect(await cache.get(key(0))).not.toBeNull();
  });

  it('what expired or was removed leaves its room to others', async () => {
    const cache = createMemoryCache({ now: clock.now, maxBytes: 100_000 });
    await cache.put(key('stays'), Buffer.alloc(9_000), 2 * MINUTE);
    for (let n = 0; n < 100; n += 1) {
      await cache.put(key('removed'), Buffer.alloc(9_000), MINUTE);
      await cache.remove([key('removed')]);
    }
    for (let n = 0; n < 9; n += 1) await cache.put(key(n), Buffer.alloc(9_000), MINUTE);
    clock.advance(MINUTE);
    for (let n = 0; n < 9; n += 1) expect(await cache.get(key(n))).toBeNull();
    for (let n = 0; n < 9; n += 1) await cache.put(key(n), Buffer.alloc(9_000), MINUTE);
    expect(await cache.get(key('stays'))).not.toBeNull();
  });
});

it('stays within its bytes of real memory when the entries are tiny and the overhead is nearly all', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  /** The least of several looks: buffers are freed a turn after the collection that found them. */
  const measure = async () => {
    const looks: number[] = [];
    for (let look = 0; look < 5; look += 1) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      looks.push(heapUsed + arrayBuffers);
    }
    return Math.min(...looks);
  };
  const maxBytes = 16 * MB;
  const before = await measure();
  const cache = createMemoryCache({ now: clock.now, maxBytes });
  for (let n = 0; n < 100_000; n += 1) await cache.put(key(`${n}`.padStart(64, '0')), Buffer.from('tiny'), MINUTE);
  const grown = (await measure()) - before;
  expect(grown).toBeLessThan(maxBytes);
  expect(grown).toBeGreaterThan(maxBytes / 4);
  await cache.close();
});

it('informs the operator once that answers are too large for it', async () => {
  const told: unknown[] = [];
  const logger = { warn: (message: string, fields: unknown) => told.push([message, fields]) } as unknown as Logger;
  const cache = createMemoryCache({ now: clock.now, maxBytes: 1_000, logger });
  for (let n = 0; n < 3; n += 1) await cache.put(key(n), Buffer.alloc(101), MINUTE);
  expect(told).toEqual([['An answer is too large for the cache', { bytes: 101, maxBytes: 1_000 }]]);
});
