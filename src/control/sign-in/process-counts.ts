/** Counts of this process, and those that all processes share: both must have room. */
import { hash } from 'node:crypto';
import type { RateRefusal, Rates, WindowClaim } from '../../storage/ports/rates.ts';

export type Counts = Pick<Rates, 'take' | 'add' | 'reset'>;

/** What was counted, and where: it can be taken back. */
export interface Counted {
  takeBack(): Promise<void>;
  /** Earlier counts there are forgotten as well. */
  forget(windows: readonly WindowClaim[]): Promise<void>;
}

/**
 * Counts every window in each of `counts`, or none where one has no room. Where the shared ones cannot be asked, those of this process
 * hold: nothing opens. `counts`: of this process first.
 */
export async function countEverywhere(
  counts: readonly Counts[],
  windows: readonly WindowClaim[],
): Promise<Counted | RateRefusal> {
  const counted: Counts[] = [];
  for (const rates of counts) {
    const refusal = await take(rates, windows);
    if (refusal === 'away') continue;
    if (refusal === null) {
      counted.push(rates);
      continue;
    }
    await takeBack(counted, windows);
    return refusal;
  }
  return {
    takeBack: () => takeBack(counted, windows),
    async forget(those) {
      await Promise.allSettled(counted.flatMap((rates) => those.map(async (window) => rates.reset(window))));
    },
  };
}

/** Hashed: whose counts they are is nobody's business who looks into a shared store, and they are as long as that. */
export function visitorWindow(
  { name, max, windowMs }: { name: string; max: number; windowMs: number },
  whose: string,
): WindowClaim {
  const place = `sign-in:${name}:${hash('sha256', whose, 'base64url')}`;
  return { place, windowMs, value: max, amount: 1, isOfVisitors: true };
}

async function take(rates: Counts, windows: readonly WindowClaim[]): Promise<RateRefusal | null | 'away'> {
  try {
    return await rates.take({ windows, agents: [] });
  } catch {
    return 'away';
  }
}

async function takeBack(counted: readonly Counts[], windows: readonly WindowClaim[]): Promise<void> {
  await Promise.all(counted.map(async (rates) => rates.add(windows.map((window) => ({ window, amount: -1 })))));
}
