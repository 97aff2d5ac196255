import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

it('forgets what was not asked for longest, and keeps the rest', () => {
  const map = new BoundedMap<number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.get('a');
  map.set('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
});

it('counts weights, also those of what is replaced and taken out', () => {
  const map = new BoundedMap<string>(10);
  map.set('a', 'x', 9);
  map.set('a', 'y', 4);
  map.set('b', 'z', 6);
  expect([map.get('a'), map.get('b')]).toEqual(['y', 'z']);
  map.delete('a');
  map.delete('a');
  map.set('c', 'w', 4);
  expect([map.get('b'), map.get('c')]).toEqual(['z', 'w']);
});

it('does not keep what is heavier than the whole, nor the value that it would have replaced, and forgets no other for it', () => {
  const map = new BoundedMap<number>(10);
  map.set('a', 1, 4);
  map.set('b', 2, 4);
  map.set('a', 3, 11);
  expect([map.get('a'), map.get('b')]).toEqual([undefined, 2]);
  map.set('c', 4, 6);
  expect([map.get('b'), map.get('c')]).toEqual([2, 4]);
});

it('has all its room again once it was cleared', () => {
  const map = new BoundedMap<number>(2);
  for (const key of ['a', 'b', 'c']) map.set(key, 1);
  map.clear();
  expect([map.get('b'), map.get('c')]).toEqual([undefined, undefined]);
  for (const key of ['d', 'e', 'f']) map.set(key, 1);
  expect([map.get('d'), map.get('e'), map.get('f')]).toEqual([undefined, 1, 1]);
});

it('forgets the same as a list that is kept in order, whatever is done to it', () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    action: fc.constantFrom('get', 'set', 'set', 'set', 'delete', 'clear'),
    weight: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const map = new BoundedMap<number>(5);
      let list: { key: string; value: number; weight: number }[] = [];
      for (const [value, { key, action, weight }] of steps.entries()) {
        const found = list.find((entry) => entry.key === key);
        const others = list.filter((entry) => entry.key !== key);
        if (action === 'get') {
          expect(map.get(key)).toBe(found?.value);
          if (found !== undefined) list = [...others, found];
        } else if (action === 'set') {
          map.set(key, value, weight);
          list = weight > 5 ? others : [...others, { key, value, weight }];
          while (list.reduce((sum, entry) => sum + entry.weight, 0) > 5) list.shift();
        } else if (action === 'delete') {
          map.delete(key);
          list = others;
        } else {
          map.clear();
          list = [];
        }
      }
      const kept = new Map(list.map((entry) => [entry.key, entry.value]));
      for (const key of 'abcdef') expect(map.get(key)).toBe(kept.get(key));
    }),
  );
});
