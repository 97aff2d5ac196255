import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateWindows } from './rate-windows.ts';

const MINUTE = { place: 'p', windowMs: 60_000, value: 10 };

function world() {
  let now = 5_000_000;
  const windows = createRateWindows({ elapsed: () => now });
  return { ...windows, pass: (ms: number) => (now += ms) };
}

describe('a rate window', () => {
  it('lets as much pass as it says, and reports when there is room again', () => {
    const { waitFor, add, pass } = world();
    add(MINUTE, 6);
    pass(30_000);
    expect(waitFor(MINUTE, 4)).toBe(0);
    add(MINUTE, 4);
    expect(waitFor(MINUTE, 1)).toBe(31_000);
    expect(waitFor(MINUTE, 7)).toBe(61_000);
    expect(waitFor(MINUTE, 11), 'more than ever fits').toBeNull();
    pass(31_000);
    expect(waitFor(MINUTE, 6)).toBe(0);
    expect(waitFor(MINUTE, 7)).toBe(30_000);
  });

  it('slides: a burst at the end of one minute and the start of the next does not pass twice', () => {
    const { waitFor, add, pass } = world();
    pass(59_000);
    add(MINUTE, 10);
    pass(2000);
    expect(waitFor(MINUTE, 1)).toBe(59_000);
  });

  it('of 0 lets nothing pass', () => {
    expect(world().waitFor({ ...MINUTE, value: 0 }, 1)).toBeNull();
  });

  it('never lets more pass in any minute, and is right about when the next may', () => {
    const steps = fc.array(fc.record({ ms: fc.nat({ max: 20_000 }), amount: fc.integer({ min: 1, max: 6 }) }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(steps, (plan) => {
        const { waitFor, add, pass } = world();
        let now = 0;
        const passed: { at: number; amount: number }[] = [];
        for (const { ms, amount } of plan) {
          pass(ms);
          now += ms;
          const wait = waitFor(MINUTE, amount) ?? 0;
          pass(wait);
          now += wait;
          expect(waitFor(MINUTE, amount)).toBe(0);
          add(MINUTE, amount);
          passed.push({ at: now, amount });
          const inMinute = passed.filter(({ at }) => at > now - 60_000).reduce((sum, one) => sum + one.amount, 0);
          expect(inMinute).toBeLessThanOrEqual(10);
        }
      }),
    );
  });
});
