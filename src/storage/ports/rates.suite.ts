import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALIVE_MS, type RateRefusal, type Rates, type WindowClaim } from './rates.ts';

export interface RatesUnderTest {
  rates: Rates;
  /** Another process that counts in the same place; null = the engine is of one process. */
  other: Rates | null;
  /** Moves the clock, ms. */
  advance(ms: number): void;
  destroy(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Of a step of a window by the minute, and of what passes while a test runs, ms. */
const STEP_MS = 1000;
const NO_AGENTS = { agents: [] };

/** What every engine of the rates port must do. */
export function ratesSuite(name: string, open: () => Promise<RatesUnderTest>): void {
  let world: RatesUnderTest;
  let rates: Rates;

  beforeEach(async () => {
    world = await open();
    ({ rates } = world);
  });
  afterEach(() => world.destroy());

  const request = (value: number, place = 'key:1:rpm'): WindowClaim => ({
    place,
    windowMs: MINUTE_MS,
    value,
    amount: 1,
    listedUnder: 'key:',
  });
  const take = async (...windows: WindowClaim[]): Promise<RateRefusal | null> => rates.take({ windows, ...NO_AGENTS });
  const begin = async (agent: string, { most = 2, place = 'p' } = {}): Promise<RateRefusal | null> =>
    rates.take({ windows: [], agents: [{ place, agent, most }] });
  const waitOf = (refusal: RateRefusal | null): number | null => (refusal?.kind === 'window' ? refusal.waitMs : 0);

  describe(`rates (${name})`, () => {
    it('let as many pass as the limit says, and report when there is room again', async () => {
      for (let count = 0; count < 6; count += 1) expect(await take(request(10))).toBeNull();
      world.advance(30_000);
      for (let count = 0; count < 4; count += 1) expect(await take(request(10))).toBeNull();
      const refused = await take(request(10));
      expect(refused).toMatchObject({ kind: 'window', at: 0 });
      const waitMs = waitOf(refused) ?? 0;
      expect(waitMs).toBeGreaterThan(30_000 - 2 * STEP_MS);
      expect(waitMs).toBeLessThanOrEqual(30_000 + STEP_MS);
      // They may have been counted in two steps.
      world.advance(waitMs + STEP_MS);
      for (let count = 0; count < 6; count += 1) expect(await take(request(10))).toBeNull();
      expect(await take(request(10))).not.toBeNull();
    });

    it('slide: a burst at the end of one minute and the start of the next does not pass twice', async () => {
      world.advance(59_000);
      for (let count = 0; count < 10; count += 1) await take(request(10));
      world.advance(5000);
      expect(waitOf(await take(request(10)))).toBeGreaterThan(50_000);
    });

    it('of 0 let nothing pass, for ever', async () => {
      expect(await take(request(0))).toEqual({ kind: 'window', at: 0, waitMs: null });
    });

    it('count every claim of a request or none, and name the first that has no room', async () => {
      const [wide, narrow] = [request(10, 'key:wide'), request(1, 'key:narrow')];
      expect(await take(wide, narrow)).toBeNull();
      for (let count = 0; count < 20; count += 1) expect(await take(wide, narrow)).toMatchObject({ at: 1 });
      expect(await rates.counted({ listedUnder: 'key:', windowMs: MINUTE_MS })).toHaveLength(2);
      for (let count = 0; count < 9; count += 1) expect(await take(wide)).toBeNull();
      expect(await take(wide)).not.toBeNull();
    });

    it('count what is known later, also above the limit, and refuse while it is used up', async () => {
      const tokens: WindowClaim = { ...request(1000, 'key:tokens'), amount: 0 };
      expect(await take(tokens)).toBeNull();
      await rates.add([{ window: tokens, amount: 1500 }]);
      expect(waitOf(await take(tokens))).toBeGreaterThan(MINUTE_MS - 2 * STEP_MS);
      world.advance(MINUTE_MS + STEP_MS);
      expect(await take(tokens)).toBeNull();
    });

    it('forget what is taken back, the newest first, and never count less than nothing', async () => {
      for (let count = 0; count < 3; count += 1) expect(await take(request(5))).toBeNull();
      world.advance(30_000);
      for (let count = 0; count < 2; count += 1) expect(await take(request(5))).toBeNull();
      expect(await take(request(5))).not.toBeNull();
      await rates.add([{ window: request(5), amount: -1 }]);
      expect(await take(request(5))).toBeNull();
      await rates.add([{ window: request(5), amount: -4 }]);
      const list = { listedUnder: 'key:', windowMs: MINUTE_MS };
      expect(await rates.counted(list)).toEqual([{ place: 'key:1:rpm', counted: 1 }]);
      world.advance(30_000 + 2 * STEP_MS);
      expect(await rates.counted(list)).toEqual([]);
      await rates.add([{ window: request(5), amount: -7 }]);
      for (let count = 0; count < 5; count += 1) expect(await take(request(5))).toBeNull();
      expect(await take(request(5))).not.toBeNull();
    });

    it('count nano-dollars of a week to the last one', async () => {
      const week: WindowClaim = { place: 'usd', windowMs: 604_800_000, value: 9_000_000_000_001, amount: 0 };
      await rates.add([{ window: week, amount: 9_000_000_000_000 }]);
      expect(await take(week)).toBeNull();
      await rates.add([{ window: week, amount: 1 }]);
      expect(await take(week)).not.toBeNull();
    });

    it('list what is counted, and forget it when it is reset', async () => {
      await take(request(10, 'key:ada'), request(10, 'key:bob'));
      await take(request(10, 'key:ada'));
      await take({ ...request(10, 'policy:x'), listedUnder: 'policy:' });
      const list = { listedUnder: 'key:', windowMs: MINUTE_MS };
      const found = await rates.counted(list);
      expect(found.toSorted((a, b) => b.counted - a.counted)).toEqual([
        { place: 'key:ada', counted: 2 },
        { place: 'key:bob', counted: 1 },
      ]);
      await rates.reset({ ...list, place: 'key:ada' });
      expect(await rates.counted(list)).toEqual([{ place: 'key:bob', counted: 1 }]);
      expect(await take(request(1, 'key:ada'))).toBeNull();
    });

    it('never let more pass in any minute, whatever comes when', async () => {
      const steps = fc.array(fc.record({ ms: fc.nat({ max: 40_000 }), times: fc.integer({ min: 1, max: 5 }) }), {
        maxLength: 12,
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(steps, async (plan) => {
          const window = request(7, `key:${(run += 1)}`);
          let now = 0;
          const passed: number[] = [];
          for (const { ms, times } of plan) {
            world.advance(ms);
            now += ms;
            for (let time = 0; time < times; time += 1) if ((await take(window)) === null) passed.push(now);
            expect(passed.filter((at) => at > now - MINUTE_MS).length).toBeLessThanOrEqual(7);
          }
        }),
        { numRuns: 12 },
      );
    });

    it('let as many subagents be alive as the limit says, and those that run go on', async () => {
      expect(await begin('a')).toBeNull();
      expect(await begin('b')).toBeNull();
      expect(await begin('c')).toEqual({ kind: 'agent', at: 0 });
      expect(await begin('a')).toBeNull();
      await rates.leave([{ place: 'p', agent: 'b', most: 2 }]);
      expect(await begin('c'), 'its tools may be at work').not.toBeNull();
      expect(await begin('c', { place: 'another' })).toBeNull();
      world.advance(ALIVE_MS + 10);
      await rates.leave([{ place: 'p', agent: 'a', most: 2 }]);
      expect(await begin('c'), 'b is gone').toBeNull();
      expect(await begin('d'), 'a has only just ended').not.toBeNull();
    });

    it('do not count a subagent whose request is refused by a rate, nor a request whose subagent is', async () => {
      const full = request(0, 'key:none');
      await rates.take({ windows: [full], agents: [{ place: 'p', agent: 'a', most: 1 }] });
      expect(await begin('b', { most: 1 })).toBeNull();
      const one = request(1, 'key:one');
      expect(await rates.take({ windows: [one], agents: [{ place: 'p', agent: 'c', most: 1 }] })).toEqual({
        kind: 'agent',
        at: 0,
      });
      expect(await take(one)).toBeNull();
    });

    it('let exactly N of 64 callers at two processes pass at once', async () => {
      const processes = [rates, world.other ?? rates];
      const told = await Promise.all(
        Array.from({ length: 64 }, async (_, caller) => {
          const mine = processes[caller % 2] ?? rates;
          const first = await mine.take({ windows: [request(50)], ...NO_AGENTS });
          return [first, await mine.take({ windows: [request(50)], ...NO_AGENTS })];
        }),
      );
      expect(told.flat().filter((refusal) => refusal === null)).toHaveLength(50);
    });

    it('know the subagents of another process', async () => {
      const other = world.other ?? rates;
      expect(await begin('a', { most: 1 })).toBeNull();
      expect(await other.take({ windows: [], agents: [{ place: 'p', agent: 'b', most: 1 }] })).not.toBeNull();
    });
  });
}
