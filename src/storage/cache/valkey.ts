/** The engine of the cache port on Valkey or Redis, shared by all processes with the same prefix. */
import type { CacheKey } from '../../kernel/ids.ts';
import type { CacheStore } from '../ports/cache.ts';
import { wholeMs } from '../valkey-client.ts';
import type { ValkeyClient } from '../valkey-client.ts';
import { ownCopy } from './own-copy.ts';

/**
 * One connection carries everything: this much holds a gigabit link for 70 ms, and a counter that waits behind it is
 * still answered within its 100.
 */
const MAX_ENTRY_BYTES = 8 * 1024 * 1024;

/**
 * The client belongs to the caller, who closes it. How much is kept in all is the server's to say (`maxmemory` with an
 * eviction policy).
 */
export function createValkeyCache({ client, prefix }: { client: ValkeyClient; prefix: string }): CacheStore {
  const place = (key: CacheKey): string => `${prefix}${key}`;
  let hasToldOfTooLarge = false;
  return {
    async get(key) {
      const bytes = await client.run('GET', [place(key)]);
      return Buffer.isBuffer(bytes) ? ownCopy(bytes) : null;
    },
    async put(key, entry, ttlMs) {
      if (entry.length <= MAX_ENTRY_BYTES) {
        const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
        await client.run('SET', [place(key), bytes, 'PX', wholeMs(ttlMs)]);
        return;
      }
      const sizes = { bytes: entry.length, maxBytes: MAX_ENTRY_BYTES };
      if (!hasToldOfTooLarge) client.logger.warn('An answer is too large for the cache', sizes);
      hasToldOfTooLarge = true;
      await client.run('UNLINK', [place(key)]);
    },
    async remove(keys) {
      await Promise.all(keys.map((key) => client.run('UNLINK', [place(key)])));
    },
    close: () => Promise.resolve(),
  };
}
