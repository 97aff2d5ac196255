/** How many sign-ins one network may begin, at a directory or from a device, and how often one device may poll. */
import type { KeyHash } from '../../kernel/ids.ts';
import { networkOf } from '../../kernel/network-of.ts';
import { countEverywhere, visitorWindow, type Counts } from './process-counts.ts';

/** A whole company may sit behind one address. */
const BEGUN = { name: 'begun', max: 300, windowMs: 15 * 60_000 };
/** In seconds, as the client gets it. */
export const POLL_INTERVAL_S = 5;
/** The network may bring two polls a second closer together. */
const POLLED = { name: 'polled', max: 1, windowMs: (POLL_INTERVAL_S - 1) * 1000 };

export interface FlowLimits {
  /** Counts a sign-in that begins. False = one too many. */
  begin(address: string): Promise<boolean>;
  /** Counts a poll. False = it came too soon after the one before. */
  poll(deviceHash: KeyHash): Promise<boolean>;
}

/** `counts`: of this process first, then those that all processes share. */
export function createFlowLimits(counts: readonly Counts[]): FlowLimits {
  const hasRoom = async (rule: typeof BEGUN, whose: string): Promise<boolean> =>
    !('kind' in (await countEverywhere(counts, [visitorWindow(rule, whose)])));
  return {
    begin: (address) => hasRoom(BEGUN, networkOf(address)),
    poll: (deviceHash) => hasRoom(POLLED, deviceHash),
  };
}
