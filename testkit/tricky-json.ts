/** JSON values for property tests, whose strings hide structure: quotes, backslashes, brackets, in all lengths. */
import fc from 'fast-check';

const trickyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'a', 'é', '\n'), maxLength: 60 }),
);
export const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    trickyText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(trickyText, tie('value'), { maxKeys: 5 }),
  ),
})).value;
export const anyObject = fc.dictionary(trickyText, anyJson, { maxKeys: 8, noNullPrototype: true });
/** How JSON.stringify indents. */
export const spaces = fc.constantFrom(undefined, 0, 2, '\t');
