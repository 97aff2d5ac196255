import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RE2JS } from 're2js';
import { requiredLiteral } from './required-literal.ts';

it.each([
  ['(?i)aurora', 'aurora', true],
  [String.raw`\bACME-\d{4,6}\b`, 'ACME-', false],
  [String.raw`(?i)\bmerger\b.{0,40}\bagreement\b`, 'agreement', true],
  [String.raw`api\.corp`, 'api.corp', false],
  ['colou?r scheme', 'r scheme', false],
  ['lo+ng', 'ng', null],
  ['abcd+e', 'abcd', false],
  ['[a|b]xyz', 'xyz', false],
  ['(foo|bar)baz', 'baz', false],
])('of %s is %s', (pattern, text, ignoresCase) => {
  expect(requiredLiteral(pattern)).toEqual(ignoresCase === null ? null : { text, ignoresCase });
});

it.each(['foo|bar', 'a.c', '(?:foo)', String.raw`\d+`, '(?i:foo)bar', String.raw`\Qa.c\Exyz`, '[foo', '(foo'])(
  'there is none in %s, or none that is understood',
  (pattern) => {
    expect(requiredLiteral(pattern)).toBeNull();
  },
);

const atom = fc.constantFrom(
  'abc',
  'xyz',
  'a',
  'B',
  '.',
  String.raw`\d`,
  '[ab]',
  '[^]x]',
  '(?:abc|x)',
  String.raw`\.`,
  'k',
);
const quantifier = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '+?');
const pattern = fc
  .tuple(
    fc.constantFrom('', '(?i)'),
    fc.array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 6 }),
    fc.boolean(),
  )
  .map(([flags, parts, isOr]) => flags + parts.map(([one, more]) => one + more).join('') + (isOr ? '|zzz' : ''));
const text = fc
  .array(fc.constantFrom('abc', 'xyz', 'ABC', 'a', 'b', 'B', '1', '.', 'x', '\u212a', 'zzz'), { maxLength: 14 })
  .map((parts) => parts.join(''));

it('every text that a pattern matches has its literal', () => {
  fc.assert(
    fc.property(pattern, text, (source, given) => {
      const literal = requiredLiteral(source);
      if (literal === null || !RE2JS.compile(source).test(given)) return;
      const flags = literal.ignoresCase ? 'iu' : 'u';
      expect(
        new RegExp(
          literal.text.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`).replaceAll(/\\([^.^$*+?()[\]{}|\\/])/g, '$1'),
          flags,
        ).test(given),
      ).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
