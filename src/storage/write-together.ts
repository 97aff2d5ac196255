/** Group commit: what is appended within one turn of the event loop goes to its file in one write. */

export interface WriteGroup<Item> {
  /**
   * Resolves once the item is written, at the end of this turn of the event loop; rejects, for every item of the group,
   * when the group could not be written.
   */
  add(item: Item): Promise<void>;
  /** Writes what waits now. Whether that failed is reported to those who added. */
  flush(): void;
}

/** `write` gets the items of one turn in the order in which they were added; what it throws is reported to all of them. */
export function writeTogether<Item>(write: (items: readonly Item[]) => void): WriteGroup<Item> {
  let waiting: { items: Item[]; written: PromiseWithResolvers<void> } | null = null;
  const flush = (): void => {
    if (waiting === null) return;
    const { items, written } = waiting;
    waiting = null;
    try {
      write(items);
      written.resolve();
    } catch (error) {
      written.reject(error);
    }
  };
  return {
    add(item) {
      if (waiting === null) {
        waiting = { items: [], written: Promise.withResolvers<void>() };
        setImmediate(flush);
      }
      waiting.items.push(item);
      return waiting.written.promise;
    },
    flush,
  };
}
