/**
 * Finds personal data in a text by its form, its check digits and the words before it. Names and addresses are found by their
 * surroundings only: read them as hints. Pure, and linear in the text.
 */
import type { Finding } from '../check.ts';
import { near, type Nearby } from '../near.ts';
import { withBesides, withoutOverlaps } from '../placeholders.ts';
import { contacts } from './contacts.ts';
import { nationalIds } from './national-ids.ts';
import { cards, ibans, ipAddresses, ssns } from './numbers.ts';
import { addresses, birthDates, NAME_WORDS, names, passports, STREET_WORDS } from './people.ts';
import { plainDigits } from '../plain-digits.ts';

export const CATEGORIES = [
  'EMAIL_ADDRESS',
  'PHONE_NUMBER',
  'LOCATION_ADDRESS',
  'NAME',
  'IP_ADDRESS',
  'CREDIT_CARD',
  'SSN',
  'IBAN',
  'PASSPORT',
  'DATE_OF_BIRTH',
  'NATIONAL_ID',
] as const;
export type Category = (typeof CATEGORIES)[number];

interface Finder extends Nearby {
  category: Category;
  find: (text: string) => Finding[];
}

const ID_WORDS = /\d[\d .\-+]{5}|[A-Z]{2,6} ?\d{2}|[STFGXYZ]-?\d{7}/g;

/** In order: where two overlap, what is surer comes first. A window holds the words before that decide. */
const FINDERS: readonly Finder[] = [
  {
    category: 'EMAIL_ADDRESS',
    find: (text) => contacts(text, 'EMAIL_ADDRESS'),
    trigger: /@/g,
    before: 190,
    after: 300,
  },
  { category: 'IBAN', find: ibans, trigger: /[A-Za-z]{2}\d{2}[ -]?[A-Za-z0-9]{4}/g, before: 4, after: 64 },
  { category: 'CREDIT_CARD', find: cards, trigger: /\d[\d -]{11}/g, before: 210, after: 48 },
  { category: 'SSN', find: ssns, trigger: /\d{3}[- ]\d{2}[- ]\d|ssn|social/gi, before: 48, after: 64 },
  { category: 'NATIONAL_ID', find: nationalIds, trigger: ID_WORDS, before: 64, after: 48 },
  {
    category: 'PASSPORT',
    find: passports,
    trigger: /pass(?:port|eport|aporto)|reisepass|pasaporte|paspoort|P[A-Z<][A-Z]{3}[A-Z<]{20}/gi,
    before: 4,
    after: 120,
  },
  {
    category: 'DATE_OF_BIRTH',
    find: birthDates,
    trigger: /birth|born|d\.?o\.?b|geb|naissance|n[ée]e? le|naci|nasc|nat[oa] il|生年月日|誕生日|出生/gi,
    before: 16,
    after: 72,
  },
  {
    category: 'IP_ADDRESS',
    find: ipAddresses,
    trigger: /\d\.\d{1,3}\.\d{1,3}\.\d|[\da-fA-F]:[\da-fA-F]{0,4}:[\da-fA-F]/g,
    before: 48,
    after: 64,
  },
  {
    category: 'PHONE_NUMBER',
    find: (text) => contacts(text, 'PHONE_NUMBER'),
    trigger: /\+\d|\d{3}\)? ?[ .-] ?\d{3}|0\d{1,4}\)?[ /.-]\d{2}|\d{7}/g,
    before: 56,
    after: 40,
  },
  { category: 'LOCATION_ADDRESS', find: addresses, trigger: STREET_WORDS, before: 100, after: 110 },
  { category: 'NAME', find: names, trigger: NAME_WORDS, before: 24, after: 140 },
];

/** In order, without overlaps. */
export function scanPii(text: string, categories: ReadonlySet<string>): Finding[] {
  const plain = plainDigits(text);
  let found: Finding[] = [];
  for (const finder of FINDERS) {
    if (!categories.has(finder.category)) continue;
    // What is surer stands, wherever the other begins.
    found = withBesides(found, withoutOverlaps(near(plain.text, finder, finder.find)));
  }
  return withoutOverlaps(found.map((one) => plain.inOriginal(one)));
}
