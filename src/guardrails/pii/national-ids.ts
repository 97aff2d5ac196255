/** National identity and tax numbers, by country: each by its form and its check digits, or by a word before it. */
import type { Finding } from '../check.ts';
import * as check from './check-digits.ts';
import { each, valuesOf } from './numbers.ts';

interface IdFormat {
  country: string;
  pattern: RegExp;
  /** Of the match without spaces, dots and dashes. */
  holds(compact: string): boolean;
}

const always = (): boolean => true;
/** `(?<value>…)` behind one of these words. */
const named = (words: string, value: string): RegExp =>
  new RegExp(
    `(?:\\b(?:${words}))["']?(?:\\s?(?:number|no\\.?|nr\\.?|n[.º°]{1,2}|num|id|#|is))*["']?\\s{0,3}[:=#]?\\s{0,3}["']?(?<value>${value})(?![\\w-])`,
    'gi',
  );

const FORMATS: readonly IdFormat[] = [
  // Britain's National Insurance number: HMRC's prefixes.
  {
    country: 'GB',
    pattern:
      /(?<![\w])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]([ ]?)\d{2}\1\d{2}\1\d{2}\1[A-D](?![\w])/g,
    holds: always,
  },
  { country: 'ES', pattern: /(?<![\w.])(?:\d{8}|[XYZ]-?\d{7})-?[TRWAGMYFPDXBNJZSQVHLCKE](?![\w-])/g, holds: check.dni },
  {
    country: 'IT',
    pattern: /(?<![\w])[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![\w])/g,
    holds: check.codiceFiscale,
  },
  {
    country: 'FR',
    pattern: /(?<![\w.-])[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2])[ ]?(?:\d{2}|2[AB])[ ]?\d{3}[ ]?\d{3}[ ]?\d{2}(?![\w-])/g,
    holds: check.nir,
  },
  { country: 'BR', pattern: /(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g, holds: check.cpf },
  { country: 'BR', pattern: named('cpf', String.raw`\d{11}`), holds: check.cpf },
  { country: 'IN', pattern: /(?<![\w.-])[2-9]\d{3}([ -])\d{4}\1\d{4}(?![\w-]|\1\d)/g, holds: check.verhoeff },
  { country: 'IN', pattern: named('aadhaar|aadhar|uidai', String.raw`[2-9]\d{11}`), holds: check.verhoeff },
  { country: 'IN', pattern: named('pan', '[A-Z]{3}[PCHFATBLJG][A-Z]\\d{4}[A-Z]'), holds: always },
  {
    country: 'CN',
    pattern: /(?<![\w.-])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\w-])/g,
    holds: check.chinaId,
  },
  { country: 'SG', pattern: /(?<![\w])[STFG]\d{7}[A-Z](?![\w])/g, holds: check.nric },
  { country: 'FI', pattern: /(?<![\w])\d{6}[-+A]\d{3}[\dA-FHJ-NPR-Y](?![\w-])/g, holds: check.hetu },
  {
    country: 'SE',
    pattern: /(?<![\w.-])(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}(?![\w-])/g,
    holds: (digits) => check.luhn(digits.replace('+', '').slice(-10)),
  },
  {
    country: 'KR',
    pattern: /(?<![\w.-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-4]\d{6}(?![\w-])/g,
    holds: always,
  },
  {
    country: 'MX',
    pattern:
      /(?<![\w])[A-Z][AEIOUX][A-Z]{2}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[HM][A-Z]{5}[A-Z\d]\d(?![\w])/g,
    holds: always,
  },
  {
    country: 'DE',
    pattern: named(
      'steuer-?id(?:entifikationsnummer|nr)?|steuer-?identifikationsnummer|idnr|steuernummer|tax ?id',
      String.raw`\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}`,
    ),
    holds: check.taxIdGermany,
  },
  {
    country: 'PT',
    pattern: named('nif|contribuinte|n[uú]mero fiscal', String.raw`\d{3}[ ]?\d{3}[ ]?\d{3}`),
    holds: check.nif,
  },
  {
    country: 'JP',
    pattern:
      /(?:マイナンバー|個人番号|\bmy[ _-]?number|\bindividual number)["']?(?:\s?(?:no\.?|is|は))?\s{0,3}[:：=]?\s{0,3}["']?(?<value>\d{4}([ -]?)\d{4}\2\d{4})(?![\w-])/gi,
    holds: check.myNumber,
  },
  { country: 'NL', pattern: named('bsn|burgerservicenummer', String.raw`\d{9}`), holds: check.bsn },
  { country: 'PL', pattern: named('pesel', String.raw`\d{11}`), holds: check.pesel },
  {
    country: 'CA',
    pattern: named('sin|social insurance(?: number)?', String.raw`\d{3}[ -]?\d{3}[ -]?\d{3}`),
    holds: check.luhn,
  },
  { country: 'AU', pattern: named('tfn|tax file(?: number)?', String.raw`\d{3}[ ]?\d{3}[ ]?\d{2,3}`), holds: always },
  {
    country: 'ZA',
    pattern: named(
      'id|identity|south african id',
      String.raw`\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}[01]\d{2}`,
    ),
    holds: check.luhn,
  },
  { country: 'DK', pattern: named('cpr(?:-?nummer)?', String.raw`\d{6}-?\d{4}`), holds: always },
  { country: 'NO', pattern: named('f[øo]dselsnummer|fnr|personnummer', String.raw`\d{6}[ ]?\d{5}`), holds: always },
  { country: 'US', pattern: named('itin', String.raw`9\d{2}-?\d{2}-?\d{4}`), holds: always },
  {
    country: '',
    pattern: named(
      'national id(?:entity)?(?: card)?|identity card|id card|personalausweis(?:nummer)?|dni|nie|nif|rut|curp|nino|national insurance|driver.?s licen[cs]e',
      String.raw`(?=[A-Z0-9-]{0,14}\d)[A-Z0-9][A-Z0-9-]{5,14}`,
    ),
    holds: (text) => /\d{4}/.test(text),
  },
];

export function nationalIds(text: string): Finding[] {
  return FORMATS.flatMap(({ pattern, holds }) => {
    const isHeld = (value: string): boolean => holds(value.replaceAll(/[ .-]/g, ''));
    if (!pattern.source.includes('(?<value>'))
      return each(text, { pattern, kind: 'NATIONAL_ID' }, (match) => isHeldWhole(match, holds));
    return valuesOf(text, pattern, 'NATIONAL_ID').filter(({ start, end }) => isHeld(text.slice(start, end)));
  });
}

/** HETU keeps its sign: it is the century. */
function isHeldWhole(match: string, holds: IdFormat['holds']): boolean {
  return holds === check.hetu ? holds(match) : holds(match.replaceAll(/[ .-]/g, ''));
}
