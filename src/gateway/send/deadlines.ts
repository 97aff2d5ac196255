/** One slow heartbeat for all running exchanges, in place of several timers for each. */

/** Looked at once per beat. */
export interface Watched {
  beat(elapsed: number): void;
  /** The gateway goes down and can wait no longer: come to an honest end at once. */
  halt(): void;
}

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
  const watched = new Set<Watched>();
  const stop = options.every(options.periodMs ?? 500, () => {
    const elapsed = options.elapsed();
    for (const item of watched) item.beat(elapsed);
  });
  let isHalted = false;
  return {
    watch(item) {
      watched.add(item);
      if (isHalted) item.halt();
    },
    unwatch: (item) => void watched.delete(item),
    halt() {
      isHalted = true;
      for (const item of watched) item.halt();
    },
    stop,
  };
}
