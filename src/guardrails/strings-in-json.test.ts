import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../kernel/slices.ts';
import type { Finding } from './check.ts';
import { maskedText } from './masked-text.ts';
import { Placeholders } from './placeholders.ts';
import { scanWords } from './strings-in-json.ts';

const find =
  (pattern: RegExp) =>
  (text: string): Finding[] =>
    Array.from(text.matchAll(pattern), ({ index, 0: { length } }) => ({
      start: index,
      end: index + length,
      kind: 'X',
    }));

const scan = (json: string, pattern: RegExp): Finding[] => atOnce(scanWords(json, { isJson: true }, find(pattern)));
const partsOf = (json: string, pattern: RegExp): string[] =>
  scan(json, pattern).map(({ start, end }) => json.slice(start, end));

describe('in a text that is JSON', () => {
  it('a pattern that finds everything finds each string by itself, and no quote', () => {
    expect(partsOf('{"a":"one","b":["two",3]}', /.+/gs)).toEqual(['a', 'one', 'b', 'two', '3']);
  });

  it('what a string says is looked at, and not how it is written', () => {
    const json = JSON.stringify({ command: 'say "hello"\nls' });
    expect(partsOf(json, /"hello"$/gm)).toEqual([String.raw`\"hello\"`]);
    expect(partsOf(json, /\n/g)).toEqual([String.raw`\n`]);
  });

  it('the name of a member may say what its value is', () => {
    expect(partsOf('{"password":"secret","other":"secret"}', /(?<=password":")secret/g)).toEqual(['secret']);
  });

  it('what the name of a member says is found of a value in which something else is found, too', () => {
    const json = '{"password":"before TOKEN after"}';
    const named = /(?<=password":")[^"]+|^TOKEN|(?<= )TOKEN(?= after$)/g;
    expect(partsOf(json, named)).toEqual(['before ', 'TOKEN', ' after']);
    expect(partsOf(json, /(?<=password":")[^"]+|^before TOKEN/g)).toEqual(['before TOKEN', ' after']);
  });

  it('the escape before a word is no part of it, whatever letters it is written with', () => {
    const json = String.raw`{"a":"\u7cfbada@example.org\u7cfb\nada@example.org"}`;
    expect(partsOf(json, /[a-z\d]+@[a-z.\d]+/g)).toEqual(['ada@example.org', 'ada@example.org']);
  });

  it('only what strings say is found where nothing else is asked for', () => {
    const json = JSON.stringify({ a: 'x "one" two', 'x four': ['three', 5] });
    const found = atOnce(scanWords(json, { isJson: true, isOfValues: true }, find(/(?:x|th).*/gs)));
    expect(found.map(({ start, end }) => json.slice(start, end))).toEqual([String.raw`x \"one\" two`, 'three']);
  });

  it('a number is found as a whole, and a string stands in its place', () => {
    const json = '{"card":-4111.5,"text":"4111"}';
    expect(partsOf(json, /4111/g)).toEqual(['-4111.5', '4111']);
    const placed = scan(json, /4111/g).map((one) => ({ ...one, ...PLACE, text: json.slice(one.start, one.end) }));
    expect(JSON.parse(maskedText(json, placed, new Placeholders()))).toEqual({ card: '{{X_1}}', text: '{{X_2}}' });
  });

  it('the half of an escape is not left behind', () => {
    const json = String.raw`{"a":"\u00e9nd \u00e9nd","b":1}`;
    const [first] = scan(json, /9nd/g);
    expect(json.slice(first?.start, first?.end)).toBe(String.raw`\u00e9nd`);
  });
});

it('a list of any length is looked through', () => {
  const json = JSON.stringify([...Array<number>(200_000).fill(1), 'found']);
  expect(partsOf(json, /found/g)).toEqual(['found']);
});

it.each([
  ['many strings', Array<string>(200_000).fill('text')],
  ['many numbers', Array<number>(200_000).fill(1)],
  ['a long text with escapes', `${'line\n'.repeat(400_000)}found`],
])('others have their turns while %s are looked through', (_, value) => {
  const json = JSON.stringify(value);
  const windows = [...scanWords(json, {}, find(/found/g))].length;
  const slices = [...scanWords(json, { isJson: true }, find(/found/g))].length;
  expect(slices).toBeGreaterThan(2 * windows + 10);
});

it('a text that only looks like JSON is scanned as it is', () => {
  expect(partsOf('{"a":"one', /"one/g)).toEqual(['"one']);
});

it('whatever is masked in whatever JSON, JSON is left in which nothing is found any more', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(/[a-f]+/g, /"/g, /\\/g, /\d+/g, /[^~{_\d}X"]+/gs), (value, pattern) => {
      const json = JSON.stringify(value);
      const placed = scan(json, pattern).map((one) => ({ ...one, ...PLACE, text: json.slice(one.start, one.end) }));
      const masked: unknown = JSON.parse(maskedText(json, placed, new Placeholders()));
      expect(textsIn(masked).filter((text) => text.replaceAll(/\{\{X_\d+\}\}/g, '').match(pattern) !== null)).toEqual(
        [],
      );
    }),
  );
});

const PLACE = { part: 0, word: 0, isReversible: false };

/** Strings, numbers and names of members. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...textsIn(inner)]);
}
