/** The counters port: small shared state with expiry, every operation atomic. Engines: src/storage/counters/. */

/** Longer values are not kept (in UTF-16 units): this is for a choice, a state or a time, not for answers. */
export const MAX_VALUE_LENGTH = 16_384;

/**
 * A value, a lease and a window under one key know nothing of one another; only `remove` takes all three. Times are ms;
 * one below 1 counts as 1. Keys and values are well-formed text.
 *
 * An engine whose server is away answers as if there were nothing, within its timeout and without throwing; it informs
 * the operator, not the caller. So a caller must be right, if less careful, with no state at all: `count` gives 0 (not
 * even `by`, so that nothing is refused for it), `get` gives nulls, `lease` gives false to everybody, and `put` and
 * `remove` change nothing: what could not be removed stays until it expires. An operation that was answered so may have
 * been done all the same, when only its reply was late: a lease given that way is nobody's until it expires.
 */
export interface Counters {
  /**
   * Adds to a rolling window and returns what it then holds of the last `windowMs`, to a tenth: the window moves in ten
   * steps, so between nine tenths and the whole of it are counted. Another length under the same key begins anew.
   * Rejects with a RangeError unless `by` is finite (negative gives back) and `windowMs` finite and at least 10.
   */
  count(key: string, by: number, windowMs: number): Promise<number>;
  /** Keeps a value for `ttlMs`, in place of what was there. One above `MAX_VALUE_LENGTH` leaves nothing there. */
  put(key: string, value: string, ttlMs: number): Promise<void>;
  /** In the order of the keys; null where there is none or it has expired. */
  get(keys: readonly string[]): Promise<readonly (string | null)[]>;
  /** True for one caller, false for all others until `ttlMs` have passed or the key is removed. */
  lease(key: string, ttlMs: number): Promise<boolean>;
  /** Removes values, leases and windows under these keys. */
  remove(keys: readonly string[]): Promise<void>;
  /** May be called twice. A connection that engines share is closed by who opened it. */
  close(): Promise<void>;
}
