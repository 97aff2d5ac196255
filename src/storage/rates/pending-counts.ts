/** What could not be counted yet: one amount for each window, however often it was added to. */
import type { CountedAmount } from '../ports/rates.ts';

export class PendingCounts {
  #counts = new Map<string, CountedAmount>();

  get size(): number {
    return this.#counts.size;
  }

  add(counted: readonly CountedAmount[]): void {
    for (const { window, amount } of counted) {
      const key = `${window.windowMs} ${window.place}`;
      const before = this.#counts.get(key)?.amount ?? 0;
      this.#counts.set(key, { window, amount: before + amount });
    }
  }

  /** All of them, and none are left. */
  takeAll(): CountedAmount[] {
    const counted = [...this.#counts.values()];
    this.#counts = new Map();
    return counted;
  }
}
