import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unescaped } from './escaped-text.ts';
import { Placeholders, withBesides, withoutOverlaps } from './placeholders.ts';

const KINDS = ['EMAIL_ADDRESS', 'SSN'];

it('what was masked and is restored is the original, whatever stands around it', () => {
  const piece = fc.record({ before: fc.string(), value: fc.string({ minLength: 1 }), kind: fc.constantFrom(...KINDS) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      // A text that has placeholders already is another matter: nobody can know whose they are.
      fc.pre(!pieces.some(({ before, value }) => `${before}${value}`.includes('{{')));
      const placeholders = new Placeholders();
      const original = pieces.map(({ before, value }) => before + unescaped(value)).join('');
      const masked = pieces.map(({ before, value, kind }) => before + placeholders.of(kind, value, true)).join('');
      expect(placeholders.restore(masked)).toBe(original);
    }),
  );
});

it('a value whose letters are escaped is the same as without, and is not escaped twice in JSON', () => {
  const placeholders = new Placeholders();
  const masked = placeholders.of('GITHUB_TOKEN', String.raw`\u0067hp_1\/"`, true);
  expect(placeholders.of('GITHUB_TOKEN', 'ghp_1/"', true)).toBe(masked);
  const answer = placeholders.restore(`{"token":"${masked}"}`, true);
  expect(JSON.parse(answer)).toEqual({ token: 'ghp_1/"' });
});

it('one way is one way, and an unknown placeholder stays', () => {
  const placeholders = new Placeholders();
  const masked = placeholders.of('SSN', '1', false);
  expect(masked).toBe('{{SSN_1}}');
  expect(placeholders.restore(`${masked} {{SSN_2}}`)).toBe('{{SSN_1}} {{SSN_2}}');
});

it('what was put back is hidden again where an answer is stored, in JSON inside of JSON too', () => {
  const placeholders = new Placeholders();
  const value = 'a "key"\nof two lines';
  const masked = placeholders.of('PRIVATE_KEY', value, true);
  placeholders.of('NAME', 'Ada', true);
  const answer = JSON.stringify({
    text: placeholders.restore(`x ${masked}`),
    input: JSON.stringify({ value }),
    by: 'Ada',
  });
  expect(JSON.parse(placeholders.hide(answer))).toEqual({
    text: 'x {{PRIVATE_KEY_1}}',
    input: '{"value":"{{PRIVATE_KEY_1}}"}',
    // Nobody put it back: the model wrote it.
    by: 'Ada',
  });
});

it('equal values of two kinds are two, and of one kind one', () => {
  const placeholders = new Placeholders();
  const all = [
    ['A', 'x'],
    ['B', 'x'],
    ['A', 'y'],
    ['A', 'x'],
  ].map(([kind = '', value = '']) => placeholders.of(kind, value, false));
  expect(all).toEqual(['{{A_1}}', '{{B_1}}', '{{A_2}}', '{{A_1}}']);
});

const place = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
  .map(([start, length]) => ({ start, end: start + length }));

it('lists of places are joined in order and without overlaps, and the first keeps all of its own', () => {
  fc.assert(
    fc.property(fc.array(place), fc.array(place), (a, b) => {
      const first = withoutOverlaps(a);
      const joined = withBesides(first, withoutOverlaps(b));
      expect(withoutOverlaps(joined)).toEqual(joined);
      for (const one of first) expect(joined).toContainEqual(one);
    }),
  );
});
