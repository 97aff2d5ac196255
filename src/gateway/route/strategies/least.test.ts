import { describe, expect, it } from 'vitest';
import { pickLeast } from './least.ts';

describe('the target with the lowest figure', () => {
  it.each<[string, readonly (number | null)[], number | null]>([
    ['is the lowest', [30, 10, 20], 1],
    ['is the earlier of two', [10, 10], 0],
    ['is one that was not tried, whatever the others have', [10, null, 0, null], 1],
    ['is one that answers, before one that does not', [Infinity, 50], 1],
    ['is the first when none answers', [Infinity, Infinity], 0],
    ['may be free', [1, 0], 1],
    ['is none of none', [], null],
  ])('%s', (_, figures, index) => {
    expect(pickLeast(figures)).toBe(index);
  });
});
