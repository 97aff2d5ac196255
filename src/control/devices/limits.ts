/** What one address may take of the device flow, and how often one client may poll. Kept in this process. */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { KeyHash } from '../../kernel/ids.ts';

const WINDOW_MS = 15 * 60_000;
/** A whole company may sit behind one address. */
const MAX_BEGUN = 300;
const MAX_REMEMBERED = 10_000;
/** In seconds, as the client gets it. */
export const POLL_INTERVAL_S = 5;
/** The network may bring two polls closer together. */
const TOLERANCE_MS = 1_000;

export interface DeviceLimits {
  /** Counts a flow that begins. False = one too many. */
  begin(address: string): boolean;
  /** Counts a poll. False = it came too soon after the one before. */
  poll(deviceHash: KeyHash): boolean;
}

/** `elapsed`: monotonic ms. */
export function createDeviceLimits({ elapsed }: { elapsed: () => number }): DeviceLimits {
  const begun = new BoundedMap<{ since: number; count: number }>(MAX_REMEMBERED);
  const polled = new BoundedMap<number>(MAX_REMEMBERED);
  return {
    begin(address) {
      const now = elapsed();
      const known = begun.get(address);
      const count = known !== undefined && now - known.since < WINDOW_MS ? known : { since: now, count: 0 };
      count.count += 1;
      begun.set(address, count);
      return count.count <= MAX_BEGUN;
    },
    poll(deviceHash) {
      const now = elapsed();
      const last = polled.get(deviceHash);
      polled.set(deviceHash, now);
      return last === undefined || now - last >= POLL_INTERVAL_S * 1000 - TOLERANCE_MS;
    },
  };
}
