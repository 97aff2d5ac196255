/** How much of a budget can be spent before refusals begin, by how many agents run at once. */
import { createMemoryLedger } from '../../testkit/memory-ledger.ts';
import { oneBudget } from './limits.ts';
import { simulate } from './simulate.ts';
import { CLAUDE_CODE } from './traffic.ts';

export interface Efficiency {
  callers: number;
  /** Shares of the budget: when the first request was refused, and when every caller had been. */
  atFirstRefusal: number;
  atLast: number;
  /** Streams that the budget ended, and the share of it that was spent when the first of them was. */
  cut: number;
  atFirstCut: number | null;
  answered: number;
}

interface Measured {
  dollars: number;
  callers: number;
  /** As every call that does not stream: its worst case is held until it ends. */
  holdsWorstCase: boolean;
  seed?: number;
}

export async function efficiency({ dollars, callers, holdsWorstCase, seed = 1 }: Measured): Promise<Efficiency> {
  const budgets = oneBudget(dollars);
  const limit = dollars * 1e9;
  let atFirstRefusal = 0;
  let atFirstCut: number | null = null;
  const { spent, cut, answered } = await simulate({
    seed,
    callers,
    requests: 100_000,
    limits: { budgets },
    traffic: holdsWorstCase
      ? {
          ...CLAUDE_CODE,
          body: (chance, conversation) => ({ ...CLAUDE_CODE.body(chance, conversation), stream: false }),
        }
      : CLAUDE_CODE,
    openLedger: async (clock) => createMemoryLedger(clock),
    isRough: false,
    isOver(seen, spentNow) {
      const share = (): number => [...spentNow().values()].reduce((sum, amount) => sum + amount, 0) / limit;
      if (seen.refused > 0 && atFirstRefusal === 0) atFirstRefusal = share();
      if (seen.cut > 0) atFirstCut ??= share();
      return seen.refused >= 3 * callers;
    },
  });
  const total = [...spent.values()].reduce((sum, amount) => sum + amount, 0);
  return { callers, atFirstRefusal, atLast: total / limit, cut, atFirstCut, answered };
}
