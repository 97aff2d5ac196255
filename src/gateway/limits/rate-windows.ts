/** Counts of what passed in the last second, minute, hour, day or week, sliding. In this process's memory. */
import { BoundedMap } from '../../kernel/bounded-map.ts';

/** The window moves on in steps of a sixtieth of its length; what is in the oldest step still counts. */
const STEPS = 60;
const MAX_PLACES = 100_000;

export interface RateWindow {
  place: string;
  windowMs: number;
  value: number;
}

export interface RateWindows {
  /** ms until `amount` more would fit, 0 = now, null = never. Counts nothing. */
  waitFor(window: RateWindow, amount: number): number | null;
  add(window: RateWindow, amount: number): void;
  /** What is counted now at places whose name begins so, as far as anything is. */
  under(prefix: string): { place: string; counted: number }[];
  /** Nothing is counted there any more. */
  reset(place: string): void;
}

/** `elapsed`: monotonic ms, so that a clock that is set gives nobody a fresh window. */
export function createRateWindows({ elapsed }: { elapsed: () => number }): RateWindows {
  const counts = new BoundedMap<SlidingCount>(MAX_PLACES);
  function countOf({ place, windowMs }: RateWindow): SlidingCount {
    const known = counts.get(place);
    if (known !== undefined) return known;
    const fresh = new SlidingCount(windowMs / STEPS, elapsed());
    counts.set(place, fresh);
    return fresh;
  }
  return {
    waitFor: (window, amount) => countOf(window).waitFor(window.value - amount, elapsed()),
    add: (window, amount) => countOf(window).add(amount, elapsed()),
    under(prefix) {
      const found = [];
      for (const [place, count] of counts.entries()) {
        const counted = place.startsWith(prefix) ? count.counted(elapsed()) : 0;
        if (counted > 0) found.push({ place, counted });
      }
      return found;
    },
    reset: (place) => counts.delete(place),
  };
}

class SlidingCount {
  readonly #stepMs: number;
  /** The running step and the ones before it that still count. */
  readonly #steps = new Float64Array(STEPS + 1);
  #step: number;
  #total = 0;

  constructor(stepMs: number, now: number) {
    this.#stepMs = stepMs;
    this.#step = Math.floor(now / stepMs);
  }

  add(amount: number, now: number): void {
    this.#moveTo(now);
    this.#steps[this.#place(this.#step)] = this.#at(this.#step) + amount;
    this.#total += amount;
  }

  counted(now: number): number {
    this.#moveTo(now);
    return this.#total;
  }

  /** ms until no more than `room` is counted. */
  waitFor(room: number, now: number): number | null {
    this.#moveTo(now);
    if (room < 0) return null;
    let counted = this.#total;
    for (let step = this.#step - STEPS; counted > room && step <= this.#step; step += 1) {
      counted -= this.#at(step);
      if (counted <= room) return Math.ceil((step + STEPS + 1) * this.#stepMs - now);
    }
    return 0;
  }

  #moveTo(now: number): void {
    const step = Math.floor(now / this.#stepMs);
    const moved = Math.min(step - this.#step, STEPS + 1);
    for (let passed = 1; passed <= moved; passed += 1) {
      const place = this.#place(this.#step + passed);
      this.#total -= this.#steps[place] ?? 0;
      this.#steps[place] = 0;
    }
    this.#step = Math.max(step, this.#step);
  }

  #at(step: number): number {
    return this.#steps[this.#place(step)] ?? 0;
  }

  #place(step: number): number {
    return ((step % (STEPS + 1)) + STEPS + 1) % (STEPS + 1);
  }
}
