/** What one address may take: open connections, and requests without a valid key. Every refusal is counted and logged. */
import { BoundedMap } from '../kernel/bounded-map.ts';
import { networkOf } from '../kernel/network-of.ts';

export interface VisitorLimits {
  /** False = this connection is one too many; else the function that gives it back. */
  connect(address: string): (() => void) | false;
  /**
   * Counts a request without a valid key. Seconds until the next one is looked at, where there were too many; null otherwise.
   * A valid key never comes here: colleagues behind the same proxy are served.
   */
  failSignIn(address: string): number | null;
}

interface Options {
  maxConnections: number;
  /** Monotonic ms. */
  elapsed: () => number;
}

const MAX_FAILED_SIGN_INS = 100;
const WINDOW_MS = 60_000;
/** Addresses whose failures are remembered; a flood from more of them forgets the oldest. */
const MAX_ADDRESSES = 10_000;

export function createVisitorLimits({ maxConnections, elapsed }: Options): VisitorLimits {
  const open = new Map<string, number>();
  const failures = new BoundedMap<{ since: number; count: number }>(MAX_ADDRESSES);
  return {
    connect(address) {
      const place = networkOf(address);
      const count = open.get(place) ?? 0;
      if (count >= maxConnections) return false;
      open.set(place, count + 1);
      return () => {
        const left = (open.get(place) ?? 1) - 1;
        if (left === 0) open.delete(place);
        else open.set(place, left);
      };
    },
    failSignIn(address) {
      const place = networkOf(address);
      const now = elapsed();
      let failed = failures.get(place);
      if (failed === undefined || now - failed.since >= WINDOW_MS)
        failures.set(place, (failed = { since: now, count: 0 }));
      failed.count += 1;
      return failed.count <= MAX_FAILED_SIGN_INS ? null : Math.ceil((failed.since + WINDOW_MS - now) / 1000);
    },
  };
}
