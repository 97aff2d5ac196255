import { describe, expect, it } from 'vitest';
import { boundsIssue, isDeeperThan } from './bounds.ts';

const SENT = { isSaved: false };
const SAVED = { isSaved: true };
const many = (count: number, target: object) => Array.from({ length: count }, () => target);
const pools = (count: number, size: number, own: object = {}) => ({
  ...own,
  strategy: { mode: 'fallback' },
  targets: many(count, { targets: many(size, { passthrough: true }) }),
});
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('a config that is too large', () => {
  it('has more than a thousand targets in all, and comes with the request', () => {
    expect(boundsIssue(pools(20, 49), SENT)).toBeNull();
    expect(boundsIssue(pools(20, 50), SENT)).toMatchObject({
      path: 'targets',
      message: expect.stringMatching(/got 1020/),
    });
    expect(boundsIssue(pools(100, 50), SAVED)).toBeNull();
  });

  it('has a thousand conditional targets, and one below them', () => {
    const strategy = { mode: 'conditional' };
    expect(boundsIssue({ strategy, targets: many(1000, {}) }, SENT)).toBeNull();
    expect(boundsIssue({ strategy, targets: [...many(999, {}), { targets: many(2, {}) }] }, SENT)).not.toBeNull();
  });

  it.each(['override_params', 'metadata', 'retry'])('has a %s that no stack would hold', (key) => {
    expect(boundsIssue({ provider: '@a', [key]: { a: deep(50) } }, SENT)).toBeNull();
    const issue = boundsIssue({ provider: '@a', [key]: { a: deep(100_000) } }, SAVED);
    expect(issue).toEqual({ path: key, message: 'nested deeper than 100 levels' });
    const nested = boundsIssue({ targets: [{ provider: '@a' }, { [key]: { a: deep(200) } }] }, SENT);
    expect(nested?.path).toBe(`targets[1].${key}`);
  });

  it('has thousands of parameters that hundreds of targets inherit and add to', () => {
    const below = (own: object) => ({ override_params: keys(2000), targets: many(100, own) });
    expect(boundsIssue(below({ provider: '@a' }), SENT)).toBeNull();
    expect(boundsIssue(below({ override_params: { a: 1 } }), SAVED)?.message).toContain('too many parameters');
  });
});

it.each([
  [1, 1, false],
  [[], 0, true],
  [[], 1, false],
  [{ a: [{}] }, 2, true],
  [{ a: [{}] }, 3, false],
])('%j is deeper than %d: %j', (value, max, expected) => {
  expect(isDeeperThan(value, max)).toBe(expected);
});
