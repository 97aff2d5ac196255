import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Ledger } from '../../src/storage/ports/ledger.ts';
import { createMemoryLedger } from '../../testkit/memory-ledger.ts';
import { simulate, type Outcome } from './simulate.ts';
import { MIXED, twentyLimits } from './traffic.ts';

/** The simulation in small: 64 callers, 20 limits. `npm run sim` runs it at length, on disk, and kills it. */
const run = (openLedger: (clock: Clock) => Promise<Ledger>, seed = 1): Promise<Outcome> =>
  simulate({
    seed,
    callers: 64,
    requests: 600,
    budgets: twentyLimits(0.3),
    traffic: MIXED,
    isRough: true,
    openLedger,
  });

const sound = (outcome: Outcome): boolean =>
  outcome.overruns.length === 0 && outcome.leaked === 0 && outcome.unexplained === 0;

describe('64 callers at 20 limits', () => {
  it.each([1, 2])('overrun none, leave no hold, and spend what the log explains (seed %d)', async (seed) => {
    const outcome = await run(async (clock) => createMemoryLedger(clock), seed);
    expect(outcome.overruns.slice(0, 5)).toEqual([]);
    expect(outcome).toMatchObject({ leaked: 0, unexplained: 0 });
    // Or it would prove nothing.
    expect(outcome.answered).toBeGreaterThan(100);
    expect(outcome.refused).toBeGreaterThan(20);
    expect(outcome.hungUp).toBeGreaterThan(10);
    expect(outcome.watched.resizes).toBeGreaterThan(100);
    expect(outcome.watched.fullest).toBeGreaterThan(0.9);
  });

  const mutations: Record<string, (ledger: Ledger) => Partial<Ledger>> = {
    'a reservation that holds nothing': (ledger) => ({
      reserve: (hold) => ledger.reserve({ ...hold, claims: hold.claims.map((claim) => ({ ...claim, amount: 0 })) }),
      resize: async () => [],
    }),
    'a reservation that does not look at the limit': (ledger) => ({
      reserve: (hold) => ledger.reserve({ ...hold, claims: hold.claims.map((claim) => ({ ...claim, max: 1e15 })) }),
    }),
    'a release that keeps the hold': () => ({ release: async () => undefined }),
    'a settlement that spends nothing': (ledger) => ({ settle: (id) => ledger.settle(id, new Map()) }),
    'a settlement that leaves the hold': () => ({ settle: async () => undefined }),
  };

  it.each(Object.entries(mutations))('find %s', async (_, mutate) => {
    const outcome = await run(async (clock) => {
      const ledger = createMemoryLedger(clock);
      return { ...ledger, ...mutate(ledger) };
    });
    expect(sound(outcome)).toBe(false);
  });
});
