import { describe, expect, it } from 'vitest';
import { finderOf, kindNamed, partsMarked } from './named-texts.ts';

describe('a text that is known', () => {
  const found = (text: string, ...wanted: string[]): string[] =>
    finderOf(wanted.map((one) => ({ kind: 'NAME', text: one })))(text).map(
      ({ start, end }) => `${start} ${text.slice(start, end)}`,
    );

  it('is found wherever it stands by itself, and not within other words', () => {
    expect(found('Ann annotates. Annual: Ann', 'Ann')).toEqual(['0 Ann', '23 Ann']);
  });

  it('is found within words where it stands in no text by itself: to leave it would be to let it pass', () => {
    const wanted = [{ kind: 'NAME', text: 'Ann' }];
    expect(finderOf(partsMarked(wanted, ['idAnn7', 'no']))('idAnn7')).toEqual([{ start: 2, end: 5, kind: 'NAME' }]);
    expect(finderOf(partsMarked(wanted, ['idAnn7', 'Ann']))('idAnn7')).toEqual([]);
  });

  it('is found once where a longer one holds it', () => {
    expect(found('Ann Lee, Ann', 'Ann', 'Ann Lee')).toEqual(['0 Ann Lee', '9 Ann']);
  });
});

it.each([
  ['PhoneNumber', 'PHONE_NUMBER'],
  ['email_address', 'EMAIL_ADDRESS'],
  ['our codes (2)', 'OUR_CODES_2'],
  ['7', 'FOUND'],
])('the kind %j is named as placeholders are', (name, kind) => {
  expect(kindNamed(name)).toBe(kind);
});
