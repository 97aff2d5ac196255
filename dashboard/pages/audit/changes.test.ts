import { expect, it } from 'vitest';
import { changesBetween } from './changes.ts';

it('shows what differs and leaves out what stays', () => {
  const before = { name: 'A', limits: [{ value: 1 }], defaults: { team: 'x', kept: 1 }, scopes: ['a', 'b'] };
  const after = { name: 'B', limits: [{ value: 2 }], defaults: { kept: 1, other: null }, scopes: ['a'] };
  expect(changesBetween(before, after)).toEqual([
    { path: 'defaults.other', before: undefined, after: 'null' },
    { path: 'defaults.team', before: '"x"', after: undefined },
    { path: 'limits.0.value', before: '1', after: '2' },
    { path: 'name', before: '"A"', after: '"B"' },
    { path: 'scopes', before: '["a","b"]', after: '["a"]' },
  ]);
});

it('of something new is all of it, and of nothing is nothing', () => {
  expect(changesBetween(null, { name: 'A', tags: {} })).toEqual([
    { path: 'name', before: undefined, after: '"A"' },
    { path: 'tags', before: undefined, after: '{}' },
  ]);
  expect(changesBetween(null, null)).toEqual([]);
});
