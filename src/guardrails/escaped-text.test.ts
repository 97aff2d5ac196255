import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scanUnescaped } from './escaped-text.ts';

const find = (wanted: string) => (text: string) => {
  const start = text.indexOf(wanted);
  return start === -1 ? [] : [{ start, end: start + wanted.length, kind: 'X' }];
};
const escape = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

it.each([
  String.raw`{"a":"\u0067hp_1"}`,
  String.raw`{"a":"\u0067\u0068\u0070\u005F\u0031"}`,
  String.raw`\u0061\u0061 ghp_1 \u0061`,
])('%s is found whole, however its letters are written', (text) => {
  const [{ start, end } = { start: 0, end: 0 }] = scanUnescaped(text, find('ghp_1'));
  expect(JSON.parse(`"${text.slice(start, end)}"`)).toBe('ghp_1');
});

it('a slash that is escaped is a slash', () => {
  const text = String.raw`"https:\/\/hooks.example\/T1"`;
  expect(scanUnescaped(text, find('https://hooks.example/T1'))).toEqual([
    { start: 1, end: text.length - 1, kind: 'X' },
  ]);
});

it('any letters of a value may be escaped: its place is the same as without', () => {
  const value = 'ada@firma.ch';
  fc.assert(
    fc.property(fc.string(), fc.array(fc.boolean(), { minLength: value.length }), (before, isEscaped) => {
      fc.pre(!/[\\a]/.test(before));
      const written = Array.from(value, (letter, at) => (isEscaped[at] === true ? escape(letter) : letter)).join('');
      const found = scanUnescaped(`${before}${written}.`, find(value));
      expect(found).toEqual([{ start: before.length, end: before.length + written.length, kind: 'X' }]);
    }),
  );
});
