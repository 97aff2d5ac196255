import { describe, expect, it } from 'vitest';
import type { Random } from '../../../kernel/clock.ts';
import type { RequestFields, Primitive } from '../../../routing/conditions.ts';
import { pickByWeight, stickyKey } from './loadbalance.ts';

/** mulberry32: the same numbers on every run. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How far the picks are from what the weights promise. */
function chiSquare(weights: readonly number[], picks: number): number {
  const random = seeded(20_261_123);
  const seen = weights.map(() => 0);
  for (let pick = 0; pick < picks; pick += 1) {
    const index = pickByWeight(weights, random) ?? -1;
    seen[index] = (seen[index] ?? 0) + 1;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight, index) => {
    const expected = (picks * weight) / total;
    if (expected === 0) return seen[index] === 0 ? sum : Infinity;
    return sum + ((seen[index] ?? 0) - expected) ** 2 / expected;
  }, 0);
}

describe('a pick by weight', () => {
  // The bound is the 99.9th percentile of chi-square for this many targets less one.
  it.each<[string, readonly number[], number]>([
    ['halves', [0.5, 0.5], 10.83],
    ['a canary', [0.95, 0.05], 10.83],
    ['weights that do not add up to 1', [3, 2, 1], 13.82],
    ['one without traffic', [1, 0, 1], 10.83],
    ['zeros at both ends', [0, 2, 5, 0], 10.83],
    ['tiny ones', [1e-9, 2e-9, 3e-9], 13.82],
    ['a hundred', Array<number>(100).fill(1), 148.2],
  ])('keeps the shares of %s', (_, weights, bound) => {
    expect(chiSquare(weights, 100_000)).toBeLessThan(bound);
  });

  it('of nothing but zeros is none', () => {
    expect(pickByWeight([0, 0], () => 0.5)).toBeNull();
    expect(pickByWeight([], () => 0.5)).toBeNull();
  });

  it.each([0, Number.MIN_VALUE, 0.5, 1 - Number.EPSILON / 2])(
    'never is one of weight 0, even when chance says %d',
    (chance) => {
      expect(pickByWeight([0, 0.1, 0.2, 0], () => chance)).toBeGreaterThan(0);
      expect(pickByWeight([0, 0.1, 0.2, 0], () => chance)).toBeLessThan(3);
    },
  );
});

describe('what a request sticks by', () => {
  const asking = (fields: Record<string, Primitive>): RequestFields => ({ read: (field) => fields[field] });
  const key = (hashFields: string[], fields: Record<string, Primitive>) =>
    stickyKey({ hashFields, ttlMs: 1 }, asking(fields));

  it('is the same for the same values, and another for others', () => {
    const fields = { session: 's', 'params.user': 'u' };
    const one = key(['session', 'params.user'], fields);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(key(['session', 'params.user'], { ...fields, 'metadata.x': '1' })).toBe(one);
    expect(key(['session', 'params.user'], { ...fields, session: 't' })).not.toBe(one);
    expect(key(['session'], fields)).not.toBe(one);
  });

  it.each<[string, Record<string, Primitive>]>([
    ['absent', { session: 's' }],
    ['null', { session: 's', 'params.user': null }],
    ['empty', { session: 's', 'params.user': '' }],
  ])('is nothing when a field is %s', (_, fields) => {
    expect(key(['session', 'params.user'], fields)).toBeNull();
  });

  it('can be a number or a truth', () => {
    expect(key(['params.user'], { 'params.user': 0 })).not.toBeNull();
    expect(key(['params.user'], { 'params.user': false })).not.toBeNull();
  });
});
