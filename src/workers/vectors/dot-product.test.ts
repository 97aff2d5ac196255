import { describe, expect, it } from 'vitest';
import { dotProduct } from './dot-product.ts';

function plain(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

/** Small whole numbers, whose sums are exact in any order. */
function wholeNumbers(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => ((at * 7 + seed * 13 + ((at * seed) % 11)) % 9) - 4);
}

describe('the dot product', () => {
  it.each([0, 1, 3, 4, 5, 7, 8, 9, 31, 512, 3_072])('of vectors of %i numbers loses none of them', (length) => {
    const [one, other] = [wholeNumbers(length, 1), wholeNumbers(length, 6)];
    expect(dotProduct(one, other)).toBe(plain(one, other));
  });

  it('is right to six digits where numbers are not whole', () => {
    const wave = (shift: number) => Float32Array.from({ length: 3_072 }, (_, at) => Math.sin(at + shift) / 40);
    expect(dotProduct(wave(0), wave(0.5))).toBeCloseTo(plain(wave(0), wave(0.5)), 6);
  });

  it.each([Number.NaN, Infinity])('is not finite where a number is %d', (broken) => {
    for (const at of [0, 2, 8]) {
      const vector = new Float32Array(9).fill(1);
      vector[at] = broken;
      expect(Number.isFinite(dotProduct(vector, new Float32Array(9).fill(1)))).toBe(false);
    }
  });
});
