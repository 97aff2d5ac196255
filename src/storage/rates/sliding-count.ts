/** What was counted in the last stretch of time, in steps of a sixtieth of it. */
import { WINDOW_STEPS as STEPS } from '../ports/rates.ts';

export class SlidingCount {
  readonly #stepMs: number;
  /** The running step and the ones before it that still count. */
  readonly #steps = new Float64Array(STEPS + 1);
  #step: number;
  #total = 0;

  constructor(stepMs: number, now: number) {
    this.#stepMs = stepMs;
    this.#step = Math.floor(now / stepMs);
  }

  /** An `amount` below 0 takes back what was counted, the newest first. */
  add(amount: number, now: number): void {
    this.#moveTo(now);
    if (amount < 0) return this.#takeBack(-amount);
    this.#steps[this.#place(this.#step)] = this.#at(this.#step) + amount;
    this.#total += amount;
  }

  #takeBack(amount: number): void {
    let left = Math.min(amount, this.#total);
    for (let step = this.#step; left > 0; step -= 1) {
      const back = Math.min(left, this.#at(step));
      this.#steps[this.#place(step)] = this.#at(step) - back;
      this.#total -= back;
      left -= back;
    }
  }

  counted(now: number): number {
    this.#moveTo(now);
    return this.#total;
  }

  /** ms until no more than `room` is counted; null = never. */
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

  /** What counts, by how many steps ago it was counted. */
  *entries(now: number): Iterable<{ stepsAgo: number; amount: number }> {
    this.#moveTo(now);
    for (let stepsAgo = 0; stepsAgo <= STEPS; stepsAgo += 1) {
      const amount = this.#at(this.#step - stepsAgo);
      if (amount > 0) yield { stepsAgo, amount };
    }
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
