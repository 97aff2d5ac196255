import { expect, it } from 'vitest';
import { createUnauthenticatedRows } from './unauthenticated-rows.ts';

it('gives a row to the first of a flood, then to one every ten seconds, and says how many it left out', () => {
  let now = 0;
  const rows = createUnauthenticatedRows(() => now);
  const taken = Array.from({ length: 1000 }, () => rows.take());
  expect(taken.filter((left) => left !== null)).toHaveLength(60);
  now += 9_999;
  expect(rows.take()).toBeNull();
  now += 1;
  expect(rows.take()).toBe(941);
  expect(rows.take()).toBeNull();
});

it('is as it was in the beginning after a quiet time, and no larger', () => {
  let now = 0;
  const rows = createUnauthenticatedRows(() => now);
  for (let index = 0; index < 100; index += 1) rows.take();
  now += 3_600_000;
  expect(Array.from({ length: 100 }, () => rows.take()).filter((left) => left !== null)).toHaveLength(60);
});
