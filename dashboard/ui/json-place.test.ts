/** Paths of errors in the text that they are about. */
import { expect, it } from 'vitest';
import { placeIn } from './json-place.ts';

const TEXT = '{ "retry": { "attempts": -1 }, "targets": [{ "name": "a" }, { "name": "b", "weight": "x" }] }';
const at = (path: string): string => {
  const { from, to } = placeIn(TEXT, path);
  return TEXT.slice(from, to);
};

it.each([
  ['retry.attempts', '-1'],
  ['targets[1].weight', '"x"'],
  ['targets[0]', '{ "name": "a" }'],
  ['targets[0].missing', '{ "name": "a" }'],
  ['targets[9].weight', '[{ "name": "a" }, { "name": "b", "weight": "x" }]'],
  ['', TEXT],
])('%s is %s', (path, value) => {
  expect(at(path)).toBe(value);
});

it('a text that is no JSON has a place for every path', () => {
  expect(placeIn('', 'a.b')).toEqual({ from: 0, to: 0 });
  const { from, to } = placeIn('{"a": ', 'a.b');
  expect(from).toBeLessThanOrEqual(to);
  expect(to).toBeLessThanOrEqual('{"a": '.length);
});
