import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { createFigures } from './figures.ts';

function start() {
  const clock = manualClock();
  const figures = createFigures({ now: clock.now });
  const measure = (latencyMs: number | null, costPer1kTokens: number | null = null) =>
    figures.record('a', { latencyMs, costPer1kTokens });
  return { clock, figures, measure };
}

describe('the rolling figures of a target', () => {
  it('are null for one that was never tried, and each for itself', () => {
    const { figures, measure } = start();
    measure(100, 5);
    expect([figures.latency('a'), figures.cost('a')]).toEqual([100, 5]);
    expect([figures.latency('b'), figures.cost('b')]).toEqual([null, null]);
  });

  it('follow a change, and forget an outlier', () => {
    const { figures, measure } = start();
    measure(100);
    measure(1100);
    expect(figures.latency('a')).toBe(300);
    for (let time = 0; time < 40; time += 1) measure(500);
    expect(figures.latency('a')).toBeCloseTo(500, 0);
  });

  it('say nothing any more after five silent minutes, and begin anew', () => {
    const { clock, figures, measure } = start();
    measure(100, 5);
    clock.advance(5 * 60_000);
    expect(figures.latency('a')).toBe(100);
    clock.advance(1);
    expect([figures.latency('a'), figures.cost('a')]).toEqual([null, null]);
    measure(900);
    expect(figures.latency('a')).toBe(900);
  });

  it('put a target last whose price is not known: not tried and not priced are two things', () => {
    const { figures, measure } = start();
    measure(100, null);
    expect([figures.latency('a'), figures.cost('a')]).toEqual([100, Infinity]);
    measure(null, 7);
    expect([figures.latency('a'), figures.cost('a')]).toEqual([100, 7]);
  });

  it('put a target last that has just failed, and give it another chance after half a minute', () => {
    const { clock, figures, measure } = start();
    figures.fail('a');
    expect([figures.latency('a'), figures.cost('a')]).toEqual([Infinity, Infinity]);
    clock.advance(29_999);
    expect(figures.latency('a')).toBe(Infinity);
    clock.advance(1);
    expect(figures.latency('a')).toBeNull();
    measure(100);
    figures.fail('a');
    clock.advance(30_000);
    expect(figures.latency('a')).toBe(100);
  });

  it('trust a success at once', () => {
    const { figures, measure } = start();
    figures.fail('a');
    measure(100);
    expect(figures.latency('a')).toBe(100);
  });

  it('are bounded: the oldest go', () => {
    const { figures } = start();
    for (let key = 0; key <= 10_000; key += 1) figures.record(String(key), { latencyMs: 1, costPer1kTokens: 1 });
    expect(figures.latency('0')).toBeNull();
    expect(figures.latency('1')).toBe(1);
    figures.fail('10000');
    expect(figures.latency('1')).toBe(1);
  });
});
