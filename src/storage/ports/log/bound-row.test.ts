import { expect, it } from 'vitest';
import { exampleRow } from '../log.suite.ts';
import { boundRow, type Masking } from './bound-row.ts';
import { FIELDS } from './fields.ts';

const LONG = 'y'.repeat(100_000);

const hiding = (secret: string): Masking => ({
  mayHoldSecret: (texts) => texts.includes(secret),
  mask: (text) => text.replaceAll(secret, 'xx'),
});

it('hands out the very same row where nothing is too long', () => {
  const row = exampleRow({});
  expect(boundRow(row)).toBe(row);
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
