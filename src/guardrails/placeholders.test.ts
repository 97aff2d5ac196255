import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Placeholders, restore, withBesides, withoutOverlaps } from './placeholders.ts';

const KINDS = ['EMAIL_ADDRESS', 'SSN'];

it('what was masked and is restored is the original, whatever stands around it', () => {
  const piece = fc.record({ before: fc.string(), value: fc.string({ minLength: 1 }), kind: fc.constantFrom(...KINDS) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      // A text that has placeholders already is another matter: nobody can tell whose they are.
      fc.pre(!pieces.some(({ before, value }) => `${before}${value}`.includes('{{')));
      const placeholders = new Placeholders();
      const original = pieces.map(({ before, value }) => before + value).join('');
      const masked = pieces.map(({ before, value, kind }) => before + placeholders.of(kind, value, true)).join('');
      expect(restore(masked, placeholders.reversible)).toBe(original);
    }),
  );
});

it('one way is one way, and an unknown placeholder stays', () => {
  const placeholders = new Placeholders();
  const masked = placeholders.of('SSN', '1', false);
  expect(masked).toBe('{{SSN_1}}');
  expect(restore(`${masked} {{SSN_2}}`, placeholders.reversible)).toBe('{{SSN_1}} {{SSN_2}}');
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
