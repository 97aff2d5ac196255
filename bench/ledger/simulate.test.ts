import { describe, expect, it, vi } from 'vitest';
import type { Ledger } from '../../src/storage/ports/ledger.ts';
import type { Rates } from '../../src/storage/ports/rates.ts';
import { createMemoryRates } from '../../src/storage/rates/memory.ts';
import { createMemoryLedger } from '../../testkit/memory-ledger.ts';
import { manyRates, manySpeeds, twentyLimits } from './limits.ts';
import { simulate, type Outcome } from './simulate.ts';
import { MIXED } from './traffic.ts';

/** The simulation in small: 64 callers, 20 limits. `npm run sim` runs it at length, on disk, and kills it. */
const run = (more: Partial<Parameters<typeof simulate>[0]> = {}): Promise<Outcome> =>
  simulate({
    seed: 1,
    callers: 64,
    requests: 600,
    limits: { budgets: twentyLimits(0.5), rates: manyRates(0.3), velocity: manySpeeds() },
    traffic: MIXED,
    isRough: true,
    openLedger: async (clock) => createMemoryLedger(clock),
    ...more,
  });

/** Of rates and velocity limits. */
const kindsRefusing = ({ watchedRates }: Outcome): string[] => {
  const words = [...watchedRates.refusals.keys()].flatMap((place) => place.split(':'));
  return ['agents', 'requests', 'tokens', 'usd'].filter((kind) => words.includes(kind));
};

const sound = (outcome: Outcome): boolean =>
  outcome.overruns.length === 0 && outcome.leaked === 0 && outcome.unexplained === 0;

vi.setConfig({ testTimeout: 60_000 });

describe('64 callers at 20 limits', () => {
  it.each([1, 2])('overrun none, leave no hold, and spend what the log explains (seed %d)', async (seed) => {
    const outcome = await run({ seed });
    expect(outcome.overruns.slice(0, 5)).toEqual([]);
    expect(outcome).toMatchObject({ leaked: 0, unexplained: 0 });
    // Or it would prove nothing.
    expect(outcome.answered).toBeGreaterThan(100);
    expect(outcome.refused).toBeGreaterThan(20);
    expect(outcome.hungUp).toBeGreaterThan(10);
    expect(outcome.watched.resizes).toBeGreaterThan(100);
    expect(outcome.watched.fullest).toBeGreaterThan(0.9);
    expect(kindsRefusing(outcome)).toEqual(['agents', 'requests', 'tokens', 'usd']);
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
    const outcome = await run({
      requests: 300,
      async openLedger(clock) {
        const ledger = createMemoryLedger(clock);
        return { ...ledger, ...mutate(ledger) };
      },
    });
    expect(sound(outcome)).toBe(false);
  });

  const mutationsOfRates: Record<string, (rates: Rates) => Partial<Rates>> = {
    'a rate that counts no request': (rates) => ({
      take: (claims) => rates.take({ ...claims, windows: claims.windows.map((one) => ({ ...one, amount: 0 })) }),
    }),
    'a rate that lets one more pass': (rates) => ({
      take: (claims) =>
        rates.take({ ...claims, windows: claims.windows.map((one) => ({ ...one, value: one.value + 1 })) }),
    }),
    'a window that slides too soon': (rates) => ({
      take: (claims) =>
        rates.take({ ...claims, windows: claims.windows.map((one) => ({ ...one, windowMs: one.windowMs / 2 })) }),
    }),
    'tokens and dollars that are not counted after the answer': () => ({ add: () => undefined }),
    'one subagent more than may be alive': (rates) => ({
      take: (claims) => rates.take({ ...claims, agents: claims.agents.map((one) => ({ ...one, most: one.most + 1 })) }),
    }),
  };

  it.each(Object.entries(mutationsOfRates))('find %s', async (_, mutate) => {
    const { overruns } = await run({
      requests: 300,
      async openRates(clock) {
        const rates = createMemoryRates({ elapsed: clock.elapsed });
        return { ...rates, ...mutate(rates) };
      },
    });
    expect(overruns.filter((text) => !text.includes(' + '))).not.toEqual([]);
  });

  it('find answers that nobody counts in rates, and subagents whose end nobody reports', async () => {
    const uncounted = await run({ requests: 200, asPipelineSees: (rates) => ({ ...rates, add: () => undefined }) });
    expect(uncounted.unexplained).toBeGreaterThan(0);
    const unended = await run({ requests: 200, asPipelineSees: (rates) => ({ ...rates, leave: () => undefined }) });
    expect(unended.leaked).toBeGreaterThan(0);
  });
});
