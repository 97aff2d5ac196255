/** Time that moves from one event to the next, as soon as everything that the last one began has come to rest. */
import type { Clock } from '../../src/kernel/clock.ts';

export interface VirtualTime extends Clock {
  /** Runs once, so many ms later; returns the function that cancels it. */
  after(ms: number, run: () => void): () => void;
  pause(ms: number): Promise<void>;
  /** Sets the wall clock forwards or back; monotonic time goes on. */
  stepWall(ms: number): void;
  /** Time stands still until it settles: for work that is done outside, as on a disk. */
  outside<T>(work: Promise<T>): Promise<T>;
  /** Lets events happen until `isOver`, or until there are none. */
  run(isOver: () => boolean): Promise<void>;
}

interface Timed {
  at: number;
  run: () => void;
}

export function virtualTime(start: number): VirtualTime {
  const events: Timed[] = [];
  let elapsed = 0;
  let wall = start;
  let outside = 0;

  function after(ms: number, run: () => void): () => void {
    const timed = { at: elapsed + Math.max(0, ms), run };
    let low = 0;
    for (let high = events.length; low < high;) {
      const middle = (low + high) >> 1;
      // The earliest event is the last of the list.
      if ((events[middle]?.at ?? 0) > timed.at) low = middle + 1;
      else high = middle;
    }
    events.splice(low, 0, timed);
    return () => {
      timed.run = () => undefined;
    };
  }

  async function atRest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (outside > 0) await atRest();
  }

  return {
    now: () => Math.round(wall + elapsed),
    elapsed: () => elapsed,
    after,
    pause: (ms) => new Promise((resolve) => after(ms, resolve)),
    stepWall(ms) {
      wall += ms;
    },
    async outside(work) {
      outside += 1;
      try {
        return await work;
      } finally {
        outside -= 1;
      }
    },
    async run(isOver) {
      await atRest();
      for (let next = events.pop(); next !== undefined && !isOver(); next = events.pop()) {
        elapsed = Math.max(elapsed, next.at);
        next.run();
        await atRest();
      }
    },
  };
}
