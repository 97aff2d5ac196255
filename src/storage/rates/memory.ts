/** The engine of the rates port in this process's memory: a restart forgets what was counted. */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { WINDOW_STEPS } from '../ports/rates.ts';
import type {
  AgentClaim,
  CountedAmount,
  CountedPlace,
  RateClaims,
  RateList,
  RateRefusal,
  RateWindow,
} from '../ports/rates.ts';
import { AliveAgents } from './alive-agents.ts';
import { SlidingCount } from './sliding-count.ts';

/** Of limits, and as many again of visitors. */
const MAX_PLACES = 100_000;

export interface MemoryRates {
  take(claims: RateClaims): RateRefusal | null;
  add(counted: readonly CountedAmount[]): void;
  leave(agents: readonly AgentClaim[]): void;
  counted(list: Pick<RateList, 'listedUnder'>): CountedPlace[];
  reset(window: Pick<RateWindow, 'place' | 'isOfVisitors'>): void;
  close(): Promise<void>;
  /** Every window that counts anything, and by how many steps ago it was counted. */
  windows(): KeptWindow[];
  /** Subagents of which a request runs. */
  running(): Pick<AgentClaim, 'place' | 'agent'>[];
}

export interface KeptWindow {
  window: Omit<RateWindow, 'value'>;
  steps: { stepsAgo: number; amount: number }[];
}

interface Kept {
  window: RateWindow;
  count: SlidingCount;
}

/** `elapsed`: monotonic ms, so that a clock that is set gives nobody a fresh window. */
export function createMemoryRates({ elapsed }: { elapsed: () => number }): MemoryRates {
  const ofLimits = new BoundedMap<Kept>(MAX_PLACES);
  const ofVisitors = new BoundedMap<Kept>(MAX_PLACES);
  const countsFor = ({ isOfVisitors }: Pick<RateWindow, 'isOfVisitors'>) =>
    isOfVisitors === true ? ofVisitors : ofLimits;
  const agents = new AliveAgents();
  const countOf = (window: RateWindow): SlidingCount => {
    const counts = countsFor(window);
    const known = counts.get(window.place);
    // A limit by the minute that became one by the hour begins anew.
    if (known?.window.windowMs === window.windowMs) return known.count;
    const count = new SlidingCount(window.windowMs / WINDOW_STEPS, elapsed());
    counts.set(window.place, { window, count });
    return count;
  };
  const refusalOf = (claims: RateClaims, now: number): RateRefusal | null => {
    for (const [at, window] of claims.windows.entries()) {
      const waitMs = countOf(window).waitFor(window.value - 1, now);
      if (waitMs !== 0) return { kind: 'window', at, waitMs };
    }
    const at = claims.agents.findIndex((claim) => !agents.hasRoom(claim, now));
    return at === -1 ? null : { kind: 'agent', at };
  };
  return {
    take(claims) {
      const now = elapsed();
      const refusal = refusalOf(claims, now);
      if (refusal !== null) return refusal;
      for (const window of claims.windows) if (window.amount > 0) countOf(window).add(window.amount, now);
      for (const claim of claims.agents) agents.enter(claim, now);
      return null;
    },
    add(counted) {
      for (const { window, amount } of counted) countOf(window).add(amount, elapsed());
    },
    leave(ended) {
      for (const claim of ended) agents.leave(claim, elapsed());
    },
    counted({ listedUnder }) {
      const found = [];
      for (const [place, { window, count }] of ofLimits.entries()) {
        const counted = window.listedUnder === listedUnder ? count.counted(elapsed()) : 0;
        if (counted > 0) found.push({ place, counted });
      }
      return found;
    },
    windows() {
      const found = [...ofLimits.entries(), ...ofVisitors.entries()].map(([, { window, count }]) => {
        return { window, steps: [...count.entries(elapsed())] };
      });
      return found.filter(({ steps }) => steps.length > 0);
    },
    running: () => agents.running(),
    reset: (window) => countsFor(window).delete(window.place),
    close: () => Promise.resolve(),
  };
}
