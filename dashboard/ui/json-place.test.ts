/** Paths of errors in the text that they are about. */
import { expect, it } from 'vitest';
import { placeIn, spotAt } from './json-place.ts';

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

/** `|` is where the cursor stands. */
const spot = (marked: string) => {
  const found = spotAt(marked.replace('|', ''), marked.indexOf('|'));
  return found === null ? null : { kind: found.kind, path: found.path.join('.'), keys: found.keys };
};

it.each([
  ['{ "retry": { "|" } }', { kind: 'key', path: 'retry', keys: [] }],
  ['{ "a": 1, "b|": 2, "c": 3 }', { kind: 'key', path: '', keys: ['a', 'c'] }],
  ['{ "targets": [{ "provider": "@ver|" }] }', { kind: 'value', path: 'targets.provider', keys: [] }],
  [
    '{ "targets": [{ "input_guardrails": ["a", "|"] }] }',
    { kind: 'value', path: 'targets.input_guardrails', keys: [] },
  ],
  // While it is written, the quote is not closed yet.
  ['{ "targets": [{ "provider": "@ver|', { kind: 'value', path: 'targets.provider', keys: [] }],
  ['{ "targets": [{ "name": "a" }, { "pro|', { kind: 'key', path: 'targets', keys: [] }],
  ['{ "provider": "@vertex"| }', null],
  ['{ "provider": | }', null],
  ['|', null],
])('in %s the spot is found', (marked, found) => {
  expect(spot(marked)).toEqual(found);
});
