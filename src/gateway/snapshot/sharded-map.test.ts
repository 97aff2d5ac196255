import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShardedMap } from './sharded-map.ts';

describe('a map in shards', () => {
  it('is like a map, and leaves the one that it came from alone, whatever is changed', () => {
    const entries = fc.array(fc.tuple(fc.string({ maxLength: 4 }), fc.integer()));
    const changes = fc.array(fc.tuple(fc.string({ maxLength: 4 }), fc.option(fc.integer(), { nil: undefined })));
    fc.assert(
      fc.property(entries, changes, (before, changed) => {
        const first = ShardedMap.of(before);
        const next = first.with(changed);
        const expected = new Map(before);
        expect(new Map(first)).toEqual(expected);
        expect(first.size).toBe(expected.size);
        for (const [key, value] of changed) {
          if (value === undefined) expected.delete(key);
          else expected.set(key, value);
        }
        expect(new Map(next)).toEqual(expected);
        expect(next.size).toBe(expected.size);
        expect(new Map(first)).toEqual(new Map(before));
        for (const key of [...expected.keys(), 'never']) {
          expect([next.get(key), next.has(key)]).toEqual([expected.get(key), expected.has(key)]);
        }
      }),
    );
  });

  it('that nothing changes is the same', () => {
    const map = ShardedMap.of([['a', 1]]);
    expect(map.with([])).toBe(map);
  });

  it('is walked by keys, values and a function', () => {
    const map = ShardedMap.of([
      ['a', 1],
      ['b', 2],
    ]);
    const walked: string[] = [];
    map.forEach((value, key) => void walked.push(`${key} ${value}`));
    expect(walked.toSorted()).toEqual(['a 1', 'b 2']);
    expect(new Set(map.keys())).toEqual(new Set(['a', 'b']));
    expect(new Set(map.values())).toEqual(new Set([1, 2]));
  });
});
