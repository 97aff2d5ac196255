import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exampleRow } from '../log.suite.ts';
import { boundRow, type Masking } from './bound-row.ts';
import { FIELD_ENTRIES, FIELDS } from './fields.ts';

const LONG = 'y'.repeat(100_000);

const hiding = (secret: string): Masking => ({
  mayHoldSecret: (texts) => texts.includes(secret),
  mask: (text) => text.replaceAll(secret, 'xx'),
});

it('hands out the very same row where nothing is too long', () => {
  const row = exampleRow({});
  expect(boundRow(row)).toBe(row);
});

/** Just below a bound, at it and just above it. */
const near = (bound: number) => fc.integer({ min: bound - 1, max: bound + 1 });
const textNear = (max: number) =>
  fc.tuple(near(max), fc.constantFrom('y', '\u{1f600}')).map(([length, unit]) => unit.repeat(length).slice(0, length));

function jsonNear(max: number, maxItems: number): fc.Arbitrary<unknown> {
  const listOf = (item: fc.Arbitrary<unknown>, length: fc.Arbitrary<number>) =>
    fc.tuple(item, length).map(([one, count]) => Array<unknown>(count).fill(one));
  const objectOf = (item: fc.Arbitrary<unknown>, length: fc.Arbitrary<number>) =>
    fc
      .tuple(listOf(item, length), fc.oneof(fc.constant('k'), textNear(max)))
      .map(([list, key]) => Object.fromEntries(list.map((one, index) => [`${index}${key}`, one])));
  const leaf = fc.oneof(fc.constantFrom(null, 1, true, '', 'text'), textNear(max));
  const inner = fc
    .tuple(leaf, fc.array(fc.boolean(), { maxLength: 5 }))
    .map(([value, levels]) => levels.reduce<unknown>((held, isList) => (isList ? [held, held] : { held }), value));
  const many = fc.oneof(near(maxItems), near(64));
  return fc.oneof(inner, listOf(inner, many), objectOf(inner, many));
}

it('hands out the very same row only where a cut would change nothing', () => {
  const cutting: Masking = { mayHoldSecret: () => true, mask: (text) => text };
  const inColumn = (name: string) => (value: unknown) => ({ [name]: value });
  const texts = FIELD_ENTRIES.flatMap(([name, field]) =>
    field.type === 'text' ? [textNear(field.max).map(inColumn(name))] : [],
  );
  const jsons = FIELD_ENTRIES.flatMap(([name, field]) =>
    field.type === 'json' ? [jsonNear(field.max, field.maxItems).map(inColumn(name))] : [],
  );
  const seen = { same: 0, cut: 0 };
  fc.assert(
    fc.property(fc.oneof(fc.oneof(...texts), fc.oneof(...jsons)), (values) => {
      const row = exampleRow(values);
      const isSame = boundRow(row) === row;
      seen[isSame ? 'same' : 'cut'] += 1;
      expect(boundRow(row, cutting) === row).toBe(isSame);
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(seen.same, seen.cut)).toBeGreaterThan(100);
});

it('cuts every column of text to its bound, whoever wrote it', () => {
  const texts = Object.entries(FIELDS).flatMap(([name, field]) =>
    field.type === 'text' ? [{ name, max: field.max }] : [],
  );
  expect(texts.length).toBeGreaterThan(20);
  const row = boundRow(exampleRow(Object.fromEntries(texts.map(({ name }) => [name, LONG]))));
  for (const { name, max } of texts) expect(Reflect.get(row, name), name).toHaveLength(max);
});

it('cuts lists and objects by their number, their texts and their keys', () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`${index}`, 'v']));
  const row = boundRow(exampleRow({ metadata: { [LONG]: LONG }, notes: Array(1000).fill('n'), request_headers: many }));
  expect(Object.keys(row.metadata)[0]).toHaveLength(8192);
  expect(Object.values(row.metadata)[0]).toHaveLength(8192);
  expect(row.notes).toHaveLength(200);
  expect(Object.keys(row.request_headers ?? {})).toHaveLength(64);
});

it('bounds a column as a whole, where many texts are long', () => {
  const wide = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`${index}`, LONG]));
  expect(JSON.stringify(boundRow(exampleRow({ metadata: wide })).metadata).length).toBeLessThan(600_000);
});

it('never cuts a character in two', () => {
  expect(boundRow(exampleRow({ ai_model: `${'m'.repeat(255)}\u{1f600}` })).ai_model).toBe('m'.repeat(255));
});

it('masks what came from outside, before it is cut, and nothing of its own', () => {
  const masked = boundRow(
    exampleRow({
      id: 'secret',
      notes: ['secret'],
      metadata: { secret: 'secret' },
      span_name: `${'s'.repeat(252)}secret`,
    }),
    hiding('secret'),
  );
  expect(masked).toMatchObject({
    id: 'secret',
    notes: ['xx'],
    metadata: { xx: 'xx' },
    span_name: `${'s'.repeat(252)}xx`,
  });
});

it('shows the masking every text from outside, in whichever column a secret is', () => {
  const columns = Object.entries(FIELDS).filter(
    ([, field]) => field.type === 'json' || (field.type === 'text' && field.isForeign),
  );
  expect(columns.length).toBeGreaterThan(20);
  for (const [name, { type }] of columns) {
    const value = type === 'text' ? 'a secret' : [{ key: ['a secret'] }];
    const masked = boundRow(exampleRow({ [name]: value }), hiding('secret'));
    expect(JSON.stringify(Reflect.get(masked, name)), name).toContain('a xx');
  }
});

it('sees no secret in the end of one text and the beginning of the next', () => {
  const row = exampleRow({ metadata: { hid: 'den' } });
  expect(boundRow(row, hiding('hidden'))).toBe(row);
});
