import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEngine, NewHold } from './ledger.ts';

export interface LedgerUnderTest {
  ledger: LedgerEngine;
  /** The same books after a clean end, or as a process left them that was killed. */
  reopen(how: 'closed' | 'killed'): Promise<LedgerEngine>;
  /** Moves the clock, ms. */
  advance(ms: number): void;
  now(): number;
  destroy(): Promise<void>;
}

const MONTH = { limit: 'key:1:cost', window: 1000 };
const DAY = { limit: 'workspace:1:tokens', window: 2000 };
const used = (amounts: Record<string, number>) => new Map(Object.entries(amounts));

/** What every engine of the ledger port must do. */
export function ledgerSuite(name: string, open: () => Promise<LedgerUnderTest>): void {
  let world: LedgerUnderTest;
  let ledger: LedgerEngine;

  beforeEach(async () => {
    world = await open();
    ({ ledger } = world);
  });
  afterEach(() => world.destroy());

  const hold = (id: string, amount: number, more: Partial<NewHold> = {}): NewHold => ({
    id,
    claims: [{ ...MONTH, amount, max: 100 }],
    expiresAt: world.now() + 60_000,
    ...more,
  });

  describe(`the ledger (${name})`, () => {
    it('holds what fits, and refuses what does not, with what is in the way', async () => {
      expect(await ledger.reserve(hold('a', 60))).toEqual([]);
      const [refusal] = await ledger.reserve(hold('b', 41));
      expect(refusal).toMatchObject({ held: 60, spent: 0, claim: { limit: MONTH.limit, amount: 41, max: 100 } });
      expect(await ledger.reserve(hold('c', 40))).toEqual([]);
      expect(ledger.balance(MONTH)).toEqual({ held: 100, spent: 0 });
    });

    it('spends what was used, and frees the rest', async () => {
      await ledger.reserve(hold('a', 60));
      await ledger.settle('a', used({ [MONTH.limit]: 25 }));
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 25 });
      expect(await ledger.reserve(hold('b', 76))).toHaveLength(1);
      expect(await ledger.reserve(hold('c', 75))).toEqual([]);
    });

    it('frees all of a hold that is released', async () => {
      await ledger.reserve(hold('a', 100));
      await ledger.release('a');
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 0 });
    });

    it('ends a hold once, however often it is reported', async () => {
      await ledger.reserve(hold('a', 60));
      await ledger.settle('a', used({ [MONTH.limit]: 25 }));
      await ledger.settle('a', used({ [MONTH.limit]: 25 }));
      await ledger.release('a');
      await ledger.release('never');
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 25 });
    });

    it('holds all claims or none', async () => {
      const claims = [
        { ...MONTH, amount: 10, max: 100 },
        { ...DAY, amount: 10, max: 5 },
      ];
      expect(await ledger.reserve(hold('a', 0, { claims }))).toMatchObject([{ claim: { limit: DAY.limit } }]);
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 0 });
    });

    it('lets a hold grow as far as there is room, and shrink always, in the limits that it has', async () => {
      await ledger.reserve(hold('a', 60));
      await ledger.reserve(hold('b', 20));
      expect(await ledger.resize('a', used({ [MONTH.limit]: 81 }))).toHaveLength(1);
      expect(await ledger.resize('a', used({ [MONTH.limit]: 80, 'another:limit': 500 }))).toEqual([]);
      expect(ledger.balance(MONTH)).toEqual({ held: 100, spent: 0 });
      expect(await ledger.resize('a', used({ [MONTH.limit]: 5 }))).toEqual([]);
      expect(ledger.balance(MONTH)).toEqual({ held: 25, spent: 0 });
      await expect(ledger.resize('a', used({ [MONTH.limit]: -1 }))).rejects.toThrow(RangeError);
      await ledger.release('a');
      expect(ledger.balance(MONTH)).toEqual({ held: 20, spent: 0 });
      await expect(ledger.resize('a', used({}))).rejects.toThrow(/no hold/);
    });

    it('lets a hold shrink under a limit that was exceeded', async () => {
      await ledger.reserve(hold('a', 60));
      await ledger.reserve(hold('b', 40));
      await ledger.settle('b', used({ [MONTH.limit]: 300 }));
      expect(await ledger.resize('a', used({ [MONTH.limit]: 10 }))).toEqual([]);
      expect(ledger.balance(MONTH)).toEqual({ held: 10, spent: 300 });
    });

    it('knows a limit that was raised or lowered at the next reservation', async () => {
      await ledger.reserve(hold('a', 60));
      const claim = { ...MONTH, amount: 50 };
      expect(await ledger.reserve(hold('b', 0, { claims: [{ ...claim, max: 110 }] }))).toEqual([]);
      expect(await ledger.reserve(hold('c', 0, { claims: [{ ...claim, amount: 0, max: 50 }] }))).toHaveLength(1);
    });

    it('counts each window apart', async () => {
      await ledger.reserve(hold('a', 100));
      const claims = [{ ...MONTH, window: 5000, amount: 100, max: 100 }];
      expect(await ledger.reserve(hold('b', 0, { claims }))).toEqual([]);
      await ledger.settle('a', used({ [MONTH.limit]: 90 }));
      expect(ledger.balance({ ...MONTH, window: 5000 })).toEqual({ held: 100, spent: 0 });
      expect(ledger.balance(MONTH), 'after the clock was set back').toEqual({ held: 0, spent: 90 });
    });

    it('lists the accounts of limits whose name begins alike', async () => {
      await ledger.reserve(hold('a', 60));
      expect(ledger.accounts(MONTH.limit.slice(0, 3))).toEqual([{ ...MONTH, held: 60, spent: 0 }]);
      expect(ledger.accounts('nothing')).toEqual([]);
    });

    it('forgets what was spent when it is reset, and not what is held', async () => {
      await ledger.reserve(hold('a', 60));
      await ledger.settle('a', used({ [MONTH.limit]: 60 }));
      await ledger.reserve(hold('b', 30));
      await ledger.reset(MONTH);
      expect(ledger.balance(MONTH)).toEqual({ held: 30, spent: 0 });
      expect((await ledger.reconcile()).unexplained).toBe(0);
    });

    it('spends more than was held where more was used: what was paid is paid', async () => {
      await ledger.reserve(hold('a', 60));
      await ledger.settle('a', used({ [MONTH.limit]: 130 }));
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 130 });
      expect(await ledger.reserve(hold('b', 0))).toHaveLength(1);
    });

    it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('holds no amount of %d', async (amount) => {
      await expect(ledger.reserve(hold('a', amount))).rejects.toThrow(RangeError);
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 0 });
    });

    it('refuses a second hold of the same id', async () => {
      await ledger.reserve(hold('a', 1));
      await expect(ledger.reserve(hold('a', 1))).rejects.toThrow(/exists/);
    });

    it('raises what is spent once, however many ask for it at the same time, and never lowers it', async () => {
      await ledger.reserve(hold('a', 30));
      await ledger.settle('a', used({ [MONTH.limit]: 30 }));
      await Promise.all([ledger.raise(MONTH, 50), ledger.raise(MONTH, 50), ledger.raise(MONTH, 40)]);
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 50 });
      await ledger.raise(MONTH, 20);
      ledger = await world.reopen('closed');
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 50 });
      expect(await ledger.reconcile()).toMatchObject({ unexplained: 0 });
    });

    it.each(['closed', 'killed'] as const)('has every settled amount after it was %s', async (how) => {
      await ledger.reserve(hold('a', 60));
      await ledger.settle('a', used({ [MONTH.limit]: 25 }));
      ledger = await world.reopen(how);
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 25 });
      expect(await ledger.reconcile()).toMatchObject({ holds: 0, unexplained: 0 });
    });

    it('counts what a killed process held as spent once it expires, since a provider may bill it', async () => {
      await ledger.reserve(hold('a', 60));
      await ledger.reserve(hold('b', 30));
      await ledger.settle('b', used({ [MONTH.limit]: 20 }));
      ledger = await world.reopen('killed');
      expect(ledger.balance(MONTH)).toEqual({ held: 60, spent: 20 });
      expect(await ledger.reserve(hold('c', 21))).toHaveLength(1);
      world.advance(60_001);
      expect(await ledger.reserve(hold('d', 21))).toHaveLength(1);
      expect(await ledger.reserve(hold('e', 20))).toEqual([]);
      expect(ledger.balance(MONTH)).toEqual({ held: 20, spent: 80 });
      expect(await ledger.reconcile()).toMatchObject({ holds: 1, unexplained: 0 });
    });

    it('frees nothing of an abandoned hold, and settles it where somebody still does', async () => {
      await ledger.reserve(hold('a', 60));
      await ledger.reserve(hold('b', 30));
      await ledger.abandon('a');
      await ledger.abandon('b');
      await ledger.abandon('unknown');
      expect(await ledger.reserve(hold('c', 11))).toHaveLength(1);
      await ledger.settle('a', used({ [MONTH.limit]: 10 }));
      await ledger.settle('a', used({ [MONTH.limit]: 10 }));
      expect(await ledger.resize('b', used({ [MONTH.limit]: 20 }))).toEqual([]);
      expect(ledger.balance(MONTH)).toEqual({ held: 20, spent: 10 });
      expect(await ledger.resize('b', used({ [MONTH.limit]: 91 }))).toHaveLength(1);
      world.advance(60_001);
      expect(await ledger.reserve(hold('d', 71))).toHaveLength(1);
      expect(await ledger.reconcile()).toMatchObject({ unexplained: 0 });
    });

    it('never lets a hold of its own process expire: a long stream still runs', async () => {
      await ledger.reserve(hold('a', 60));
      world.advance(3_600_000);
      expect(await ledger.reserve(hold('b', 41))).toHaveLength(1);
      await ledger.settle('a', used({ [MONTH.limit]: 50 }));
      expect(ledger.balance(MONTH)).toEqual({ held: 0, spent: 50 });
    });
  });

  it(`is never overrun by any order of what callers do (${name})`, async () => {
    const amounts = fc.nat({ max: 40 });
    const steps = fc.array(
      fc.record({ who: fc.nat({ max: 7 }), amount: amounts, part: fc.double({ min: 0, max: 1, noNaN: true }) }),
      { minLength: 20, maxLength: 40 },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        round += 1;
        const account = { limit: `round:${round}`, window: 0 };
        const standing = new Map<number, { id: string; amount: number }>();
        let spent = 0;
        const written: Promise<void>[] = [];
        for (const [at, { who, amount, part }] of plan.entries()) {
          const mine = standing.get(who);
          if (mine === undefined) {
            const id = `${round}:${at}`;
            const claims = [{ ...account, amount, max: 100 }];
            const refused = await ledger.reserve({ id, claims, expiresAt: world.now() + 1000 });
            if (refused.length === 0) standing.set(who, { id, amount });
          } else if (part < 0.3) {
            const refused = await ledger.resize(mine.id, new Map([[account.limit, amount]]));
            if (refused.length === 0) mine.amount = amount;
          } else {
            const really = part < 0.5 ? 0 : Math.floor(mine.amount * part);
            standing.delete(who);
            spent += really;
            written.push(ledger.settle(mine.id, new Map([[account.limit, really]])));
          }
          const held = [...standing.values()].reduce((sum, { amount: one }) => sum + one, 0);
          expect(ledger.balance(account)).toEqual({ held, spent });
          expect(held + spent).toBeLessThanOrEqual(100);
        }
        await Promise.all(written);
      }),
      { numRuns: 15 },
    );
    expect((await ledger.reconcile()).unexplained).toBe(0);
  });
}
