/** Group commit: what is appended within one turn of the event loop goes to its file in one write. */
import type { Slices } from '../kernel/slices.ts';

export interface WriteGroup<Item> {
  /**
   * Resolves once the item is written: at the end of this turn of the event loop, or some turns later where much is to be
   * written. Rejects, for every item of the group, when the group could not be written.
   */
  add(item: Item): Promise<void>;
  /** Writes what waits now. Whether that failed is reported to those who added. */
  flush(): void;
}

/**
 * `write` gets the items of one turn in the order in which they were added, and writes a slice of them for each turn; what
 * it throws is reported to all of them. One group is written after the other.
 */
export function writeTogether<Item>(write: (items: readonly Item[]) => Slices<void>): WriteGroup<Item> {
  let waiting: { items: Item[]; written: PromiseWithResolvers<void> } | null = null;
  let running: { slices: Slices<void>; written: PromiseWithResolvers<void> } | null = null;
  let isScheduled = false;

  /** Writes one slice. Whether more is to be written. */
  const writeSlice = (): boolean => {
    if (running === null && waiting !== null) {
      running = { slices: write(waiting.items), written: waiting.written };
      waiting = null;
    }
    if (running === null) return false;
    try {
      if (running.slices.next().done !== true) return true;
      running.written.resolve();
    } catch (error) {
      running.written.reject(error);
    }
    running = null;
    return waiting !== null;
  };
  const turn = (): void => {
    isScheduled = writeSlice();
    if (isScheduled) setImmediate(turn);
  };
  return {
    add(item) {
      waiting ??= { items: [], written: Promise.withResolvers<void>() };
      waiting.items.push(item);
      if (!isScheduled) {
        isScheduled = true;
        setImmediate(turn);
      }
      return waiting.written.promise;
    },
    flush() {
      while (writeSlice());
    },
  };
}
