/** A clock that moves only when a test says so. */
import type { Clock } from '../src/kernel/clock.ts';

export interface ManualClock extends Clock {
  /** Moves both readings forward by so many ms. */
  advance(ms: number): void;
}

/** Starts at 2026-11-23 12:00 UTC unless told otherwise; `elapsed` starts at 0. */
export function manualClock(start = Date.UTC(2026, 10, 23, 12)): ManualClock {
  let passed = 0;
  return {
    now: () => start + passed,
    elapsed: () => passed,
    advance(ms) {
      passed += ms;
    },
  };
}
