/** The engine of the cache port for one process: the most recently used entries that fit in so many bytes. */
import type { Logger } from '../../observe/logger.ts';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { CacheKey } from '../../kernel/ids.ts';
import type { CacheStore } from '../ports/cache.ts';
import { ownCopy } from './own-copy.ts';

/** An entry may take this share of the whole at the most, so that none drives out all others. */
const LARGEST_SHARE = 1 / 10;
/** What an entry adds to the resident size beside its bytes and its key, measured on Node 24: some 615. */
const OVERHEAD_BYTES = 700;

interface Entry {
  bytes: Buffer;
  expiresAt: number;
}

/**
 * `maxBytes` bounds the memory of the entries with their keys and what the engine needs around them. `now` in ms; an
 * expired entry is let go when it is asked for, or when it is the least recently used and room is needed.
 */
export function createMemoryCache(options: { now: () => number; maxBytes: number; logger?: Logger }): CacheStore {
  const { now, maxBytes, logger } = options;
  const entries = new BoundedMap<Entry, CacheKey>(maxBytes);
  let hasToldOfTooLarge = false;

  return {
    async get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      if (now() < entry.expiresAt) return ownCopy(entry.bytes);
      entries.delete(key);
      return null;
    },
    async put(key, bytes, ttlMs) {
      const cost = bytes.length + key.length + OVERHEAD_BYTES;
      if (cost > maxBytes * LARGEST_SHARE) {
        if (!hasToldOfTooLarge) logger?.warn('An answer is too large for the cache', { bytes: bytes.length, maxBytes });
        hasToldOfTooLarge = true;
        entries.delete(key);
        return;
      }
      entries.set(key, { bytes: ownCopy(bytes), expiresAt: now() + Math.max(1, ttlMs) }, cost);
    },
    async remove(keys) {
      for (const key of keys) entries.delete(key);
    },
    async close() {
      entries.clear();
    },
  };
}
