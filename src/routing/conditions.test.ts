import { describe, expect, it } from 'vitest';
import type { RequestFields, Primitive } from './conditions.ts';
import { firstMatch, parseConditions } from './conditions.ts';

const asking = (fields: Record<string, Primitive>): RequestFields => ({ read: (field) => fields[field] });

function holds(query: Record<string, unknown>, fields: Record<string, Primitive>): boolean {
  const [condition] = parseConditions([{ query, then: 'a' }], (at, message) => {
    throw new Error(`${at}: ${message}`);
  });
  return condition?.holds(asking(fields)) ?? false;
}

/** `actual` undefined: the field is absent. */
const meets = (test: unknown, actual?: Primitive): boolean =>
  holds({ 'params.x': test }, actual === undefined ? {} : { 'params.x': actual });

describe('an operator', () => {
  it.each<[unknown, Primitive | undefined, boolean]>([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', undefined, false],
    // Metadata and headers are text.
    [5, '5', true],
    ['true', true, true],
    [null, null, true],
    [null, 'null', false],
    [null, undefined, false],
    ['undefined', undefined, false],
    ['', '', true],
    ['', undefined, false],
    [{ $eq: 'a' }, 'a', true],
    [{ $eq: 'a' }, undefined, false],
    [{ $ne: 'a' }, 'b', true],
    [{ $ne: 'a' }, 'a', false],
    [{ $ne: 'a' }, undefined, true],
    [{ $ne: 5 }, '5', false],
    [{ $in: ['a', 'b'] }, 'b', true],
    [{ $in: ['a', 'b'] }, 'c', false],
    [{ $in: [1, 2] }, '2', true],
    [{ $in: [] }, 'a', false],
    [{ $in: ['a'] }, undefined, false],
    [{ $nin: ['a', 'b'] }, 'c', true],
    [{ $nin: ['a', 'b'] }, 'b', false],
    [{ $nin: ['a'] }, undefined, true],
    [{ $nin: [] }, 'a', true],
    [{ $gt: 5 }, 6, true],
    [{ $gt: 5 }, 5, false],
    [{ $gt: '5' }, '10', true],
    [{ $gt: 5 }, 'many', false],
    [{ $gt: 5 }, true, false],
    [{ $gt: 5 }, undefined, false],
    [{ $gte: 5 }, 5, true],
    [{ $gte: 5 }, 4.9, false],
    [{ $lt: 5 }, 4, true],
    [{ $lt: 5 }, 5, false],
    [{ $lt: 5 }, undefined, false],
    [{ $lt: 5 }, null, false],
    [{ $lte: 5 }, 5, true],
    [{ $lte: 5 }, 6, false],
    [{ $regex: '^claude-' }, 'claude-x', true],
    [{ $regex: 'opus' }, 'claude-opus-4', true],
    [{ $regex: '^opus' }, 'claude-opus-4', false],
    [{ $regex: '^1' }, 12, true],
    // Portkey's tests the word "undefined" here.
    [{ $regex: 'undef' }, undefined, false],
    [{ $regex: '.*' }, undefined, false],
    [{ $regex: 'null' }, null, false],
    [{ $gte: 5, $lt: 10 }, 7, true],
    [{ $gte: 5, $lt: 10 }, 10, false],
    [{ $ne: 'a', $regex: '^a' }, 'ab', true],
  ])('%j on %j: %j', (test, actual, expected) => {
    expect(meets(test, actual)).toBe(expected);
  });
});

describe('several parts of one query', () => {
  const A1 = { 'params.a': 1 };
  const B1 = { 'params.b': 1 };

  it.each<[string, Record<string, unknown>, Record<string, Primitive>, boolean]>([
    ['all keys hold', { ...A1, ...B1 }, { 'params.a': 1, 'params.b': 1 }, true],
    ['one key does not', { ...A1, ...B1 }, { 'params.a': 1 }, false],
    ['$and holds', { $and: [A1, B1] }, { 'params.a': 1, 'params.b': 1 }, true],
    ['one of $and does not', { $and: [A1, B1] }, { 'params.b': 1 }, false],
    ['one of $or holds', { $or: [A1, B1] }, { 'params.b': 1 }, true],
    ['none of $or does', { $or: [A1, B1] }, { 'params.c': 1 }, false],
    // Portkey's forgets the keys beside these two.
    ['$or holds, the key beside it does not', { $or: [A1, B1], 'params.c': 1 }, { 'params.a': 1 }, false],
    ['the key beside $or holds, $or does not', { $or: [A1, B1], 'params.c': 1 }, { 'params.c': 1 }, false],
    ['$or and the key beside it hold', { 'params.c': 1, $or: [A1, B1] }, { 'params.b': 1, 'params.c': 1 }, true],
    ['$and and $or side by side', { $and: [A1], $or: [B1] }, { 'params.a': 1 }, false],
    ['$or in $and', { $and: [{ $or: [A1, B1] }, { 'params.c': 1 }] }, { 'params.b': 1, 'params.c': 1 }, true],
    ['$and in $or', { $or: [{ $and: [A1, B1] }, { 'params.c': 1 }] }, { 'params.a': 1 }, false],
  ])('%s', (_, query, fields, expected) => {
    expect(holds(query, fields)).toBe(expected);
  });

  it('reads all four kinds of fields', () => {
    const fields = { 'metadata.team': 'core', 'params.model': 'm', 'headers.x-a': '1', 'url.pathname': '/v1/messages' };
    expect(holds(fields, fields)).toBe(true);
  });
});

describe('several conditions', () => {
  const conditions = parseConditions(
    [
      { query: { 'params.a': { $gt: 10 } }, then: 'large' },
      { query: { 'params.a': { $gt: 5 } }, then: 'middle' },
      { query: { 'params.a': { $gt: 7 } }, then: 'never' },
    ],
    () => undefined,
  );

  it('the first that holds wins', () => {
    expect(firstMatch(conditions, asking({ 'params.a': 11 }))).toBe('large');
    expect(firstMatch(conditions, asking({ 'params.a': 8 }))).toBe('middle');
    expect(firstMatch(conditions, asking({}))).toBeNull();
  });
});

describe('a pattern that would backtrack for ever', () => {
  it.each(['(a+)+$', '(a|aa)+$', '(.*a){20}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    '%s on 10 KB comes to an end',
    (pattern) => {
      const text = `${'a'.repeat(10_000)}!`;
      expect(meets({ $regex: pattern }, text)).toBe(false);
    },
  );
});

describe('a pattern at the edge of what is accepted', () => {
  const LONGEST = 'ab'.repeat(512);
  it.each([
    '(?:.*a){40}',
    '(?:a?){84}a{84}',
    '[ab]*a[ab]{200}z',
    '.{120}.{120}z',
    '(?:\\pL){120}\\b.*z',
    '(?:(a)|b|.)*(?:\\w){200}z',
  ])('%s does not hold up the others', ($regex) => {
    // Some 3 ms each. A linear engine may take a quarter of a second: of that many, longer than the 15 s of a test.
    const met = Array.from({ length: 200 }, () => meets({ $regex }, LONGEST));
    expect(new Set(met).size).toBe(1);
  });

  it('does not look into a text that is no label', () => {
    expect(meets({ $regex: 'a' }, LONGEST)).toBe(true);
    expect(meets({ $regex: 'a' }, `${LONGEST}a`)).toBe(false);
  });
});
