import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../bench/guardrails/random.ts';
import { outsideNegatives, outsidePii } from '../../../bench/guardrails/outside-samples.ts';
import { piiNegatives, piiSamples } from '../../../bench/guardrails/pii-samples.ts';
import { CATEGORIES, scanPii } from './scan-pii.ts';

const ALL = new Set<string>(CATEGORIES);
const found = (text: string) => scanPii(text, ALL).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
/** Found by the words around them only: reported as they are, and not promised. */
const HINTS = new Set(['NAME', 'LOCATION_ADDRESS']);

describe('the labelled set', () => {
  const chance = chanceOf(11);

  it('has enough of both, and every category of a form is found', () => {
    const samples = piiSamples(chance, 18).filter(({ family }) => !HINTS.has(family));
    expect(samples.length).toBeGreaterThan(500);
    const missed = samples.filter(({ text, wanted: [one] }) => !found(text).includes(`${one?.kind} ${one?.value}`));
    expect(missed.map(({ text }) => text).slice(0, 5)).toEqual([]);
  });

  it('finds nothing where code only looks like it', () => {
    const samples = piiNegatives(chance, 17);
    expect(samples.length).toBeGreaterThan(600);
    const wrong = samples.filter(({ text }) => found(text).length > 0);
    expect(wrong.map(({ text }) => `${text}: ${found(text).join(', ')}`).slice(0, 5)).toEqual([]);
  });
});

describe('the second set', () => {
  const chance = chanceOf(2027);

  it('of what others would try is found, in its category', () => {
    const missed = outsidePii(chance).filter(
      ({ text, wanted: [one] }) => !found(text).includes(`${one?.kind} ${one?.value}`),
    );
    expect(missed.map(({ text }) => text)).toEqual([]);
  });

  it('of what is none has nothing', () => {
    const wrong = outsideNegatives(chance).filter(({ text }) => found(text).length > 0);
    expect(wrong.map(({ text }) => `${text}: ${found(text).join(', ')}`)).toEqual([]);
  });
});

describe('what counts', () => {
  it.each([
    ['a card in a table', 'kunde,kreditkarte,betrag\n17,4539578763621486,9', ['CREDIT_CARD 4539578763621486']],
    ['a number of a table without cards', 'id,count,sum\n17,4539578763621486,9', []],
    ['a birth date in Japanese', '誕生日は1987年12月3日', ['DATE_OF_BIRTH 1987年12月3日']],
    ['a date in Japanese', '更新日: 2026年4月17日', []],
    ['a Portuguese tax number', 'Número fiscal 501 964 843', ['NATIONAL_ID 501 964 843']],
    ['one with a wrong digit', 'Número fiscal 501 964 844', []],
    ['a Japanese individual number', '個人番号 1234 5678 9018', ['NATIONAL_ID 1234 5678 9018']],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('what counts', () => {
  it.each([
    ['an address of a documentation range', 'from 203.0.113.7', ['IP_ADDRESS 203.0.113.7']],
    ['a number of films', 'call 212-555-0147', ['PHONE_NUMBER 212-555-0147']],
    ['a test card', '4242 4242 4242 4242', []],
    ['a card with a wrong check digit', '4539578763621487', []],
    ['mail at a reserved domain', 'ada@example.com', []],
    ['an account with a wrong check', 'DE89370400440532013001', []],
    ['an account', 'DE89 3704 0044 0532 0130 00 bitte', ['IBAN DE89 3704 0044 0532 0130 00']],
    ['a machine itself', '127.0.0.1 and 0.0.0.0', []],
    ['a version of four numbers', 'version 81.2.69.142', []],
    ['a time of Unix', 'at 1764547200', []],
  ])('%s', (_name, text, wanted) => {
    expect(found(text)).toEqual(wanted);
  });

  it('only the categories that are asked for', () => {
    const text = 'ada@firma.ch, 203.0.113.7';
    expect(scanPii(text, new Set(['EMAIL_ADDRESS'])).map(({ kind }) => kind)).toEqual(['EMAIL_ADDRESS']);
  });
});

describe('tricks of writing', () => {
  it.each([
    ['full-width digits', '４５３９ ５７８７ ６３６２ １４８６'],
    ['Arabic digits', '٤٥٣٩ ٥٧٨٧ ٦٣٦٢ ١٤٨٦'],
    [
      'mathematical digits',
      '4539578763621486'
        .split('')
        .map((digit) => String.fromCodePoint(0x1d7ce + Number(digit)))
        .join(''),
    ],
    ['spaces without width', '4539\u200b5787\u200b6362\u200b1486'],
    ['marks of direction', '\u202e4539578763621486\u202c'],
    ['spaces that do not break', '4539\u00a05787\u00a06362\u00a01486'],
  ])('a card in %s is found, at its place', (_name, card) => {
    const text = `pay ${card} now`;
    const [one] = scanPii(text, new Set(['CREDIT_CARD']));
    expect(one?.kind).toBe('CREDIT_CARD');
    expect(text.slice(0, one?.start).endsWith('pay ') || text.slice(0, one?.start).endsWith('\u202e')).toBe(true);
    expect(text.slice(one?.end).replace('\u202c', '')).toBe(' now');
  });
});

describe('hostile text', () => {
  it.each(['1 ', '12-', 'a@', 'a@b.', '+1', 'DE89', '1.2.3.', 'a:', 'Mr ', 'name: A ', '0123 ', 'passport ', '１'])(
    'made of %j over and over takes no more than linear time',
    (piece) => {
      expect(() => scanPii(piece.repeat(200_000 / piece.length), ALL)).not.toThrow();
    },
  );
});
