/** One slow heartbeat for all running exchanges, instead of several timers for each. */

/** Looked at once per beat. */
export interface Watched {
  /** Where the heartbeat keeps it: the heartbeat's own to write, begun with `UNWATCHED`. */
  place: number;
  beat(elapsed: number): void;
  /** The gateway goes down and can wait no longer: come to an honest end at once. */
  halt(): void;
}

export const UNWATCHED = -1;

export interface Heartbeat {
  watch(watched: Watched): void;
  unwatch(watched: Watched): void;
  /** Halts all that is watched, and whatever comes later. */
  halt(): void;
}

/** `every` starts a timer that does not keep the process alive, and returns the function that stops it. */
export function createHeartbeat(options: {
  elapsed: () => number;
  every: (ms: number, beat: () => void) => () => void;
  /** ms between beats: the precision of all deadlines. */
  periodMs?: number;
}): Heartbeat & { stop(): void } {
  // No Set: V8 chains the tables of one that is added to and deleted from with every request, and a single table that has
  // grown old keeps all that came after it alive, with the requests in it, until the next full collection.
  const watched: Watched[] = [];
  const stop = options.every(options.periodMs ?? 500, () => {
    const elapsed = options.elapsed();
    // Backwards: one that ends now is replaced by the last, which has had its turn.
    for (let place = watched.length - 1; place >= 0; place -= 1) watched[place]?.beat(elapsed);
  });
  let isHalted = false;
  return {
    watch(item) {
      if (item.place === UNWATCHED) item.place = watched.push(item) - 1;
      if (isHalted) item.halt();
    },
    unwatch(item) {
      if (item.place === UNWATCHED) return;
      const last = watched.pop();
      if (last !== undefined && last !== item) {
        watched[item.place] = last;
        last.place = item.place;
      }
      item.place = UNWATCHED;
    },
    halt() {
      isHalted = true;
      for (let place = watched.length - 1; place >= 0; place -= 1) watched[place]?.halt();
    },
    stop,
  };
}
