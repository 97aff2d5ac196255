/** The cache port: answers by a tenant-bound key. Engines: src/storage/cache/. */
import type { CacheKey } from '../../kernel/ids.ts';

/**
 * No operation throws or waits for an engine that is away: `get` is then a miss, `put` and `remove` are dropped, and an
 * entry that could not be removed stays until it expires. The operator's log says so, not the answer.
 */
export interface CacheStore {
  /** The bytes as they were put, and the caller's own. null = a miss, an expired entry, or an engine that is away. */
  get(key: CacheKey): Promise<Buffer | null>;
  /**
   * Keeps a copy of the bytes for `ttlMs` (below 1 counts as 1), in place of what was there. An entry that is too large
   * for the engine leaves nothing under its key, and that is logged for the operator, once. Any entry may be gone early.
   */
  put(key: CacheKey, entry: Uint8Array, ttlMs: number): Promise<void>;
  remove(keys: readonly CacheKey[]): Promise<void>;
  /** May be called twice. A connection that engines share is closed by who opened it. */
  close(): Promise<void>;
}
