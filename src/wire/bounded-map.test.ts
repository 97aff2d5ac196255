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
  map.set('c', 'w', 4);
  expect([map.get('b'), map.get('c')]).toEqual(['z', 'w']);
});

it('does not keep what is heavier than the whole, and then has room again', () => {
  const map = new BoundedMap<number>(10);
  map.set('a', 1, 11);
  expect(map.get('a')).toBeUndefined();
  map.set('b', 2, 10);
  expect(map.get('b')).toBe(2);
});
